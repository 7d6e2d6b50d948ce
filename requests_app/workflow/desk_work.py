"""What staff do with a request before the decision: take it, give it back, ask for more, begin anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from requests_app.models import (
    AskedItem,
    CodeRequest,
    DocumentProblem,
    Letter,
    Slot,
    record,
)
from requests_app.notifications import outbox
from requests_app.states import (
    ASK,
    RECHECK,
    TAKE,
    Party,
    Status,
)
from requests_app.workflow.errors import MoveRefused, NotComplete, WorkflowError
from requests_app.workflow.moves import make, new_round
from requests_app.workflow.people import STAFF_ROLES, allow, may_not_work

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CLAIM = timedelta(minutes=15)
ANSWER_DAYS = 14
ROUNDS_BEFORE_WARNING = 3


@dataclass(frozen=True)
class Item:
    """One thing to ask the customer for again."""

    slot: Slot
    problem: DocumentProblem
    note: str = ""


def free_for(user: "User") -> "QuerySet[CodeRequest]":
    """The requests that this person could take now: nobody else's claim, not refused by them before."""
    nobody = Q(claimed_until=None) | Q(claimed_until__lt=Now()) | Q(clerk=user.pk)
    mine_refused = Q(refused_by=user.pk)
    return CodeRequest.objects.of(user, *STAFF_ROLES).with_staff().filter(nobody).exclude(mine_refused)


def take_next(user: "User") -> CodeRequest | None:
    """The most urgent free request, now claimed by this person; of two people pressing together each gets another."""
    waiting = free_for(user).filter(Q(clerk=None) | ~Q(clerk=user.pk)).order_by("promised_at", "pk")
    for code_request in waiting[:50]:
        try:
            claim(code_request, by=user)
        except WorkflowError:
            continue
        return code_request
    return None


@transaction.atomic
def claim(code_request: CodeRequest, *, by: "User", take_over: bool = False) -> None:
    """Work on this request for the next 15 minutes, by the database's clock, for those of web servers differ. Another
    person's living claim stands unless taken over.

    Not for whoever sent it, refused it before, or gave the second look of this round.
    """
    allow(code_request, by)
    if why := may_not_work(code_request, by):
        raise NotComplete(why)
    free = Q(claimed_until=None) | Q(claimed_until__lt=Now()) | Q(clerk=by.pk)
    rows = CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version)
    if not (rows if take_over else rows.filter(free)).update(clerk=by, claimed_until=Now() + CLAIM):
        raise MoveRefused("claim")
    before = code_request.clerk_id
    code_request.refresh_from_db()
    if before != by.pk:
        record(code_request, "take_over" if take_over else "claim", party=Party.STAFF, user_id=by.pk)
    if code_request.status == Status.RECEIVED:
        make(TAKE, code_request, party=Party.STAFF, by=by)


@transaction.atomic
def release(code_request: CodeRequest, *, by: "User") -> None:
    """Give the request back to the queue."""
    allow(code_request, by)
    if CodeRequest.objects.filter(pk=code_request.pk, clerk=by).update(clerk=None, claimed_until=None):
        code_request.refresh_from_db()
        record(code_request, "release", party=Party.STAFF, user_id=by.pk)


@transaction.atomic
def ask(code_request: CodeRequest, items: Sequence[Item], *, by: "User") -> None:
    """Ask the customer for several things in one letter. The verification starts anew with the answer."""
    if not items:
        raise NotComplete("items")
    until = timezone.now() + timedelta(days=ANSWER_DAYS)
    make(
        ASK,
        code_request,
        party=Party.STAFF,
        by=by,
        data={"items": [f"{item.slot}:{item.problem}" for item in items]},
        changes={**new_round(code_request), "answer_until": until},
    )
    round_ = code_request.verification_round
    for item in items:
        AskedItem.objects.create(
            code_request=code_request, round=round_, slot=item.slot, problem=item.problem, note=item.note[:300]
        )
    outbox.cancel(code_request)
    outbox.write(code_request, Letter.NEEDS_INFO, key=str(code_request.version), params={"round": round_})


@transaction.atomic
def recheck(code_request: CodeRequest, *, by: "User", reason: str) -> None:
    """Verify once more from the beginning; nothing of the last round counts."""
    make(RECHECK, code_request, party=Party.STAFF, by=by, reason=reason.strip(), changes=new_round(code_request))
