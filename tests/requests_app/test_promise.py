"""By when the desk answers."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from requests_app.models import Desk, Holiday, OpeningHours
from requests_app.promise import answer_by
from tests import factories

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("2026-11-20 09:00", "2026-11-20 11:00"),  # a Friday morning
        ("2026-11-20 16:30", "2026-11-23 10:00"),  # half an hour today, the rest on Monday
        ("2026-11-20 07:00", "2026-11-20 10:30"),  # before opening
        ("2026-11-20 20:00", "2026-11-23 10:30"),  # after closing
        ("2026-11-21 12:00", "2026-11-23 10:30"),  # a Saturday
        ("2026-12-24 16:00", "2026-12-28 09:30"),  # a holiday and a week-end between
        ("2027-03-26 16:00", "2027-03-29 09:30"),  # over the change to summer time
    ],
)
def test_minutes_of_opening_time_are_counted(desk: Desk, asked: str, answered: str) -> None:
    Holiday.objects.create(desk=desk, date=date(2026, 12, 25))
    start = datetime.fromisoformat(asked).replace(tzinfo=PARIS)
    assert answer_by(desk, start) == datetime.fromisoformat(answered).replace(tzinfo=PARIS)


def test_on_the_day_of_the_clock_change_an_hour_is_still_an_hour(db: None) -> None:
    desk = Desk.objects.create(name="Night", slug="night", email="n@desk.example", answer_minutes=120)
    OpeningHours.objects.create(desk=desk, weekday=6, opens=time(1), closes=time(6))
    start = datetime(2027, 3, 28, 1, 30, tzinfo=PARIS)  # 02:00 becomes 03:00
    assert answer_by(desk, start) == datetime(2027, 3, 28, 4, 30, tzinfo=PARIS)


def test_a_desk_without_hours_promises_the_next_day(db: None) -> None:
    desk = Desk.objects.create(name="Closed", slug="closed", email="c@desk.example")
    start = datetime(2026, 11, 20, 9, tzinfo=PARIS)
    assert answer_by(desk, start) == datetime(2026, 11, 21, 18, tzinfo=PARIS)


def test_two_spans_of_one_day_are_both_open(db: None) -> None:
    desk = factories.make_desk(answer_minutes=60)
    desk.opening_hours.all().delete()
    for opens, closes in ((time(14), time(18)), (time(9), time(12))):
        OpeningHours.objects.create(desk=desk, weekday=4, opens=opens, closes=closes)
    start = datetime(2026, 11, 20, 11, 30, tzinfo=PARIS)
    assert answer_by(desk, start) == datetime(2026, 11, 20, 14, 30, tzinfo=PARIS)


@pytest.mark.parametrize("more", [(time(8, 30), time(17)), (time(9), time(10)), (time(8), time(17))])
def test_minutes_that_stand_in_two_rows_count_once(desk: Desk, more: tuple[time, time]) -> None:
    desk.answer_minutes = 600
    OpeningHours.objects.create(desk=desk, weekday=4, opens=more[0], closes=more[1])
    start = datetime(2026, 11, 20, 8, 30, tzinfo=PARIS)  # a Friday, open until 17:00
    assert answer_by(desk, start) == datetime(2026, 11, 23, 10, tzinfo=PARIS)


def test_a_promise_longer_than_two_months_of_opening_hours_is_not_the_next_day(db: None) -> None:
    desk = Desk.objects.create(name="Rare", slug="rare", email="r@desk.example", answer_minutes=6000)
    OpeningHours.objects.create(desk=desk, weekday=0, opens=time(9), closes=time(10))
    start = datetime(2026, 11, 20, 9, tzinfo=PARIS)
    assert answer_by(desk, start) > datetime(2027, 1, 15, tzinfo=PARIS)
