"""Take next: one's own first, then what is free, in the order of the queue; and what was passed over, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from requests_app.flags import mailboxes_of
from requests_app.missing import Missing
from requests_app.models import CodeRequest, Desk
from requests_app.permissions import WORK_ON_REQUESTS, desks_of
from requests_app.queue_order import EPOCH, FREE, NOT_PARKED, Place, by_due, due, in_any, in_this_order, select_of
from requests_app.states import WITH_STAFF
from requests_app.workflow.claims import claim_locked
from requests_app.workflow.errors import NotComplete, WorkflowError
from requests_app.workflow.people import STAFF_ROLES, who_may_not_work

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_AS_TOLD = CodeRequest.objects.select_related("clerk", "desk")
AT_ONCE = 25
TOLD = 5
GIVEN_BACK_FOR = timedelta(hours=1)
OLDEST_CLAIM = (F("claimed_at").asc(nulls_first=True), "pk")


class Why(StrEnum):
    """Why a request that waits was not handed out to this person."""

    PARKED = "parked"
    CLAIMED = "claimed"
    GIVEN_BACK = "given_back"
    SECOND_LOOK = "second_look"
    OWN_REQUEST = Missing.OWN_REQUEST
    ANOTHER_PERSON = Missing.ANOTHER_PERSON
    GAVE_SECOND_LOOK = Missing.GAVE_SECOND_LOOK
    IN_HAND = "in_hand"


@dataclass(frozen=True)
class Passed:
    """A request that stands before the one that was taken: why not this one, whose it is, and since or until when."""

    code_request: CodeRequest
    why: Why
    when: datetime | None = None


@dataclass(frozen=True)
class Next:
    """The request that is this person's now, if any, and at most TOLD that were passed over; `more`: there are others
    of these."""

    code_request: CodeRequest | None
    passed: tuple[Passed, ...]
    more: bool


def free_for(user: "User") -> "QuerySet[CodeRequest]":
    """The requests that this person could take now: not parked, nobody else's claim, not refused by them before."""
    rows = CodeRequest.objects.of(user, *STAFF_ROLES).with_staff().filter(NOT_PARKED)
    return rows.filter(FREE | Q(clerk=user.pk)).exclude(refused_by=user.pk)


def take_next(user: "User") -> CodeRequest | None:
    """The request of `next_for`."""
    return next_for(user).code_request


def next_for(user: "User", *, after: str = "", at: Desk | None = None) -> Next:
    """Hand out the next request: the first of one's own, else the first free one of the queue, claimed by this person;
    of all the desks at which the person works, or `at` one of them.

    Behind `after`, the reference of one's own: pressing again and again goes through all that one has, and then on to
    what is free. Of two people pressing together each gets another one.
    """
    desks = [desk.pk for desk in desks_of(user, WORK_ON_REQUESTS) if at in (None, desk)]
    mailboxes = mailboxes_of(user)
    there = _Batch.of(_read(user, desks), user, mailboxes)
    taken = _first(there, _behind(there.own, after)) or _first(there, there.free)
    if taken is None and there.free:
        taken = _first_behind(there.free[-1], user, desks, mailboxes)
    head = there.rows[:AT_ONCE]
    passed = [there.why(one) for one in head if taken is None or Place.of(one) < Place.of(taken)][: TOLD + 1]
    return Next(taken, tuple(passed[:TOLD]), more=len(passed) > TOLD)


def _read(user: "User", desks: Sequence[int]) -> list[CodeRequest]:
    """The head of the queue, the first free ones and the first of one's own, in the order of the queue, in one
    question."""
    everything = CodeRequest.objects.all()
    own = everything.filter(NOT_PARKED, clerk=user.pk, status__in=WITH_STAFF, desk__in=desks)
    parts = (
        due(everything, desks, most=AT_ONCE),
        due(_free(user), desks, most=AT_ONCE),
        select_of(own.order_by(*OLDEST_CLAIM).values("id")[:AT_ONCE]),
    )
    return sorted(in_any(_AS_TOLD, parts).order_by(), key=Place.of)


def _free(user: "User") -> "QuerySet[CodeRequest]":
    """Neither parked, nor claimed, nor one's own, nor given back by this person lately."""
    rows = CodeRequest.objects.filter(NOT_PARKED, FREE).exclude(clerk=user.pk, clerk__isnull=False)
    return rows.exclude(given_back_by=user.pk, given_back_at__gt=timezone.now() - GIVEN_BACK_FOR)


