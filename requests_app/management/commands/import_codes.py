"""Bring a list of known codes into the registry of a desk, look at what it would bring, or take one back."""

import csv
import os
import sys
from argparse import ArgumentParser, FileType
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from requests_app import code_import
from requests_app.code_import import REASONS, Cells, Counts, Field, Reason
from requests_app.models import TYPED_SOURCES, CodeBatch, Desk, Source


class Command(BaseCommand):
    """Reads CSV or XLSX, packed with gzip or not, or the standard input. What is in stays in when it is killed; started
    again with the same file it goes on."""

    help = "Import a list of known codes (CSV or XLSX, gzip, - for standard input) into the registry of a desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=FileType("rb"), help="the list; - reads the standard input")
        parser.add_argument("--desk", help="short name of the desk; needed where there are several")
        parser.add_argument("--name", help="what the list is called; otherwise the name of its file")
        parser.add_argument("--source", choices=[one.value for one in TYPED_SOURCES], default=Source.DEALER.value)
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN", type=_field_and_column,
            help=f"a column by its words or number, for one of {', '.join(Field)}; may be given several times",
        )  # fmt: skip
        parser.add_argument("--fill-zeros", action="store_true", help="take a code such as 86 for 0086")
        parser.add_argument("--dry-run", action="store_true", help="say what would be added, and add nothing")
        parser.add_argument("--report", type=Path, help="CSV of the rows to look at; otherwise beside the file")
        parser.add_argument("--withdraw", type=int, metavar="LIST", help="take back the list with this number")

    def handle(self, *args: Any, **options: Any) -> None:
        desk = _desk(options["desk"])
        if options["withdraw"] is not None:
            self._withdraw(desk, options["withdraw"])
        elif options["file"] is None:
            raise CommandError("Name a file, or - for the standard input.")
        else:
            with options["file"] as file:
                self._import(desk, _plain(file), options)

    def _withdraw(self, desk: Desk, number: int) -> None:
        batch = CodeBatch.objects.filter(desk=desk, pk=number).first()
        if batch is None:
            raise CommandError(f"Desk {desk.slug} has no list {number}.")
        self.stdout.write(f"List {number}: {code_import.withdraw(batch, by=None):,} codes taken back.")

    def _import(self, desk: Desk, file: BinaryIO, options: dict[str, Any]) -> None:
        named = options["name"] or Path(str(getattr(file, "name", "list"))).name
        digest = code_import.digest_of(file) if file.seekable() else ""
        batch = None
        try:
            rows, columns = _columns(code_import.rows_of(file), dict(options["map"]))
            if not options["dry_run"]:
                batch = code_import.begin(desk, name=named, source=Source(options["source"]), digest=digest, by=None)
                if batch.state == CodeBatch.State.DONE:
                    self.stdout.write(f"This list is in already, as list {batch.pk}: {batch.added:,} codes.")
                    return
                if batch.lines_done:
                    self.stdout.write(f"Going on with list {batch.pk} behind line {batch.lines_done:,}.")
            with _report(_place(options["report"], file), after=batch.lines_done if batch else 0) as tell:
                how: Any = {"fill_zeros": options["fill_zeros"], "tell": tell}
                counts = (
                    code_import.run(batch, rows, columns, **how)
                    if batch
                    else code_import.check(desk, rows, columns, **how)
                )
        except (code_import.ColumnsUnclear, code_import.Unreadable) as error:
            left = f" What came before is in; it is list {batch.pk}." if batch and batch.lines_done else ""
            raise CommandError(f"The list cannot be read: {error}.{left}") from error
        except code_import.AnotherImport as error:
            raise CommandError("This list is being imported elsewhere, or was withdrawn.") from error
        self._say(counts, batch)

    def _say(self, counts: Counts, batch: CodeBatch | None) -> None:
        added = f"{counts.added:,} codes {'added' if batch else 'to add'}, {counts.conflicts:,} of which disagree"
        where = f"list {batch.pk}" if batch else "nothing was written"
        rest = f"{counts.known:,} known already, {counts.refused:,} rows refused"
        self.stdout.write(f"{counts.lines:,} lines: {added}; {rest} ({where}).")
        for reason, number_of in sorted(counts.reasons.items(), key=lambda one: -one[1]):
            self.stdout.write(f"  {number_of:,} × {REASONS[reason]}")
        if counts.reasons.get(Reason.EATEN_ZEROS):
            self.stdout.write("Were the codes 4 digits before a spreadsheet had them? Then import with --fill-zeros.")


def _field_and_column(text: str) -> tuple[Field, str]:
    name, _is, column = text.partition("=")
    return Field(name.strip()), column.strip()


def _desk(slug: str | None) -> Desk:
    desks = list(Desk.objects.filter(slug=slug) if slug else Desk.objects.filter(active=True)[:2])
    if len(desks) != 1:
        raise CommandError("Name the desk: --desk SHORT-NAME." if not slug else f"There is no desk {slug}.")
    return desks[0]


def _plain(file: BinaryIO) -> BinaryIO:
    """Standard input is text where argparse opens it under another name than a file."""
    return getattr(file, "buffer", file) if file in {sys.stdin, getattr(sys.stdin, "buffer", None)} else file


def _columns(rows: Iterator[tuple[int, Cells]], mapping: dict[Field, str]) -> tuple[Iterator[tuple[int, Cells]], Any]:
    first = code_import.first_of(rows)
    columns, has_header = code_import.columns_of(first, mapping)
    return (rows if has_header else chain([(1, first)], rows)), columns


def _place(report: Path | None, file: BinaryIO) -> Path | None:
    if report is None and file.seekable() and isinstance(file.name, str):
        return Path(f"{file.name}.report.csv")
    return report


@contextmanager
def _report(place: Path | None, *, after: int) -> Iterator[code_import.Tell]:
    """Writes line and reason of each row to look at, before the rows are in; what a killed run wrote too much goes."""
    kept = []
    if place and after and place.exists():
        with place.open(newline="", encoding="utf-8") as old:
            kept = [row for row in csv.reader(old) if row and row[0].isdigit() and int(row[0]) <= after]
    with tqdm(unit=" lines", unit_scale=True, disable=None, file=sys.stderr) as bar:
        if place is None:
            yield lambda last, _told: _advance(bar, last)
            return
        with place.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["line", "reason"])
            writer.writerows(kept)

            def tell(last: int, told: code_import.Told) -> None:
                writer.writerows((line, REASONS[reason]) for line, reason in told)
                file.flush()
                os.fsync(file.fileno())
                _advance(bar, last)

            yield tell


def _advance(bar: "tqdm[Any]", last: int) -> None:
    bar.update(last - bar.n)
