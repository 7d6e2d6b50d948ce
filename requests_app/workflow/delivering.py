"""Sending a code, and taking it back while nobody has seen it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from requests_app.models import Candidate, CodeRequest, Letter
from requests_app.notifications import outbox
from requests_app.states import DELIVER, RECALL, Party
from requests_app.workflow import sampling, second_person
from requests_app.workflow.moves import make

if TYPE_CHECKING:
    from django.contrib.auth.models import User

UNDO = timedelta(seconds=settings.UNDO_SECONDS)


@transaction.atomic
def deliver(code_request: CodeRequest, candidate: Candidate, *, by: "User", reason: str = "") -> None:
    """Send this code: the letter leaves after half a minute (UNDO_SECONDS), so that a slip can be taken back."""
    again = code_request.candidates.filter(failed_at__isnull=False).exists()
    make(
        DELIVER,
        code_request,
        party=Party.STAFF,
        by=by,
        reason=reason.strip(),
        data={"candidate": candidate.pk, "source": candidate.source, **_released_by(code_request, candidate, by)},
        changes={"delivered": candidate, "delivered_at": timezone.now(), "revealed_at": None},
    )
    letter = Letter.NEW_CODE if again else Letter.READY
    outbox.write(code_request, letter, key=str(code_request.version), due_at=Now() + UNDO)
    sampling.draw(code_request)


def _released_by(code_request: CodeRequest, candidate: Candidate, by: "User") -> dict[str, Any]:
    """For the record: which rules asked for a second person, and who that was or that there was none."""
    state = second_person.state_of(code_request, by=by, candidate=candidate)
    return {
        "rules": list(state.rules), "second_person": state.look.by_id if state.look else None, "alone": state.alone,
    }  # fmt: skip


@transaction.atomic
def recall(code_request: CodeRequest, *, by: "User") -> None:
    """Take a code back that the customer has not seen."""
    make(
        RECALL,
        code_request,
        party=Party.STAFF,
        by=by,
        changes={"delivered": None, "delivered_at": None},
    )
    outbox.cancel(code_request, Letter.READY, Letter.NEW_CODE)
