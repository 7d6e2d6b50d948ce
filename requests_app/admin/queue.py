"""What waits, in the order in which a person should look at it. Pages by key, so no table is ever counted or walked."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from requests_app.flags import kinds_of
from requests_app.models import CodeRequest, Slot, Upload
from requests_app.policy import slots_for
from requests_app.states import ENDED, WITH_STAFF, Status

PER_PAGE = 25
COUNTED = 100
DAY = timedelta(days=1)
Marker = tuple[int, datetime, int]


@dataclass(frozen=True)
class Tab:
    """One view of the queue. Urgent ones come by their due time, the others newest first."""

    slug: str
    label: Promise
    statuses: frozenset[Status]
    urgent: bool = True
    came_back: bool = False

    def narrow(self, rows: QuerySet[CodeRequest]) -> QuerySet[CodeRequest]:
        rows = rows.filter(status__in=self.statuses)
        return rows.filter(verification_round__gt=1) if self.came_back else rows


TABS = (
    Tab("waiting", gettext_lazy("Waiting"), WITH_STAFF),
    Tab("answered", gettext_lazy("Answered"), frozenset({Status.CHECKING}), came_back=True),
    Tab("not-worked", gettext_lazy("Did not work"), frozenset({Status.NOT_WORKED})),
    Tab("looking-up", gettext_lazy("Looking up"), frozenset({Status.LOOKUP})),
    Tab("with-customer", gettext_lazy("With customer"), frozenset({Status.NEEDS_INFO, Status.READY}), urgent=False),
    Tab("done", gettext_lazy("Done"), ENDED, urgent=False),
    Tab("all", gettext_lazy("All"), frozenset(Status) - {Status.DRAFT}, urgent=False),
)
BY_SLUG = {tab.slug: tab for tab in TABS}


@dataclass(frozen=True)
class Row:
    """One line of the queue, in words."""

    code_request: CodeRequest
    asked: str
    asked_exact: str
    due: str
    late: bool
    evidence: list[tuple[str, bool]]
    flags: int
    who: str


@dataclass(frozen=True)
class Listing:
    """The lines of one page, and the key of the next."""

    rows: list[Row] = field(default_factory=list)
    after: str = ""


def listed(rows: QuerySet[CodeRequest], tab: Tab, *, after: str = "", user_id: int) -> Listing:
    """One page of a tab."""
    rows = with_details(_ordered(tab.narrow(rows), tab, after))
    found = list(rows[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    return Listing(describe(found, user_id=user_id), _key(found[-1]) if more else "")


def describe(found: list[CodeRequest], *, user_id: int) -> list[Row]:
    """The lines for these requests; flags are looked for once for all of them."""
    flags, now = kinds_of(found), timezone.now()
    return [_row(one, len(flags[one.pk]), now, user_id) for one in found]


def count(rows: QuerySet[CodeRequest], tab: Tab) -> str:
    """How many wait, counted to 99."""
    found = tab.narrow(rows).order_by()[:COUNTED].count()
    return f"{found}" if found < COUNTED else f"{COUNTED - 1}+"


def with_details(rows: QuerySet[CodeRequest]) -> QuerySet[CodeRequest]:
    """With what a line says about the car, the clerk and the documents."""
    standing = Upload.objects.filter(replaced_at=None, deleted_at=None)
    return rows.select_related("desk", "guide__car_model__brand", "family", "clerk").prefetch_related(
        Prefetch("uploads", queryset=standing, to_attr="standing")
    )


def _ordered(rows: QuerySet[CodeRequest], tab: Tab, after: str) -> QuerySet[CodeRequest]:
    marker = _read_key(after)
    if not tab.urgent:
        return (rows.filter(pk__lt=marker[2]) if marker else rows).order_by("-pk")
    rank = Case(When(status=Status.NOT_WORKED, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = rows.annotate(rank=rank).order_by("rank", "promised_at", "pk")
    if marker is None:
        return rows
    place, promised_at, pk = marker
    later = Q(promised_at__gt=promised_at) | Q(promised_at=promised_at, pk__gt=pk)
    return rows.filter(Q(rank__gt=place) | (Q(rank=place) & later))


def _key(code_request: CodeRequest) -> str:
    rank = 0 if code_request.status == Status.NOT_WORKED else 1
    promised_at = code_request.promised_at or datetime.fromtimestamp(0, UTC)
    return f"{rank}.{int(promised_at.timestamp() * 1_000_000)}.{code_request.pk}"


def _read_key(text: str) -> Marker | None:
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
        return None
    rank, micros, pk = (int(part) for part in parts)
    return rank, datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micros), pk


def _row(code_request: CodeRequest, flags: int, now: datetime, user_id: int) -> Row:
    zone = ZoneInfo(code_request.desk.time_zone)
    sent_at = code_request.sent_at or code_request.started_at
    due, late = _due(code_request, now, zone)
    return Row(
        code_request=code_request,
        asked=_ago(now - sent_at),
        asked_exact=date_format(sent_at.astimezone(zone), "j F Y H:i"),
        due=due,
        late=late,
        evidence=_evidence(code_request),
        flags=flags,
        who=_who(code_request, now, user_id),
    )


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


def _who(code_request: CodeRequest, now: datetime, user_id: int) -> str:
    if code_request.clerk is None:
        return ""
    if code_request.clerk_id == user_id:
        return _("You")
    name = code_request.clerk.get_short_name() or code_request.clerk.get_username()
    living = code_request.claimed_until and code_request.claimed_until > now
    return name if living else _("%(name)s, free again") % {"name": name}
