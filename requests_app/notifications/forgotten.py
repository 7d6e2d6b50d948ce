"""Forgotten passwords. The page only keeps the typed address, sealed; whose account it is, if anybody's, is looked up
in the background, so that no answer tells by its work or its time whether there is one."""

import base64
import secrets

from django.contrib.auth.models import User
from django_tasks import task

from requests_app.allauth_internals import filter_users_by_email
from requests_app.models import StaffLetter
from requests_app.notifications import outbox
from requests_app.vault import cipher

CONTEXT = "forgotten-password"


def ask_for_link(address: str) -> None:
    """Somebody typed this address; the worker writes the letter if it is an account's."""
    write_link.enqueue(base64.b64encode(cipher.seal(address.encode(), context=CONTEXT)).decode())


@task()
def write_link(sealed_address: str) -> None:
    """Letters with the link to a new password, to the open accounts with this address."""
    address = cipher.unseal(base64.b64decode(sealed_address), context=CONTEXT).decode()
    for user in filter_users_by_email(address, is_active=True, prefer_verified=True):
        if isinstance(user, User):
            outbox.write_to_staff(user, StaffLetter.PASSWORD_RESET, key=secrets.token_hex(8))
