"""The lines of the queue in words. Which requests, and in which order, `queue_tabs` and `queue_order` say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.admin import flag_words, words
from requests_app.flags import HIGH, FlagKind, kinds_of
from requests_app.models import CodeRequest, Page, ParkReason, Slot, Upload
from requests_app.policy import slots_for
from requests_app.queue_filters import Filters
from requests_app.queue_order import Place, in_this_order
from requests_app.states import ANSWER, APPEAL, WITH_STAFF, Status

if TYPE_CHECKING:
    from requests_app.queue_tabs import Tab

PER_PAGE = 25
LOOKED_THROUGH = 1000  # of a tab at once, where a filter chooses among its requests
LOOKED_THROUGH_FOR_FLAGS = 250  # which are found anew each time
NO_FILTERS = Filters()
DAY = timedelta(days=1)


MARKS: dict[str, Promise] = {ANSWER.name: words.ANSWERED, APPEAL.name: words.APPEALED}


@dataclass(frozen=True)
class Row:
    """One line of the queue, in words."""

    code_request: CodeRequest
    asked: str
    asked_exact: str
    due: str
    late: bool
    evidence: list[tuple[str, bool]]
    flag: words.Text
    high: bool
    other_flags: int
    who: str
    state: words.Text
    mark: words.Text
    parked: str
    label: int | None


@dataclass(frozen=True)
class Listing:
    """The lines of one page, and the key of the next; `looked_on`: the next part of the tab is still to be looked
    through."""

    rows: list[Row] = field(default_factory=list)
    after: str = ""
    looked_on: bool = False


def listed(tab: "Tab", filters: Filters = NO_FILTERS, *, user: User, desks: Sequence[int], after: str = "") -> Listing:
    """One page of a tab. Where a filter chooses among its rows, a bounded part is looked through."""
    place, chosen, everything = Place.read(after), bool(filters.chosen), CodeRequest.objects.all()
    window = window_of(filters)
    keys = tab.keys(user, desks, most=window, after=place)
    fitting = filters.fitting(everything, keys, user) if chosen else keys
    found = in_this_order(with_details(everything), fitting[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    if len(found) > PER_PAGE:
        return Listing(describe(shown, user_id=user.pk), str(Place.of(shown[-1])))
    last = in_this_order(everything, keys[-1:]) if chosen and len(keys) == window else []
    return Listing(describe(shown, user_id=user.pk), str(Place.of(last[0])) if last else "", looked_on=bool(last))


def window_of(filters: Filters) -> int:
    """How many requests of a tab are looked through for one page."""
    if not filters.chosen:
        return PER_PAGE + 1
    return LOOKED_THROUGH_FOR_FLAGS if filters.flag else LOOKED_THROUGH


def describe(found: Sequence[CodeRequest], *, user_id: int) -> list[Row]:
    """The lines for these requests; flags are looked for once for all of them."""
    flags, now, namesakes = kinds_of(found), timezone.now(), _namesakes(found)
    return [_row(one, flags[one.pk], now, user_id, namesakes) for one in found]


def _label(code_request: CodeRequest) -> int | None:
    """The first page of its label that can be shown."""
    standing = code_request.standing  # type: ignore[attr-defined]
    pages = (one.first_page for one in standing if one.slot in (Slot.LABEL, Slot.FRONT))
    return min(filter(None, pages), default=None)


def _namesakes(found: Sequence[CodeRequest]) -> set[str]:
    """First names that two of the people on a page share: they are told with their full names."""
    people = {one.clerk_id: one.clerk.first_name for one in found if one.clerk}
    names = list(people.values())
    return {name for name in names if names.count(name) > 1}


def with_details(rows: QuerySet[CodeRequest]) -> QuerySet[CodeRequest]:
    """With what a line says about the car, the clerk and the documents."""
    pages = Page.objects.filter(upload=OuterRef("pk"), damaged_at=None).order_by("pk").values("pk")
    standing = Upload.objects.filter(replaced_at=None, deleted_at=None).annotate(first_page=Subquery(pages[:1]))
    return rows.select_related("desk", "guide__car_model__brand", "family", "clerk").prefetch_related(
        Prefetch("uploads", queryset=standing, to_attr="standing")
    )


def _row(
    code_request: CodeRequest,
    flags: Sequence[FlagKind],
    now: datetime,
    user_id: int,
    namesakes: set[str],
) -> Row:
    zone = ZoneInfo(code_request.desk.time_zone)
    sent_at = code_request.sent_at or code_request.started_at
    due, late = _due(code_request, now, zone)
    gravest = next((kind for kind in flags if kind in HIGH), flags[0] if flags else None)
    return Row(
        code_request=code_request,
        asked=_ago(now - sent_at),
        asked_exact=date_format(sent_at.astimezone(zone), "j F Y H:i"),
        due=due,
        late=late,
        evidence=_evidence(code_request),
        flag=flag_words.FLAG_NAMES[gravest] if gravest else "",
        high=gravest in HIGH,
        other_flags=max(0, len(flags) - 1),
        who=_who(code_request, now, user_id, namesakes),
        state=words.STATES[code_request.state],
        mark=MARKS.get(code_request.came_by, "") if code_request.status in WITH_STAFF else "",
        parked=_parked(code_request, now, zone),
        label=_label(code_request),
    )


def _parked(code_request: CodeRequest, now: datetime, zone: ZoneInfo) -> str:
    """Until when and for what; and for how long it is back."""
    if not code_request.parked_for or code_request.parked_until is None:
        return ""
    what = {"reason": ParkReason(code_request.parked_for).label}
    if code_request.parked_until <= now:
        return _("Back since %(time)s: %(reason)s") % {**what, "time": _length(now - code_request.parked_until)}
    day = date_format(code_request.parked_until.astimezone(zone), "j M H:i")
    return _("Parked until %(day)s: %(reason)s") % {**what, "day": day}


def _due(code_request: CodeRequest, now: datetime, zone: ZoneInfo) -> tuple[str, bool]:
    if code_request.promised_at is None or code_request.status not in WITH_STAFF:
        return _("paused") if code_request.status == Status.NEEDS_INFO else "–", False
    left = code_request.promised_at - now
    if left < timedelta(0):
        return _("Late %(time)s") % {"time": _length(-left)}, True
    if left < timedelta(hours=2):
        return _("in %(time)s") % {"time": _length(left)}, False
    here = code_request.promised_at.astimezone(zone)
    return date_format(here, "H:i" if left < DAY / 2 else "j M H:i"), False


def _length(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return _("%(n)d min") % {"n": minutes}
    if span < 2 * DAY:
        return _("%(n)d h") % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", span.days) % {"n": span.days}


def _ago(span: timedelta) -> str:
    return _("%(time)s ago") % {"time": _length(span)}


def _evidence(code_request: CodeRequest) -> list[tuple[str, bool]]:
    have = {upload.slot for upload in code_request.standing}  # type: ignore[attr-defined]
    return [(str(Slot(slot).label), slot in have) for slot in slots_for(code_request)]


def _who(code_request: CodeRequest, now: datetime, user_id: int, namesakes: set[str]) -> str:
    if code_request.clerk is None:
        return ""
    full = code_request.clerk.first_name in namesakes
    name = (code_request.clerk.get_full_name() if full else code_request.clerk.get_short_name()) or (
        code_request.clerk.get_username()
    )
    mine = code_request.clerk_id == user_id
    if code_request.status not in WITH_STAFF or (code_request.parked_until and code_request.parked_until > now):
        return _("You") if mine else name
    if not code_request.is_in_hand(now):
        return _("You, lost: free again") if mine else _("%(name)s, free again") % {"name": name}
    told = {"name": _("You") if mine else name, "time": _length(now - (code_request.claimed_at or now))}
    return _("%(name)s, for %(time)s") % told
