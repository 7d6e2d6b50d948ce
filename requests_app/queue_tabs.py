"""The views of the queue: which requests each holds, in which order, and how many there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.models import CodeRequest, ParkReason
from requests_app.queue_order import NOT_PARKED, PARKED, Place, Select, due, keys_by, newest
from requests_app.states import ANSWER, APPEAL, ENDED, WITH_STAFF, Status
from requests_app.waiting import ALL, damaged, in_trouble

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Rows = QuerySet[CodeRequest]


@dataclass(frozen=True)
class Tab:
    """One view of the queue: those of `statuses` that `holds`, which is given the key of the person who looks. Urgent
    ones come in the order of work, others newest first; an odd one is shown only while it holds something. `named_by`
    gives keys that rows of another table name. `waits` names the kind of `waiting` that counts the same.
    """

    slug: str
    label: Promise
    statuses: frozenset[Status] = WITH_STAFF
    holds: Callable[[int], Q] = lambda _user: Q()
    named_by: Callable[[Sequence[int]], QuerySet[Any]] | None = None
    urgent: bool = True
    counted: bool = True
    odd: bool = False
    waits: str = ""

    def narrow(self, rows: Rows, user: "User", desks: Sequence[int]) -> Rows:
        """Those of these rows, which are of these desks."""
        rows = rows.filter(self.holds(user.pk), status__in=self.statuses)
        return rows.filter(pk__in=self.named_by(desks)) if self.named_by else rows

    def keys(self, user: "User", desks: Sequence[int], *, most: int, after: Place | None) -> list[int]:
        """The keys of its first requests behind a place."""
        if after is None and not self.named_by:
            return keys_by(_beginning(self.slug, self.statuses, user.pk, tuple(desks), most))
        rows = CodeRequest.objects.filter(self.holds(user.pk))
        if self.named_by:  # read first: a planner that does not see how few they are walks all requests for them
            rows = rows.filter(pk__in=list(self.named_by(desks)))
        return keys_by(self.ordered(rows, desks, most=most, after=after, statuses=self.statuses))

    @property
    def ordered(self) -> Callable[..., Select | None]:
        """What puts its requests in their order."""
        return due if self.urgent else newest


SECOND_LOOK = Q(second_look_since__isnull=False)
MANUFACTURER = PARKED & Q(parked_for=ParkReason.MANUFACTURER)
SENT = frozenset(Status) - {Status.DRAFT}
TABS = (
    Tab("waiting", _("Waiting"), holds=lambda _user: NOT_PARKED, waits=ALL),
    Tab("mine", _("Mine"), holds=lambda user: Q(clerk=user)),
    Tab("answered", _("Answered"), holds=lambda _user: Q(came_by=ANSWER.name), waits="answered"),
    Tab("not-worked", _("Did not work"), frozenset({Status.NOT_WORKED}), waits="not_worked"),
    Tab("appeal", _("Appeals"), holds=lambda _user: Q(came_by=APPEAL.name), waits="appeal"),
    Tab("manufacturer", _("Manufacturer"), holds=lambda _user: MANUFACTURER),
    Tab("second-look", _("Second look"), holds=lambda _user: SECOND_LOOK, waits="second_look"),
    Tab("parked", _("Parked"), holds=lambda _user: PARKED),
    Tab("with-customer", _("With customer"), frozenset({Status.NEEDS_INFO, Status.READY}), urgent=False),
    Tab("failed-letters", _("Failed letters"), SENT, named_by=in_trouble, urgent=False, waits="failed_letter"),
    Tab("damaged", _("Damaged pictures"), SENT, named_by=damaged, urgent=False, odd=True),
    Tab("done", _("Done"), ENDED, urgent=False),
    Tab("all", _("All"), SENT, urgent=False, counted=False),
)
BY_SLUG = {tab.slug: tab for tab in TABS}


@lru_cache(maxsize=512)
def _beginning(slug: str, statuses: frozenset[Status], user: int, desks: tuple[int, ...], most: int) -> Select | None:
    """What chooses the first requests of a view. Each page of the queue and each list of software begins so: for Django
    to write it takes longer than for the database to answer it."""
    tab = BY_SLUG[slug]
    return tab.ordered(CodeRequest.objects.filter(tab.holds(user)), desks, most=most, statuses=statuses)
