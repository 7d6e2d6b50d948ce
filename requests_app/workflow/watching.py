"""The desk's list of stolen cars and radios: read from a file of a lead, taken off by one, deleted after its time."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from guides_app.identifiers import Kind, Read, label_line, read_number, read_vin
from requests_app import keeping
from requests_app.lookup.registry import number_fingerprint, serial_fingerprint, vin_tail_fingerprint
from requests_app.models import VIN_TAIL, Desk, WatchedItem, record_at_desk
from requests_app.states import Party

if TYPE_CHECKING:
    from django.contrib.auth.models import User

COLUMNS = ("what", "number", "from", "until")
MOST_ROWS = 5000
LONGEST_SOURCE = 120
Subject = WatchedItem.Subject


class BadRow(Exception):
    """A line of the file that cannot be taken: its number, and the column that is wrong ("file" for the whole)."""

    def __init__(self, line: int, column: str) -> None:
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Row:
    """One car or radio, and from which day to which it counts (for good without the last)."""

    subject: str
    number: str
    valid_from: date
    valid_until: date | None


def rows_of(text: str) -> list[Row]:
    """The lines of a CSV file with the columns COLUMNS: `what` is vin or unit, days are written 2026-12-31.

    Raises BadRow at the first that is wrong, also at the one that is too many: a file is taken whole or not at all.
    """
    sample = text.lstrip("\ufeff")
    separator = ";" if sample.partition("\n")[0].count(";") else ","
    reader = csv.DictReader(io.StringIO(sample), delimiter=separator, strict=True)
    try:
        if tuple(name.strip().lower() for name in reader.fieldnames or ()) != COLUMNS:
            raise BadRow(1, "file")
        rows = list(_rows(reader))
    except csv.Error as error:
        raise BadRow(reader.line_num, "file") from error
    if not rows:
        raise BadRow(1, "file")
    return rows


def _rows(reader: "csv.DictReader[str]") -> Iterator[Row]:
    for count, raw in enumerate(reader, start=1):
        line = reader.line_num
        if count > MOST_ROWS or None in raw or None in raw.values():
            raise BadRow(line, "file")
        what, number, begins, ends = (str(value).strip() for value in raw.values())
        if what.lower() not in Subject.values:
            raise BadRow(line, "what")
        first, last = _day(begins, line, "from"), _day(ends, line, "until") if ends else None
        if last is not None and last < first:
            raise BadRow(line, "until")
        yield Row(what.lower(), _number(what.lower(), number, line), first, last)


def _day(text: str, line: int, column: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRow(line, column) from error


def _number(subject: str, text: str, line: int) -> str:
    """A whole VIN, or the serial of a radio: never a pre-code, which thousands of radios share."""
    is_vin = subject == Subject.VIN
    reading = read_vin(text) if is_vin else read_number(label_line(text)[1] or text, kind=Kind.SERIAL)
    if not isinstance(reading, Read):
        raise BadRow(line, "number")
    return reading.value


@transaction.atomic
def watch(desk: Desk, rows: list[Row], *, source: str, by: "User") -> int:
    """Put these on the list of the desk, as `source` says; what it said before of the same ones is replaced."""
    for row in rows:
        _put(desk, row, source.strip()[:LONGEST_SOURCE], by)
    record_at_desk(desk, "watch_import", party=Party.STAFF, user_id=by.pk, data={"rows": len(rows)})
    return len(rows)


def _put(desk: Desk, row: Row, source: str, by: "User") -> None:
    is_vin = row.subject == Subject.VIN
    fingerprint = number_fingerprint(row.number, Kind.VIN if is_vin else Kind.SERIAL)
    second = vin_tail_fingerprint(row.number[-VIN_TAIL:]) if is_vin else serial_fingerprint(row.number)
    item = WatchedItem(
        desk=desk,
        subject=row.subject,
        fingerprint=fingerprint,
        second_fingerprint=second,
        source=source,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        added_by=by,
    )
    item.set_number(row.number)
    WatchedItem.objects.filter(desk=desk, subject=row.subject, fingerprint=fingerprint, source=source).delete()
    item.save(force_insert=True)


@transaction.atomic
def unwatch(item: WatchedItem, *, by: "User") -> None:
    """Take one off the list."""
    record_at_desk(item.desk, "watch_remove", party=Party.STAFF, user_id=by.pk, data={"item": item.pk})
    item.delete()


@transaction.atomic
def sweep_watched() -> int:
    """Delete what has not counted for longer than the table of keeping says, with a line at each desk: how many."""
    over = WatchedItem.objects.filter(valid_until__lt=timezone.localdate() - timedelta(days=keeping.WATCHED.days))
    swept = 0
    for desk in Desk.objects.filter(watched_items__in=over).distinct():
        count = over.filter(desk=desk).delete()[0]
        record_at_desk(desk, "purge_watched", party=Party.SYSTEM, data={"rows": count})
        swept += count
    return swept
