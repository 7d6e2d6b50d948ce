"""Holds rows, sealed files and records against each other; ends with an error where anything is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app import inventory
from requests_app.vault.storage import StoreAway


class Command(BaseCommand):
    help = (
        "Check that every row has its sealed file, every file its row, that all opens, and that no record was changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
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
        if not found.sound:
            raise CommandError("The store is not sound.")
