"""The Desk as members of staff open it: signed in, with the second step behind them."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.test import Client

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """A browser of this person; `fresh` has proved the second step a moment ago, others an hour ago."""

    def inner(user: User, *, fresh: bool = False) -> Client:
        TOTP.activate(user, SECRET)
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        proof = {"method": "mfa", "type": "totp", "at": time.time() - (0 if fresh else 3600)}
        session["account_authentication_methods"] = [proof]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return inner


@pytest.fixture
def at_desk(sign_in: SignIn, alice: User) -> Client:
    """Alice's browser."""
    return sign_in(alice)