@dataclass(frozen=True)
class _Batch:
    """Some requests, in order, and on which of them this person may not work, with the reason."""

    rows: Sequence[CodeRequest]
    refused: Mapping[int, str]
    user: "User"

    @classmethod
    def of(cls, rows: Sequence[CodeRequest], user: "User", mailboxes: Collection[str]) -> "_Batch":
        return cls(rows, who_may_not_work(user, rows, own=mailboxes), user)

    @property
    def own(self) -> list[CodeRequest]:
        """What this person has, the oldest claim first."""
        now = timezone.now()
        rows = [one for one in self.rows if one.clerk_id == self.user.pk and not _is_parked(one, now)]
        return sorted(rows, key=lambda one: (one.claimed_at or EPOCH, one.pk))

    @property
    def free(self) -> list[CodeRequest]:
        return [one for one in self.rows if _is_free(one, self.user)]

    def why(self, one: CodeRequest) -> Passed:
        """Why this one is not handed out."""
        return _why(one, self.user, self.refused.get(one.pk, ""), timezone.now())


def _behind(own: list[CodeRequest], after: str) -> list[CodeRequest]:
    places = [place for place, one in enumerate(own) if one.reference == after]
    return own[places[0] + 1 :] if places else own


def _first_behind(
    last: CodeRequest, user: "User", desks: Sequence[int], mailboxes: Collection[str]
) -> CodeRequest | None:
    """The first free one further behind: where this person may work on none of the first."""
    everything, after = CodeRequest.objects.all(), Place.of(last)
    while rows := in_this_order(everything, by_due(_free(user), desks, most=AT_ONCE, after=after)):
        batch = _Batch.of(rows, user, mailboxes)
        if taken := _first(batch, rows):
            return taken
        after = Place.of(rows[-1])
    return None


def _first(batch: _Batch, rows: Sequence[CodeRequest]) -> CodeRequest | None:
    """The first of these rows of a batch that can be claimed; what the batch knows of a request counts while it is not
    moved."""
    user = batch.user
    for one in rows:
        if one.pk in batch.refused or _waits_for_another(one, user):
            continue
        seen = CodeRequest.objects.of(user, *STAFF_ROLES).filter(
            FREE | Q(clerk=user.pk), pk=one.pk, version=one.version
        )
        try:
            with transaction.atomic():
                current = seen.select_for_update(skip_locked=True).first()
                if current is None:
                    continue
                claim_locked(current, by=user)
        except (NotComplete, WorkflowError):
            continue
        return current
    return None


def _is_parked(one: CodeRequest, now: datetime) -> bool:
    return bool(one.parked_for and one.parked_until and one.parked_until > now)


def _is_free(one: CodeRequest, user: "User") -> bool:
    """Neither parked, nor claimed, nor one's own, nor given back by this person lately; by this server's clock, and
    the claim asks the database's."""
    now = timezone.now()
    claimed = one.clerk_id == user.pk or one.is_in_hand(now)
    back = one.given_back_by_id == user.pk and one.given_back_at and one.given_back_at > now - GIVEN_BACK_FOR
    return not (_is_parked(one, now) or claimed or back)


def _waits_for_another(one: CodeRequest, user: "User") -> bool:
    """Whether a second person must look first, and this is the one who did the work."""
    return one.second_look_since is not None and one.approved_by_id == user.pk


def _why(one: CodeRequest, user: "User", refused: str, now: datetime) -> Passed:
    if refused:
        return Passed(one, Why(refused))
    if _is_parked(one, now):
        return Passed(one, Why.PARKED, one.parked_until)
    if _waits_for_another(one, user):
        return Passed(one, Why.SECOND_LOOK, one.second_look_since)
    if one.clerk_id == user.pk:
        return Passed(one, Why.IN_HAND, one.claimed_at)
    if one.is_in_hand(now):
        return Passed(one, Why.CLAIMED, one.claimed_at)
    if one.given_back_by_id == user.pk:
        return Passed(one, Why.GIVEN_BACK, one.given_back_at)
    return Passed(one, Why.CLAIMED, now)  # taken in the same moment
