"""How a request ends: withdrawn, expired, closed without an answer, erased."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app import evidence
from requests_app.models import AccessLink, CodeRequest, Letter, Reveal
from requests_app.notifications import outbox
from requests_app.states import CLOSE_UNANSWERED, ERASE, EXPIRE, WITHDRAW, Party
from requests_app.workflow.moves import NOTHING_APPROVED, make

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def withdraw(code_request: CodeRequest) -> None:
    """The customer stops; the documents go at once."""
    make(WITHDRAW, code_request, party=Party.CUSTOMER, changes={**NOTHING_APPROVED, "ended_at": timezone.now()})
    evidence.delete_all(code_request)
    outbox.cancel(code_request)
    outbox.write(code_request, Letter.WITHDRAWN, key="1")


@transaction.atomic
def expire(code_request: CodeRequest) -> None:
    """Nobody answered in time: the documents go."""
    make(EXPIRE, code_request, party=Party.SYSTEM, changes={**NOTHING_APPROVED, "ended_at": timezone.now()})
    evidence.delete_all(code_request)


@transaction.atomic
def close_unanswered(code_request: CodeRequest) -> None:
    """A code was delivered and nobody said how it went."""
    make(CLOSE_UNANSWERED, code_request, party=Party.SYSTEM, changes={"ended_at": timezone.now()})


@transaction.atomic
def erase(code_request: CodeRequest, *, party: Party, by: "User | None" = None, tell: bool = True) -> None:
    """Delete everything about the person and the code; reference, dates, decisions and fingerprints stay in the record.

    The letter about it is the last; its address is emptied when it has gone.
    """
    address = code_request.email
    make(ERASE, code_request, party=party, by=by, changes={**NOTHING_APPROVED, "ended_at": timezone.now()})
    forget(code_request)
    if tell and address:
        outbox.write(code_request, Letter.ERASED, key="1", recipient=address)


def forget(code_request: CodeRequest) -> None:
    """Blank every personal datum and every code of a request; keep the skeleton of its record."""
    evidence.delete_all(code_request)
    outbox.forget_recipients(code_request)
    CodeRequest.objects.filter(pk=code_request.pk).update(
        number_sealed=None,
        vin_sealed=None,
        vin_tail_sealed=None,
        name="",
        owner_name="",
        email="",
        email_fingerprint="",
        delivered=None,
        draft_digest=None,
    )
    code_request.candidates.all().delete()
    code_request.readings.all().delete()
    Reveal.objects.filter(code_request=code_request).delete()
    code_request.asked_items.update(note="", answer_text="")
    code_request.feedback.update(comment="")
    AccessLink.objects.filter(code_request=code_request).delete()
    code_request.refresh_from_db()
