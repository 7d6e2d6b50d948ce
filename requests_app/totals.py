"""What a desk did, day by day, in numbers: counted from the record, and kept when the day is over.

Days are those of the desk's time zone. A day is counted an hour after its end, when no line of it can still come; what
is not kept yet is counted when somebody asks, in the same way. In time is what the desk's promise and hours demand
when it is counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max, Q, Sum, prefetch_related_objects
from django.utils import timezone

from requests_app import retention
from requests_app.models import CodeRequest, DailyTotal, Desk, DroppedDraft, Event, Verdict
from requests_app.promise import answer_by
from requests_app.states import ASK, DELIVER, NOT_WORKED, REFUSE, SEND, WORKED, Status

DAY = timedelta(days=1)
LAST_LINES = timedelta(hours=1)
PER_PAGE = 50
DAYS_PER_PAGE = 10
LONGEST = 90
DAYS_AT_ONCE = 7
OVERDUE_HOLDS = timedelta(hours=1)
DECISIONS = (ASK.name, DELIVER.name, REFUSE.name)
OUTCOMES = (WORKED.name, NOT_WORKED.name)
SECOND_LOOK = "second_look"
LETTER_FAILED = "letter_failed"
SAMPLE_READ = "sample_read"
COUNTED = (SEND.name, *DECISIONS, *OUTCOMES, SECOND_LOOK, SAMPLE_READ, LETTER_FAILED)
Kind = DailyTotal.Kind
ALONE = {SEND.name: Kind.SENT, LETTER_FAILED: Kind.LETTER}
LOOKS = {
    SECOND_LOOK: (Kind.AGREED, Kind.DIFFERED),
    SAMPLE_READ: (Kind.SAMPLE_AGREED, Kind.SAMPLE_DIFFERED),
}
Key = tuple[str, str]


class Line(NamedTuple):
    """What is read of a line of the record."""

    pk: int
    code_request_id: int
    kind: str
    at: datetime
    data: dict[str, Any]


class About(NamedTuple):
    """What is asked of a request beside its lines."""

    sent_at: datetime | None
    radio: str


def today_at(desk: Desk) -> date:
    """The day that it is at this desk."""
    return timezone.localdate(timezone=ZoneInfo(desk.time_zone))


def count(desk: Desk, first: date, last: date) -> Counter[tuple[date, str, str]]:
    """Every total of these days, by day, kind and key; the number of questions does not depend on how many days."""
    zone = ZoneInfo(desk.time_zone)
    found: Counter[tuple[date, str, str]] = Counter()
    for line, keys in _counted(desk, first, last, zone):
        found.update((line.at.astimezone(zone).date(), *key) for key in keys)
    begins, ends = _bounds(first, last, zone)
    found.update((day, Kind.BEGUN.value, "") for day in _begun(desk, begins, ends, zone))
    dropped = DroppedDraft.objects.filter(desk=desk, dropped_on__gte=first, dropped_on__lte=last)
    found.update((day, Kind.DROPPED.value, key) for day, key in dropped.values_list("dropped_on", "reached") if day)
    return found


def behind(
    desk: Desk,
    days: int,
    kinds: Iterable[str],
    key: str | None = None,
    *,
    first: int | None = None,
    after: int | None = None,
) -> tuple[list[int], int | None]:
    """The lines of the record that count in totals of these kinds, of one key or of any, in the last so many days: the
    newest first, one page of them, and the line after which the next page begins. `first` leaves those looks that are
    about the work of this person."""
    zone, wanted = ZoneInfo(desk.time_zone), set(kinds)
    last = Event.objects.filter(at_desk=desk, pk=after).values_list("at", "pk").first() if after else None
    found: list[Line] = []
    candidates = _days_with(desk, days, wanted, key, until=last[0].astimezone(zone).date() if last else None)
    for visited, day in enumerate(candidates):
        if len(found) > PER_PAGE or (found and visited >= DAYS_PER_PAGE):
            return [line.pk for line in found[:PER_PAGE]], found[:PER_PAGE][-1].pk
        lines = [
            line
            for line, keys in _counted(desk, day, day, zone)
            if any(kind in wanted and key in (None, each) for kind, each in keys)
            and first in (None, line.data.get("first"))
        ]
        found += [line for line in reversed(lines) if last is None or (line.at, line.pk) < last]
    more = len(found) > PER_PAGE
    return [line.pk for line in found[:PER_PAGE]], found[PER_PAGE - 1].pk if more else None


def agreement(desk: Desk, days: int) -> dict[int | None, tuple[int, int, int, int]]:
    """For each person about whose work there were looks in the last so many days: second looks that agreed, and all;
    samples that agreed, and all. One question."""
    begins, _ends = _bounds(today_at(desk) - (days - 1) * DAY, today_at(desk), ZoneInfo(desk.time_zone))
    rows = Event.objects.filter(at_desk=desk, kind__in=LOOKS, at__gte=begins).order_by()
    said = ("first", "verdict", "number_agrees", "vin_agrees")
    found: dict[int | None, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for kind, *values, n in rows.values_list("kind", *(f"data__{name}" for name in said)).annotate(n=Count("pk")):
        data = dict(zip(said, values, strict=True))
        place = 0 if kind == SECOND_LOOK else 2
        found[data["first"]][place] += n if agrees(data) else 0
        found[data["first"]][place + 1] += n
    return {first: (counts[0], counts[1], counts[2], counts[3]) for first, counts in found.items()}


def _days_with(desk: Desk, days: int, kinds: set[str], key: str | None, *, until: date | None) -> list[date]:
    """The days, newest first, that have such totals by what is kept, and those that are not kept yet."""
    today = today_at(desk)
    first = today - (days - 1) * DAY
    kept = DailyTotal.objects.filter(desk=desk, day__gte=first)
    last = kept.filter(kind=Kind.SENT).aggregate(last=Max("day"))["last"] or first - DAY
    rows = kept.filter(kind__in=kinds, count__gt=0)
    there = set((rows if key is None else rows.filter(key=key)).values_list("day", flat=True))
    there |= {last + n * DAY for n in range(1, (today - last).days + 1)}
    return sorted((day for day in there if until is None or day <= until), reverse=True)


def _bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), zone), datetime.combine(last + DAY, time(), zone)


def _counted(desk: Desk, first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[Line, list[Key]]]:
    """The lines of these days in order, each with the totals in which it counts."""
    begins, ends = _bounds(first, last, zone)
    lines = _lines(Event.objects.filter(at_desk=desk, kind__in=COUNTED, at__gte=begins, at__lt=ends))
    touched = {line.code_request_id for line in lines if line.kind in DECISIONS + OUTCOMES}
    about = _about(touched)
    if touched:
        prefetch_related_objects([desk], "opening_hours", "holidays")
    told: dict[int, list[Line]] = defaultdict(list)
    for line in _lines(Event.objects.filter(code_request__in=touched, kind__in=DECISIONS + OUTCOMES, at__lt=begins)):
        told[line.code_request_id].append(line)
    for line in lines:
        before = told[line.code_request_id]
        yield line, list(_told_by(line, before, about.get(line.code_request_id), desk))
        before.append(line)


def _lines(rows: Any) -> list[Line]:
    ordered = rows.exclude(code_request=None).order_by("at", "pk")
    return [Line(*row) for row in ordered.values_list("pk", "code_request_id", "kind", "at", "data")]


def _about(keys: Iterable[int]) -> dict[int, About]:
    rows = CodeRequest.objects.filter(pk__in=keys).values_list("pk", "sent_at", "family__slug")
    return {pk: About(sent_at, radio or "") for pk, sent_at, radio in rows.order_by()}


def _told_by(line: Line, before: Sequence[Line], about: About | None, desk: Desk) -> Iterator[Key]:
    """The totals in which a line counts, by the lines of the same request before it."""
    if line.kind in ALONE:
        yield ALONE[line.kind].value, ""
    if line.kind in LOOKS:
        yield LOOKS[line.kind][0 if agrees(line.data) else 1].value, ""
    if line.kind in DECISIONS and about and about.sent_at and not _any(before, *DECISIONS):
        yield Kind.DECIDED.value, str(int((line.at - about.sent_at).total_seconds() // 60))
        if line.at <= answer_by(desk, about.sent_at):
            yield Kind.IN_TIME.value, ""
        if line.kind == ASK.name:
            yield Kind.ASKED.value, ""
    if line.kind == ASK.name:
        yield from ((Kind.ASKED_FOR.value, item) for item in line.data.get("items", []))
    if line.kind == REFUSE.name:
        yield Kind.REFUSED.value, line.data.get("refusal", "")
    if line.kind in OUTCOMES and not _any(before, *OUTCOMES):
        sources = [one.data.get("source", "") for one in before if one.kind == DELIVER.name]
        kind = Kind.WORKED if line.kind == WORKED.name else Kind.FAILED
        yield kind.value, f"{about.radio if about else ''}/{sources[-1] if sources else ''}"


def _any(lines: Iterable[Line], *kinds: str) -> bool:
    return any(line.kind in kinds for line in lines)


def agrees(data: dict[str, Any]) -> bool:
    """Whether a second look or a sample, by its line, gives the code, too, and read the same."""
    read_the_same = data.get("number_agrees") is not False and data.get("vin_agrees") is not False
    return data.get("verdict") == Verdict.YES and read_the_same


def _begun(desk: Desk, begins: datetime, ends: datetime, zone: ZoneInfo) -> list[date]:
    """The day of each request that was begun: it waits, was sent afterwards, or was dropped."""
    there = CodeRequest.objects.filter(Q(status=Status.DRAFT) | Q(sent_at__gte=begins), desk=desk)
    there = there.filter(started_at__gte=begins, started_at__lt=ends).order_by()
    days = [at.astimezone(zone).date() for at in there.values_list("started_at", flat=True)]
    first, end = begins.date(), ends.date()
    dropped = DroppedDraft.objects.filter(desk=desk, began_on__gte=first, began_on__lt=end)
    return days + list(dropped.values_list("began_on", flat=True))


def sums(desk: Desk, days: int) -> Counter[Key]:
    """The totals of the last so many days, today included, by kind and key."""
    today = today_at(desk)
    first = today - (days - 1) * DAY
    rows = DailyTotal.objects.filter(desk=desk, day__gte=first).exclude(kind=Kind.OVERDUE)
    kept = list(rows.order_by().values_list("kind", "key").annotate(n=Sum("count"), last=Max("day")))
    found: Counter[Key] = Counter({(kind, key): n for kind, key, n, _last in kept})
    last = max((last for kind, _key, _n, last in kept if kind == Kind.SENT), default=first - DAY)
    for (_day, kind, key), n in count(desk, last + DAY, today).items():
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
