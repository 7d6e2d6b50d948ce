"""Opening hours -> by when the desk answers. Pure arithmetic over the desk's own time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from requests_app.models import Desk

HORIZON_DAYS = 60  # no promise reaches further


def answer_by(desk: Desk, start: datetime) -> datetime:
    """The moment at which the desk's promised minutes of opening time after `start` are over (aware, desk's zone).

    A desk without opening hours promises the end of the next day, one that promises more than it opens in the next
    two months the end of these.
    """
    zone = ZoneInfo(desk.time_zone)
    here = start.astimezone(zone)
    remaining = timedelta(minutes=desk.answer_minutes)
    hours = {weekday: _merged(spans) for weekday, spans in _hours_of(desk).items()}
    closed = {holiday.date for holiday in desk.holidays.all()}
    for day in (here.date() + timedelta(days=n) for n in range(HORIZON_DAYS)):
        if day in closed:
            continue
        for opens, closes in hours.get(day.weekday(), []):
            begin, end = max(_at(day, opens, zone), here), _at(day, closes, zone)
            open_for = _elapsed(begin, end)
            if open_for <= timedelta(0):
                continue
            if open_for >= remaining:
                return (begin.astimezone(ZoneInfo("UTC")) + remaining).astimezone(zone)
            remaining -= open_for
    return _at(here.date() + timedelta(days=HORIZON_DAYS if hours else 1), time(18), zone)


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
