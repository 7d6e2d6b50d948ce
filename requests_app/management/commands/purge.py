"""Deletes what has lived its time, as the worker does by itself; or counts it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app import retention


class Command(BaseCommand):
    help = "Delete what is over its time, stage by stage; --dry-run only counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        receipt = retention.purge(dry_run=dry_run)
        self.stdout.write(f"{'Due' if dry_run else 'Done'}: {receipt}")
        if receipt.stuck:
            raise CommandError("Some rows could not be done; the log names them.")
