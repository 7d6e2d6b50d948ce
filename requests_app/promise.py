"""Opening hours -> by when the desk answers. Pure arithmetic over the desk's own time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from requests_app.models import Desk

HORIZON_DAYS = 60  # a desk that does not open within this time has no hours worth counting


def answer_by(desk: Desk, start: datetime) -> datetime:
    """The moment at which the desk's promised minutes of opening time after `start` are over (aware, desk's zone).

    A desk without opening hours promises the end of the next day.
    """
    zone = ZoneInfo(desk.time_zone)
    here = start.astimezone(zone)
    remaining = timedelta(minutes=desk.answer_minutes)
    hours: dict[int, list[tuple[time, time]]] = {}
    for span in desk.opening_hours.all():
        hours.setdefault(span.weekday, []).append((span.opens, span.closes))
    closed = {holiday.date for holiday in desk.holidays.all()}
    for day in (here.date() + timedelta(days=n) for n in range(HORIZON_DAYS)):
        if day in closed:
            continue
        for opens, closes in sorted(hours.get(day.weekday(), [])):
            begin, end = max(_at(day, opens, zone), here), _at(day, closes, zone)
            open_for = _elapsed(begin, end)
            if open_for <= timedelta(0):
                continue
            if open_for >= remaining:
                return (begin.astimezone(ZoneInfo("UTC")) + remaining).astimezone(zone)
            remaining -= open_for
    return _at(here.date() + timedelta(days=1), time(18), zone)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)


def _elapsed(begin: datetime, end: datetime) -> timedelta:
    """Real time between two local moments: a day of a clock change is an hour shorter or longer."""
    utc = ZoneInfo("UTC")
    return end.astimezone(utc) - begin.astimezone(utc)
