"""For what a customer hands a document in, and whether the request stands where that is asked for."""

from enum import StrEnum
from typing import Any

from django.utils import timezone

from requests_app.models import AskedItem, CodeRequest, Slot, Upload, record
from requests_app.states import ANSWER, APPEAL, NOT_WORKED, Party, Status


class Purpose(StrEnum):
    """What a customer hands a document in for. It is taken only while the request stands where that is asked for."""

    DRAFT = "draft"
    ANSWER = "answer"
    APPEAL = "appeal"
    FEEDBACK = "feedback"


TAKEN_IN: dict[Purpose, frozenset[Status]] = {
    Purpose.DRAFT: frozenset({Status.DRAFT}),
    Purpose.ANSWER: ANSWER.sources,
    Purpose.APPEAL: APPEAL.sources,
    Purpose.FEEDBACK: NOT_WORKED.sources,
}


class Closed(Exception):
    """Sent, decided, taken out or replaced meanwhile: this is not the customer's to change any more."""


def check_taken(code_request: CodeRequest, slot: Slot, purpose: Purpose, item: AskedItem | None) -> None:
    """Closed unless this may be handed in as the request stands. Decisive only with the request's row locked."""
    row = CodeRequest.objects.filter(pk=code_request.pk).values("status", "verification_round").first()
    if row is None or row["status"] not in TAKEN_IN[purpose]:
        raise Closed
    if purpose is Purpose.ANSWER:
        asked = (code_request.pk, slot, row["verification_round"])
        if item is None or (item.code_request_id, item.slot, item.round) != asked:
            raise Closed


def check_own(upload: Upload, purpose: Purpose, item: AskedItem | None) -> None:
    """Closed unless this document was handed in for this purpose and stands."""
    check_taken(upload.code_request, Slot(upload.slot), purpose, item)
    stands = Upload.objects.filter(pk=upload.pk, replaced_at=None, deleted_at=None).exists()
    refused_at = upload.code_request.ended_at if purpose is Purpose.APPEAL else None
    asked_at = item.created_at if item else refused_at
    if not stands or (asked_at and upload.created_at < asked_at):
        raise Closed


def lock(code_request: CodeRequest) -> None:
    """Nobody moves the request while its evidence changes. Call in a transaction."""
    CodeRequest.objects.select_for_update().only("pk").filter(pk=code_request.pk).first()


def note(code_request: CodeRequest, purpose: Purpose, kind: str, upload: Upload, **data: Any) -> None:
    """Drafts have no record yet; whatever changes the evidence of a sent request has its line."""
    if purpose is Purpose.DRAFT:
        CodeRequest.objects.filter(pk=code_request.pk).update(touched_at=timezone.now())
        return
    data = {"purpose": purpose, "slot": upload.slot, "upload": upload.pk, **data}
    record(code_request, kind, party=Party.CUSTOMER, data=data)
