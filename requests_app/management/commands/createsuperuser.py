"""Makes an account with all rights, with its lines in the record; its owner chooses the password by a link."""

import os
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.db import transaction

from requests_app import staffing
from requests_app.identity import NotAnAddress, canonical_email, mailbox
from requests_app.models import record_at_desk
from requests_app.notifications.staff_letters import password_link
from requests_app.states import Party


class Command(createsuperuser.Command):
    """Django's command without its questions about a password: they would hold the transaction open."""

    help = "Make an account with all rights, and print the link with which its owner sets a password, once."

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"] or os.environ.get("DJANGO_SUPERUSER_EMAIL", "")
        username = options["username"] or os.environ.get("DJANGO_SUPERUSER_USERNAME", "") or email
        username = username or self._asked_for(options["interactive"])
        try:
            address = mailbox(canonical_email(email or username))
        except NotAnAddress:
            raise CommandError("That is not an email address.") from None
        username = address if "@" in username else username
        user = self._make({**options, "username": username, "email": address, "interactive": False})
        if not user.has_usable_password():
            minutes = settings.PASSWORD_RESET_TIMEOUT // 60
            self.stdout.write(f"To choose a password, once and within {minutes} minutes:\n{password_link(user)}")

    def _asked_for(self, may_ask: bool) -> str:
        if not (may_ask and sys.stdin.isatty()):
            raise CommandError("Give the email address: --email you@shop.example")
        return input("Email address: ").strip()

    @transaction.atomic
    def _make(self, options: dict[str, Any]) -> User:
        super().handle(**options)
        user = User.objects.get(username=options["username"])
        staffing.record_account_changes(user, before={}, party=Party.SYSTEM, by_id=None)
        if user.has_usable_password():
            record_at_desk(None, "password_set", party=Party.SYSTEM, data={"user": user.pk})
        return user
