"""The totals of the days that are over are kept, those of the others are counted when somebody asks."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from requests_app import retention
from requests_app.models import DailyTotal, Desk, Event
from requests_app.totals.counting import DAY, Key, Kind, count

LAST_LINES = timedelta(hours=1)
LONGEST = 90
DAYS_AT_ONCE = 7
OVERDUE_HOLDS = timedelta(hours=1)
COUNTED_BY_DAY = frozenset(Kind.values) - {Kind.OVERDUE.value}


def today_at(desk: Desk) -> date:
    """The day that it is at this desk."""
    return timezone.localdate(timezone=ZoneInfo(desk.time_zone))


def sums(desk: Desk, days: int, kinds: Collection[str] = COUNTED_BY_DAY) -> Counter[Key]:
    """The totals of these kinds of the last so many days, today included, by kind and key."""
    today = today_at(desk)
    first = today - (days - 1) * DAY
    rows = DailyTotal.objects.filter(desk=desk, kind__in={*kinds, Kind.SENT}, day__gte=first)
    kept = list(rows.order_by().values_list("kind", "key").annotate(n=Sum("count"), last=Max("day")))
    found: Counter[Key] = Counter({(kind, key): n for kind, key, n, _last in kept if n and kind in kinds})
    last = max((last for kind, _key, _n, last in kept if kind == Kind.SENT), default=first - DAY)
    for (_day, kind, key), n in count(desk, last + DAY, today).items():
        if kind in kinds:
            found[kind, key] += n
    return found


def by_day(desk: Desk, days: int) -> Iterator[tuple[date, str, str, int]]:
    """The same, one row for each day, kind and key, in order."""
    today = today_at(desk)
    first = today - (days - 1) * DAY
    rows = DailyTotal.objects.filter(desk=desk, day__gte=first).exclude(kind=Kind.OVERDUE)
    last = first - DAY
    for day, kind, key, n in rows.order_by("day", "kind", "key").values_list("day", "kind", "key", "count").iterator():
        last = day
        yield day, kind, key, n
    for (day, kind, key), n in sorted(count(desk, last + DAY, today).items()):
        yield day, kind, key, n


def overdue(desk: Desk) -> tuple[datetime | None, list[tuple[str, int]]]:
    """What the purge should have deleted at this desk, by stage, and when the worker counted that; None if never."""
    rows = DailyTotal.objects.filter(desk=desk, kind=Kind.OVERDUE).values_list("key", "count", "counted_at")
    found = list(rows.order_by("pk"))
    return (found[0][2] if found else None), [(stage, n) for stage, n, _at in found]


def keep() -> int:
    """Keep the days that are over and not counted yet, and once an hour what is overdue: how many days were counted.

    Two workers that do it at once write the same rows once.
    """
    kept = 0
    for desk in Desk.objects.order_by("pk"):
        for first, last in _open_days(desk):
            _keep_days(desk, first, last)
            kept += (last - first).days + 1
        _keep_overdue(desk)
    return kept


def _open_days(desk: Desk) -> Iterator[tuple[date, date]]:
    """Spans of up to a week of days that are over and not kept yet."""
    zone = ZoneInfo(desk.time_zone)
    last = timezone.localdate(timezone.now() - LAST_LINES, zone) - DAY
    kept = DailyTotal.objects.filter(desk=desk, kind=Kind.SENT).aggregate(last=Max("day"))["last"]
    if kept is None:
        oldest = Event.objects.filter(at_desk=desk, again=False).order_by("at", "pk").values_list("at", flat=True)[:1]
        kept = next((at.astimezone(zone).date() - DAY for at in oldest), last)
    first = max(kept + DAY, last - LONGEST * DAY)
    while first <= last:
        until = min(first + (DAYS_AT_ONCE - 1) * DAY, last)
        yield first, until
        first = until + DAY


@transaction.atomic
def _keep_days(desk: Desk, first: date, last: date) -> None:
    found = count(desk, first, last)
    for n in range((last - first).days + 1):
        found.setdefault((first + n * DAY, Kind.SENT.value, ""), 0)
    rows = [DailyTotal(desk=desk, day=day, kind=kind, key=key, count=n) for (day, kind, key), n in found.items()]
    DailyTotal.objects.bulk_create(rows, ignore_conflicts=True)


def _keep_overdue(desk: Desk) -> None:
    now, rows = timezone.now(), DailyTotal.objects.filter(desk=desk, kind=Kind.OVERDUE)
    if rows.filter(counted_at__gt=now - OVERDUE_HOLDS).exists():
        return
    today = today_at(desk)
    found = [
        DailyTotal(desk=desk, day=today, kind=Kind.OVERDUE, key=stage, count=n, counted_at=now)
        for stage, n in retention.overdue(desk).items()
    ]
    with transaction.atomic():
        rows.delete()
        DailyTotal.objects.bulk_create(found, ignore_conflicts=True)
