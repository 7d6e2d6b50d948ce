"""Who works on a request: take it, keep it, give it back, hand it over, park it until a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from requests_app.missing import Code, Missing
from requests_app.models import CodeRequest, ParkReason, SearchTerm, record
from requests_app.queue_order import FREE
from requests_app.states import TAKE, WITH_STAFF, Party, Status
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.moves import make_locked
from requests_app.workflow.people import allow, colleagues, may_not_work
from requests_app.workflow.search_terms import keep_terms

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CLAIM = timedelta(minutes=15)
RENEWED_BELOW = timedelta(minutes=10)
HANDED_OVER = timedelta(hours=4)
LONGEST_PARKING = timedelta(days=90)
LONGEST_CASE = 60


@transaction.atomic
def claim(code_request: CodeRequest, *, by: "User", take_over: bool = False) -> None:
    """Work on this request for the next 15 minutes, by the database's clock, for those of web servers differ. Another
    person's living claim stands unless taken over.

    Not for whoever sent it, refused it before, or gave the second look of this round.
    """
    own = allow(code_request, by)
    if why := may_not_work(code_request, by, own=own):
        raise NotComplete(why)
    rows = CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version)
    taken = (rows if take_over else rows.filter(FREE | Q(clerk=by.pk))).update(**_claimed(by))
    if not taken:
        raise MoveRefused("claim")
    _go_on(code_request, by, kind="take_over" if take_over else "claim")


def claim_locked(code_request: CodeRequest, *, by: "User") -> None:
    """The same, for whoever holds the row and has found it free there, and this person one who may work on it."""
    if code_request.status != Status.RECEIVED:
        CodeRequest.objects.filter(pk=code_request.pk).update(**_claimed(by))
    _go_on(code_request, by, changes=_claimed(by))


def _claimed(by: "User") -> dict[str, Any]:
    since = Case(When(clerk=by.pk, claimed_at__isnull=False, then=F("claimed_at")), default=Now())
    until = Now() + CLAIM
    return {"clerk": by, "claimed_until": until, "claimed_at": since, "given_back_by": None, "given_back_at": None}


def _go_on(
    code_request: CodeRequest, by: "User", *, kind: str = "claim", changes: Mapping[str, Any] | None = None
) -> None:
    """The line of a claim by somebody else than before; and a request that nobody has worked on is checked now."""
    line = None
    if code_request.clerk_id != by.pk:
        line = record(code_request, kind, party=Party.STAFF, user_id=by.pk, locked=True)
    if code_request.status == Status.RECEIVED:
        make_locked(TAKE, code_request, by=by, changes=changes, after=line)
    else:
        code_request.refresh_from_db()


def keep_claim(code_request: CodeRequest, *, by: "User") -> None:
    """Whoever has it and is still there keeps it; what another person took meanwhile, or one gave back, stays so."""
    mine = CodeRequest.objects.filter(pk=code_request.pk, clerk=by, status__in=WITH_STAFF)
    mine.filter(claimed_until__lt=Now() + RENEWED_BELOW).update(claimed_until=Now() + CLAIM)


@transaction.atomic
def release(code_request: CodeRequest, *, by: "User") -> None:
    """Give the request back to the queue."""
    allow(code_request, by)
    nobody = {"clerk": None, "claimed_until": None, "claimed_at": None}
    mine = CodeRequest.objects.filter(pk=code_request.pk, clerk=by)
    if mine.update(**nobody, given_back_by=by, given_back_at=Now()):
        code_request.refresh_from_db()
        record(code_request, "release", party=Party.STAFF, user_id=by.pk)


@transaction.atomic
def hand_over(code_request: CodeRequest, *, to: "User", by: "User", note: str = "") -> None:
    """A named colleague has it now; for some hours nobody else is given it. Not to whoever may not work on it."""
    allow(code_request, by)
    if to.pk == by.pk or to.pk not in colleagues(code_request):
        raise NotComplete(Missing.COLLEAGUE)
    if may_not_work(code_request, to):
        raise NotComplete(Missing.COLLEAGUE_MAY_NOT)
    theirs = {"clerk": to, "claimed_at": Now(), "claimed_until": Now() + HANDED_OVER}
    _put_aside(code_request, by, theirs)
    record(code_request, "hand_over", party=Party.STAFF, user_id=by.pk, reason=note, data={"to": to.pk})


@transaction.atomic
def park(
    code_request: CodeRequest, reason: ParkReason, *, until: datetime, by: "User", case: str = "", note: str = ""
) -> None:
    """Out of the queue until then, and back by itself; it stays with this person. The customer is told the
    manufacturer's case number and the day."""
    own = allow(code_request, by)
    if why := may_not_work(code_request, by, own=own):
        raise NotComplete(why)
    if reason is ParkReason.SOURCE:
        raise NotComplete(Missing.PARK_REASON)
    missing: list[Code] = []
    if not timezone.now() < until <= timezone.now() + LONGEST_PARKING:
        missing.append(Missing.PARK_UNTIL)
    if reason is ParkReason.MANUFACTURER and not case.strip():
        missing.append(Missing.PARK_CASE)
    if missing:
        raise NotComplete(*missing)
    if code_request.status == Status.RECEIVED:
        claim(code_request, by=by)
    parked = {"parked_until": until, "parked_for": reason, "park_case": case.strip()[:LONGEST_CASE]}
    _put_aside(code_request, by, {**parked, "clerk": by, "claimed_at": Now(), "claimed_until": None})
    keep_terms(code_request, SearchTerm.Kind.CASE)
    said = {"for": reason, "until": until.isoformat(timespec="minutes")}
    record(code_request, "park", party=Party.STAFF, user_id=by.pk, reason=note, data=said)


@transaction.atomic
def unpark(code_request: CodeRequest, *, by: "User") -> None:
    """Back in the queue before its time; nothing happens to one that is not parked."""
    allow(code_request, by)
    parked = CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version).exclude(parked_for="")
    if parked.update(parked_until=None, parked_for=Value(""), version=F("version") + 1):
        code_request.refresh_from_db()
        record(code_request, "unpark", party=Party.STAFF, user_id=by.pk)


def _put_aside(code_request: CodeRequest, by: "User", changes: dict[str, Any]) -> None:
    """On the version that was seen, and not out of another person's hands."""
    rows = CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version, status__in=WITH_STAFF)
    if not rows.filter(FREE | Q(clerk=by.pk)).update(**changes, version=F("version") + 1):
        raise MoveRefused("put_aside")
    code_request.refresh_from_db()
