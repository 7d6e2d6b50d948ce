"""The lines of the record that stand behind the totals."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, Max

from requests_app.models import DailyTotal, Desk, Event
from requests_app.totals.counting import DAY, LOOKS, SECOND_LOOK, Kind, Line, agrees, bounds, counted
from requests_app.totals.kept import today_at

PER_PAGE = 50
DAYS_PER_PAGE = 10


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
            for line, keys in counted(desk, day, day, zone)
            if any(kind in wanted and key in (None, each) for kind, each in keys)
            and first in (None, line.data.get("first"))
        ]
        found += [line for line in reversed(lines) if last is None or (line.at, line.pk) < last]
    more = len(found) > PER_PAGE
    return [line.pk for line in found[:PER_PAGE]], found[PER_PAGE - 1].pk if more else None


def agreement(desk: Desk, days: int) -> dict[int | None, tuple[int, int, int, int]]:
    """For each person about whose work there were looks in the last so many days: second looks that agreed, and all;
    samples that agreed, and all. One question."""
    begins, _ends = bounds(today_at(desk) - (days - 1) * DAY, today_at(desk), ZoneInfo(desk.time_zone))
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
