"""`manage.py load_guides`: the shipped guides into the database; safe to run at every start."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guides_app import library


class Command(BaseCommand):
    """Loads the library and reports each file that is not as it was."""

    help = "Load the shipped guides. What staff changed is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Another folder than the shipped one, for shops that keep their own."""
        parser.add_argument("folder", nargs="?", type=Path, help="a folder laid out like guides_app/content")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say what happened in one line and each refusal in its own."""
        folder = options["folder"]
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        report = library.load(folder) if folder else library.load()
        if options["verbosity"] > 1:
            for result in report.results:
                self.stdout.write(f"{result.outcome:<10}{result.path}")
        counts = report.count()
        self.stdout.write("Guides: " + ", ".join(f"{counts[outcome]} {outcome}" for outcome in library.Outcome))
        if refused := report.refused():
            raise CommandError("\n".join(f"{result.path}: {result.reason}" for result in refused))
