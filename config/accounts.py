"""How staff accounts behave: nobody signs up, only staff sign in, secrets of second factors rest sealed."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Our own address, never the Host header that the asker sent."""
        uid, _, token = key.partition("-")
        return f"{settings.BASE_URL}{reverse('account_reset_password_from_key', args=(uid, token))}"


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())
