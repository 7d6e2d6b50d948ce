"""How staff accounts behave: nobody signs up, only staff sign in, secrets of second factors rest sealed."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.vault import cipher

FACTOR_CONTEXT = "second-factor"


class StaffAccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail or password is not correct"),
        "too_many_login_attempts": _("Too many tries. Wait 5 minutes or ask your shop lead"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Our own address, never the Host header that the asker sent."""
        uid, _, token = key.partition("-")
        return f"{settings.BASE_URL}{reverse('account_reset_password_from_key', args=(uid, token))}"


class StaffMFAAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def encrypt(self, text: str) -> str:
        return base64.b64encode(cipher.seal(text.encode(), context=FACTOR_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.unseal(base64.b64decode(encrypted_text), context=FACTOR_CONTEXT).decode()
