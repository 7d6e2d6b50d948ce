"""Lines of the record as a file: streamed, and safe to open in a spreadsheet. What people typed stays at the desk."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse

from requests_app.admin import words
from requests_app.admin.event_details import details, people_in
from requests_app.admin.happened import happened, name_of
from requests_app.admin.record import names_of
from requests_app.models import Event

BATCH = 500
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    "id", "at", "request", "number", "kind", "what", "details", "party", "by", "user", "status", "data",
    "note_digest", "previous_hash", "hash",
)  # fmt: skip
Writer = Callable[[QuerySet[Event]], HttpResponseBase]


def as_csv(rows: QuerySet[Event]) -> HttpResponseBase:
    """One row for each line."""
    return csv_file("record.csv", COLUMNS, ([row[column] for column in COLUMNS] for row in _rows(rows)))


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A table, streamed. No cell begins as a formula does."""
    writer = csv.writer(_Echo())
    lines = (writer.writerow([_cell(value) for value in row]) for row in rows)
    return _file(_and_then("\ufeff" + writer.writerow(columns), lines), "text/csv; charset=utf-8", name)


def as_json(rows: QuerySet[Event]) -> HttpResponseBase:
    """A list of objects."""

    def parts() -> Iterator[str]:
        before = "[\n"
        for row in _rows(rows):
            yield before + json.dumps(row, ensure_ascii=False)
            before = ",\n"
        yield "\n]\n" if before != "[\n" else "[]\n"

    return _file(parts(), "application/json", "record.json")


WRITERS: dict[str, Writer] = {"csv": as_csv, "json": as_json}


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, text: str) -> str:
        return text


def _and_then(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _file(parts: Iterator[str], content_type: str, name: str) -> HttpResponseBase:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(parts, content_type=content_type, headers=headers)


def _rows(rows: QuerySet[Event]) -> Iterator[dict[str, Any]]:
    ordered = rows.select_related("user", "code_request").order_by("at", "pk").iterator(BATCH)
    while events := list(islice(ordered, BATCH)):
        names = names_of(people_in(events))
        for event in events:
            yield _row(event, names)


def _row(event: Event, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": event.pk,
        "at": event.at.isoformat(),
        "request": event.code_request.reference if event.code_request else "",
        "number": event.number,
        "kind": event.kind,
        "what": str(happened(event.kind, event.data)),
        "details": "; ".join(details(event, names)),
        "party": event.party,
        "by": name_of(event.user) if event.user else str(words.BY.get(event.party, event.party)),
        "user": event.user_id,
        "status": event.status,
        "data": event.data,
        "note_digest": event.note_digest,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }


def _cell(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
