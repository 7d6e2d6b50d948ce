"""Opening hours -> by when the desk answers. Pure arithmetic over the desk's own time zone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from requests_app.models import Desk

HORIZON_DAYS = 60  # no promise reaches further


def answer_by(desk: Desk, start: datetime) -> datetime:
    """The moment at which the desk's promised minutes of opening time after `start` are over (aware, desk's zone).

    A desk without opening hours promises the end of the next day, one that promises more than it opens in the next
    two months the end of these.
    """
    return _after(desk, start, timedelta(minutes=desk.answer_minutes))


def open_time_left(desk: Desk, now: datetime, promised: datetime | None) -> timedelta | None:
    """How much opening time the desk has left of a promise: what the clock shows when the customer has the ball.

    None where there is no promise, or a desk without opening hours made it.
    """
    if promised is None:
        return None
    spans = list(_spans(desk, now))
    left = [_elapsed(begin, min(end, promised)) for begin, end in spans]
    return sum((span for span in left if span > timedelta(0)), timedelta(0)) if spans else None


def goes_on(desk: Desk, start: datetime, left: timedelta | None) -> datetime:
    """By when the desk answers if its clock goes on at `start` with this much opening time left."""
    return answer_by(desk, start) if left is None else _after(desk, start, left)


def _after(desk: Desk, start: datetime, remaining: timedelta) -> datetime:
    zone, spans = ZoneInfo(desk.time_zone), list(_spans(desk, start))
    for begin, end in spans:
        open_for = _elapsed(begin, end)
        if open_for >= remaining:
            return (begin.astimezone(ZoneInfo("UTC")) + remaining).astimezone(zone)
        remaining -= open_for
    day = start.astimezone(zone).date() + timedelta(days=HORIZON_DAYS if spans else 1)
    return _at(day, time(18), zone)


def _spans(desk: Desk, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When the desk is open from then on, as far as promises reach."""
    zone = ZoneInfo(desk.time_zone)
    here = start.astimezone(zone)
    hours = {weekday: _merged(spans) for weekday, spans in _hours_of(desk).items()}
    closed = {holiday.date for holiday in desk.holidays.all()}
    for day in (here.date() + timedelta(days=n) for n in range(HORIZON_DAYS)):
        for opens, closes in hours.get(day.weekday(), []) if day not in closed else []:
            begin, end = max(_at(day, opens, zone), here), _at(day, closes, zone)
            if _elapsed(begin, end) > timedelta(0):
                yield begin, end


def _hours_of(desk: Desk) -> dict[int, list[tuple[time, time]]]:
    hours: dict[int, list[tuple[time, time]]] = {}
    for span in desk.opening_hours.all():
        hours.setdefault(span.weekday, []).append((span.opens, span.closes))
    return hours


def _merged(spans: list[tuple[time, time]]) -> list[tuple[time, time]]:
    """The spans of one day in order; minutes that stand in two of them count once."""
    merged: list[tuple[time, time]] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)


def _elapsed(begin: datetime, end: datetime) -> timedelta:
    """Real time between two local moments: a day of a clock change is an hour shorter or longer."""
    utc = ZoneInfo("UTC")
    return end.astimezone(utc) - begin.astimezone(utc)
