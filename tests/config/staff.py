"""Signing in at the Desk as a person would: password first, then the six digits of the moment."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

PASSWORD = "a long phrase for tests"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_clerk(
    name: str = "alice", *, second_factor: bool = True, is_staff: bool = True, superuser: bool = False
) -> User:
    email = f"{name}@desk.test"
    clerk = User.objects.create_user(username=email, email=email, password=PASSWORD)
    clerk.is_staff, clerk.is_superuser = is_staff, superuser
    clerk.save()
    if second_factor:
        TOTP.activate(clerk, SECRET)
    return clerk


def digits_of_now(secret: str = SECRET, *, steps: int = 0) -> str:
    """The code that the app shows, or one that it shows so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def give_password(client: Client, clerk: User, *, password: str = PASSWORD, **extra: str) -> HttpResponse:
    return client.post("/staff/account/login/", {"login": clerk.email, "password": password, **extra})  # type: ignore[return-value]


def give_digits(client: Client, digits: str | None = None) -> HttpResponse:
    return client.post("/staff/account/2fa/authenticate/", {"code": digits or digits_of_now()})  # type: ignore[return-value]


def sign_in(client: Client, clerk: User) -> Client:
    give_password(client, clerk)
    give_digits(client)
    return client
