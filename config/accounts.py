"""How staff accounts behave: nobody signs up, only staff sign in, secrets of second factors rest sealed."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())
