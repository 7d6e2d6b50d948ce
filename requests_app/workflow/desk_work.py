"""What staff do with a request: take it, ask for more, approve, deliver, recall, refuse; and look at what is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from requests_app.lookup import chain
from requests_app.models import (
    TYPED_SOURCES,
    AskedItem,
    Candidate,
    CodeRequest,
    DocumentProblem,
    Letter,
    Page,
    Role,
    Slot,
    Source,
    record,
)
from requests_app.notifications import outbox
from requests_app.states import (
    APPROVE,
    ASK,
    DELIVER,
    LOOK_AGAIN,
    RECALL,
    RECHECK,
    TAKE,
    Party,
    Status,
)
from requests_app.workflow import verification
from requests_app.workflow.moves import STAFF_ROLES, MoveRefused, NotComplete, allow, make

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CLAIM = timedelta(minutes=15)
UNDO = timedelta(seconds=settings.UNDO_SECONDS)
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
    nobody = Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()) | Q(clerk=user.pk)
    mine_refused = Q(refused_by=user.pk)
    return CodeRequest.objects.of(user, *STAFF_ROLES).with_staff().filter(nobody).exclude(mine_refused)


def take_next(user: "User") -> CodeRequest | None:
    """The most urgent free request, now claimed by this person; of two people pressing together each gets another."""
    waiting = free_for(user).filter(Q(clerk=None) | ~Q(clerk=user.pk)).order_by("promised_at", "pk")
    for code_request in waiting[:50]:
        try:
            claim(code_request, by=user)
        except MoveRefused:
            continue
        return code_request
    return None


@transaction.atomic
def claim(code_request: CodeRequest, *, by: "User", take_over: bool = False) -> None:
    """Work on this request for the next 15 minutes. Another person's living claim stands unless taken over."""
    allow(code_request, by)
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(clerk=by.pk)
    rows = CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version)
    if not (rows if take_over else rows.filter(free)).update(clerk=by, claimed_until=now + CLAIM):
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
        changes={**_new_round(code_request), "answer_until": until},
    )
    round_ = code_request.verification_round
    for item in items:
        AskedItem.objects.create(
            code_request=code_request, round=round_, slot=item.slot, problem=item.problem, note=item.note[:300]
        )
    outbox.cancel(code_request)
    outbox.write(code_request, Letter.NEEDS_INFO, key=str(code_request.version), params={"round": round_})


def _new_round(code_request: CodeRequest) -> dict[str, object]:
    """What a fresh verification takes back: the approval, the second person, the chosen code."""
    return {
        "verification_round": code_request.verification_round + 1,
        "approved_by": None,
        "approved_at": None,
        "second_person": None,
        "delivered": None,
    }


@transaction.atomic
def approve(code_request: CodeRequest, *, by: "User") -> list[Candidate]:
    """The evidence is complete: look the code up. Refused with NotComplete while anything is missing."""
    if lacking := verification.missing(code_request):
        raise NotComplete(*lacking)
    if by.pk == code_request.refused_by_id:
        raise NotComplete("another_person")
    make(
        APPROVE,
        code_request,
        party=Party.STAFF,
        by=by,
        data={"round": code_request.verification_round},
        changes={"approved_by": by, "approved_at": timezone.now()},
        guard=_complete,
    )
    return _look_up(code_request, by)


def _complete(code_request: CodeRequest) -> str:
    return ", ".join(verification.missing(code_request))


def _look_up(code_request: CodeRequest, by: "User") -> list[Candidate]:
    found = chain.look_up(code_request, by_id=by.pk)
    record(code_request, "look_up", party=Party.STAFF, user_id=by.pk, data={"candidates": len(found)})
    return found


def candidates_of(code_request: CodeRequest) -> list[Candidate]:
    """The candidates of this round, those that have not failed first."""
    rows = code_request.candidates.filter(round=code_request.verification_round).order_by("pk")
    return sorted(rows, key=lambda candidate: candidate.failed_at is not None)


@transaction.atomic
def type_code(
    code_request: CodeRequest, first: str, second: str, *, source: Source, provenance: str, by: "User"
) -> Candidate:
    """Add a code by hand, typed twice, with where it comes from. Only after the verification, as every look-up."""
    allow(code_request, by)
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    if current.status != Status.LOOKUP or current.version != code_request.version:
        raise MoveRefused("type_code")
    if len(first) != 4 or not (first.isascii() and first.isdigit()):
        raise NotComplete("four_digits")
    if first != second:
        raise NotComplete("codes_differ")
    if source not in TYPED_SOURCES or not provenance.strip():
        raise NotComplete("source")
    candidate = chain.keep_candidate(code_request, source, code=first, provenance=provenance.strip(), by_id=by.pk)
    record(code_request, "type_code", party=Party.STAFF, user_id=by.pk, data={"source": source})
    return candidate


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


@transaction.atomic
def recheck(code_request: CodeRequest, *, by: "User", reason: str) -> None:
    """Verify once more from the beginning; nothing of the last round counts."""
    if not reason.strip():
        raise NotComplete("reason")
    make(RECHECK, code_request, party=Party.STAFF, by=by, reason=reason.strip(), changes=_new_round(code_request))


@transaction.atomic
def look_again(code_request: CodeRequest, *, by: "User", reason: str) -> list[Candidate]:
    """The code did not work, the verification stands: look for another one."""
    if not reason.strip():
        raise NotComplete("reason")
    make(
        LOOK_AGAIN, code_request, party=Party.STAFF, by=by, reason=reason.strip(),
        changes={"delivered": None}, guard=_complete,
    )  # fmt: skip
    return _look_up(code_request, by)


@transaction.atomic
def see_page(page: Page, *, by: "User", reason: str = "") -> None:
    """Record that this person opens a picture, before it is opened. Auditors see the record, never the evidence."""
    code_request = page.upload.code_request
    allow(code_request, by)
    record(code_request, "see_page", party=Party.STAFF, user_id=by.pk, reason=reason, data={"page": page.pk})


def see_code(candidate: Candidate, *, by: "User", reason: str) -> str:
    """The code of a candidate, for a person of the desk who says why. The record is committed before it is opened."""
    if not reason.strip():
        raise NotComplete("reason")
    code_request = candidate.code_request
    with transaction.atomic():
        allow(code_request, by, Role.CLERK, Role.LEAD)
        current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
        if current.approved_by_id is None or candidate.round != current.verification_round:
            raise NotComplete("approval")
        record(
            code_request, "see_code", party=Party.STAFF, user_id=by.pk, reason=reason.strip(),
            data={"candidate": candidate.pk},
        )  # fmt: skip
    return chain.open_code(candidate)
