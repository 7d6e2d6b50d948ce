"""Sending a code, and taking it back while nobody has seen it."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from requests_app.lookup import chain
from requests_app.models import Candidate, CodeRequest, Letter
from requests_app.notifications import outbox
from requests_app.states import DELIVER, RECALL, Party
from requests_app.workflow import verification
from requests_app.workflow.finding import candidates_of
from requests_app.workflow.moves import NotComplete, make

if TYPE_CHECKING:
    from django.contrib.auth.models import User

UNDO = timedelta(seconds=settings.UNDO_SECONDS)


@transaction.atomic
def deliver(code_request: CodeRequest, candidate: Candidate, *, by: "User", reason: str = "") -> None:
    """Send this code: the letter leaves after half a minute (UNDO_SECONDS), so that a slip can be taken back."""
    again = code_request.candidates.filter(failed_at__isnull=False).exists()
    choice = candidates_of(code_request)
    if candidate.pk not in {row.pk for row in choice} or candidate.failed_at:
        raise NotComplete("candidate")
    if chain.in_conflict(choice) and not reason.strip():
        raise NotComplete("conflict_reason")
    make(
        DELIVER,
        code_request,
        party=Party.STAFF,
        by=by,
        reason=reason.strip(),
        data={"candidate": candidate.pk, "source": candidate.source},
        changes={"delivered": candidate, "delivered_at": timezone.now(), "revealed_at": None},
        guard=_may_deliver,
    )
    Candidate.objects.filter(pk=candidate.pk).update(choice_reason=reason.strip()[:300])
    letter = Letter.NEW_CODE if again else Letter.READY
    outbox.write(code_request, letter, key=str(code_request.version), due_at=timezone.now() + UNDO)


def _may_deliver(code_request: CodeRequest) -> str:
    if code_request.approved_by_id is None:
        return "approval"
    if verification.needs_second_person(code_request) and code_request.second_person_id is None:
        return "second_person"
    return ", ".join(verification.missing(code_request))


@transaction.atomic
def recall(code_request: CodeRequest, *, by: "User") -> None:
    """Take a code back that the customer has not seen."""
    make(
        RECALL,
        code_request,
        party=Party.STAFF,
        by=by,
        changes={"delivered": None, "delivered_at": None},
        guard=lambda current: "seen" if current.revealed_at else "",
    )
    outbox.cancel(code_request, Letter.READY, Letter.NEW_CODE)
