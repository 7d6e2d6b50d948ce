"""One person's data as a file: what the desk holds of a customer, for whom the law gives a copy.

The copy has no code, which is shown on the customer's own page alone, and of the staff what was done and when, not who
it was and not their reasons. Internal notes are in it as they were written, without their writers. Every export leaves
its line on each request before anything is opened.
"""

import json
import zipfile
from dataclasses import asdict
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, QuerySet

from requests_app import evidence
from requests_app.models import CodeRequest, Event, MachineReading, Message, Page, record
from requests_app.states import Party

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_REQUESTS = 50
OF_REQUEST = (
    "reference", "status", "language", "asker", "name", "owner_name", "email", "number", "number_kind",
    "number_for_person", "number_unknown", "vin", "vin_tail", "car", "refusal", "declared_at", "started_at", "sent_at",
    "promised_at", "answer_until", "paid_at", "delivered_at", "revealed_at", "ended_at", "documents_days", "code_days",
    "person_days", "record_days",
)  # fmt: skip
RELATED = {
    "asked_items": ("slot", "problem", "note", "answer_text", "answered_at", "created_at"),
    "checks": ("kind", "verdict", "at"),
    "document_verdicts": ("slot", "verdict", "problem", "at"),
    "address_changes": ("changed_at", "objected_at"),
    "reveals": ("shown_at",),
    "feedback": ("worked", "display", "entered", "tries", "comment", "at"),
}


def requests_of(code_request: CodeRequest) -> list[CodeRequest]:
    """The requests from this request's mailbox at its desk; this one comes first."""
    found = [code_request]
    if code_request.email_fingerprint:
        here = CodeRequest.objects.sent().filter(desk=code_request.desk_id)
        rows = here.filter(email_fingerprint=code_request.email_fingerprint)
        found += rows.exclude(pk=code_request.pk).select_related("desk", "guide__car_model__brand").order_by("-pk")
    return found[:MOST_REQUESTS]


def export_person(code_request: CodeRequest, *, by: "User") -> bytes:
    """A ZIP: data.json and the photos. A photo that does not open any more is named as such."""
    found = requests_of(code_request)
    with transaction.atomic():
        for one in found:
            record(one, "export_person", party=Party.STAFF, user_id=by.pk, data={"requests": len(found)})
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        told = [_told(one, archive) for one in found]
        archive.writestr("data.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
    return packed.getvalue()


def _told(code_request: CodeRequest, archive: zipfile.ZipFile) -> dict[str, Any]:
    return {
        "desk": code_request.desk.name,
        **{name: getattr(code_request, name) for name in OF_REQUEST},
        **{name: _rows(getattr(code_request, name).all(), columns) for name, columns in RELATED.items()},
        "internal_notes": [{"at": note.at, "text": note.text} for note in code_request.internal_notes.order_by("pk")],
        "letters": _rows(Message.objects.filter(code_request=code_request), ("letter", "created_at", "sent_at")),
        "photos": [_photo(page, archive) for page in _pages(code_request)],
        "record": [_line(line) for line in Event.objects.of(code_request).select_related("note").order_by("number")],
    }


def _rows(rows: QuerySet[Any], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*columns))


def _pages(code_request: CodeRequest) -> QuerySet[Page]:
    pages = Page.objects.filter(upload__code_request=code_request, upload__deleted_at=None)
    return pages.select_related("upload", "machine_reading").order_by("pk")


def _photo(page: Page, archive: zipfile.ZipFile) -> dict[str, Any]:
    told = {"shows": page.upload.slot, "sent_at": page.upload.created_at, **_machine_reading(page)}
    name = f"photos/{page.upload.code_request.reference}-{page.upload.slot}-{page.pk}.jpg"
    try:
        archive.writestr(name, evidence.read_picture(page))
    except (evidence.Damaged, FileNotFoundError):
        return {**told, "file": None}
    return {**told, "file": name}


def _machine_reading(page: Page) -> dict[str, Any]:
    """What engines read off a label, and what the customer said of it."""
    found: MachineReading | None = getattr(page, "machine_reading", None)
    return {"read_by_engines": {**asdict(found.found), "customer_said": found.answer}} if found else {}


def _line(line: Event) -> dict[str, Any]:
    """What happened and when, by which side; the words are those that the customer typed."""
    told: dict[str, Any] = {"at": line.at, "kind": line.kind, "by": line.party}
    note: Model | None = getattr(line, "note", None)
    return {**told, "words": str(getattr(note, "text", ""))} if note and line.party == Party.CUSTOMER else told
