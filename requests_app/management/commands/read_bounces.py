"""Marks the letters whose delivery reports have come back, in the mailbox that BOUNCE_MAILBOX names."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from requests_app.notifications import bounces, mailboxes


class Command(BaseCommand):
    help = "Read reports of letters that could not be delivered; the worker does so every ten minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        place = settings.BOUNCE_MAILBOX
        if place is None:
            raise CommandError("BOUNCE_MAILBOX is not set.")
        with mailboxes.opened(place) as mailbox:
            self.stdout.write(str(bounces.read(mailbox)))
