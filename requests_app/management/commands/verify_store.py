"""Holds rows, sealed files and records against each other; ends with an error where anything is wrong."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app import inventory
from requests_app.vault.storage import StoreAway


class Command(BaseCommand):
    help = (
        "Check that every row has its sealed file, every file its row, that all opens, and that no record was changed; "
        "print the newest head of the record, to be compared with the log or the letter of that day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", metavar="DAY", type=date.fromisoformat, help="print the head until 2026-12-31")

    def handle(self, *args: Any, head: date | None = None, **options: Any) -> None:
        try:
            found = inventory.verify()
        except StoreAway as away:
            raise CommandError(f"The folder of sealed files cannot be used: {away or 'it is not there'}.") from away
        for title, names in (
            ("row without its file", found.lost),
            ("does not open", found.unreadable),
            ("file without a row", found.stray),
            ("record was changed", found.broken_records),
        ):
            for name in names:
                self.stdout.write(f"{title}: {name}")
        if found.unguarded:
            self.stdout.write("the database does not guard the record: its triggers are missing")
        self.stdout.write(f"{found.files} files and {found.records} records looked at.")
        if head_found := inventory.head_of(head):
            self.stdout.write("Head of the record until {}: {}".format(*head_found))
        elif head:
            raise CommandError(f"The record has no head until {head}.")
        if not found.sound:
            raise CommandError("The store is not sound.")
