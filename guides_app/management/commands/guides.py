"""`manage.py guides load` and `manage.py guides export`: the library from files, and into files."""

from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guides_app import library
from guides_app.library import Outcome, Result


class Command(BaseCommand):
    """Loads or writes the library, and says what became of each file."""

    help = "Load guides from text files, or write the guides into text files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two sub-commands."""
        commands = parser.add_subparsers(dest="what", required=True)
        load = commands.add_parser("load", help="Bring the database up to the files. What staff changed is kept.")
        load.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="the shipped guides if not named")
        export = commands.add_parser("export", help="Write what readers see into a folder of text files.")
        export.add_argument("folder", type=Path, metavar="DIR")
        export.add_argument("--drafts", action="store_true", help="drafts in the place of published texts")
        export.add_argument("--overwrite", action="store_true", help="write over an earlier export")
        for one in (load, export):  # people write it after the sub-command too
            one.add_argument("-v", "--verbosity", type=int, choices=range(4), default=SUPPRESS, help="2: all files")

    def handle(self, *args: Any, **options: Any) -> None:
        """One of the two."""
        if options["what"] == "load":
            self._load(options["folder"], options["verbosity"])
        else:
            self._export(options["folder"], drafts=options["drafts"], overwrite=options["overwrite"])

    def _load(self, folder: Path | None, verbosity: int) -> None:
        if folder is not None and not (folder.is_dir() and library.is_library(folder)):
            raise CommandError(f"{folder} is not a folder of guides")
        report = library.load(folder) if folder else library.load()
        counts, quiet = report.count(), {Outcome.REFUSED} if verbosity > 1 else {Outcome.REFUSED, Outcome.UNCHANGED}
        if verbosity:
            for line in _lines([result for result in report.results if result.outcome not in quiet]):
                self.stdout.write(line)
            self.stdout.write("Guides: " + ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome))
        if refused := report.refused():
            raise CommandError("\n".join(map(str, refused)))

    def _export(self, folder: Path, *, drafts: bool, overwrite: bool) -> None:
        try:
            done = library.export(folder, drafts=drafts, overwrite=overwrite)
        except library.Unwritable as problem:
            raise CommandError(f"{folder} {problem}") from problem
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}") from problem
        for note in done.notes:
            self.stderr.write(note)
        self.stdout.write(f"{folder}: " + ", ".join(f"{count} {name}" for name, count in done.counts.items()))


def _lines(results: list[Result]) -> list[str]:
    """One for each file; entries of one file that fared alike share a line, but for those that were kept."""
    alike: dict[tuple[Outcome, str], int] = {}
    for result in results:
        named = result.path if result.outcome is Outcome.KEPT else result.path.split("#")[0]
        alike[result.outcome, named] = alike.get((result.outcome, named), 0) + 1
    return [f"{outcome:<10}{name}" + (f" ({count})" if count > 1 else "") for (outcome, name), count in alike.items()]
