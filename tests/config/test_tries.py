"""How often a password or a code may be tried, that nobody is locked out by strangers, and that a code opens once."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from config import tries
from guides_app.limits import Rate
from requests_app.models import Event, Message
from tests.config import staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PROOF = "/staff/account/2fa/reauthenticate/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clerk(db: None) -> User:
    return staff.make_clerk(superuser=True)


def browser(network: str) -> Client:
    return Client(REMOTE_ADDR=network)


def guess(client: Client, clerk: User, times: int = 5) -> None:
    for _ in range(times):
        staff.give_password(client, clerk, password="wrong")


def opens(client: Client) -> bool:
    return client.get("/staff/").status_code == 200


def test_guessing_a_password_is_stopped_at_its_place_for_five_minutes(
    clerk: User, clock: time_machine.Traveller
) -> None:
    stranger = browser("203.0.113.9")
    guess(stranger, clerk)
    assert b"Too many tries. Wait" in staff.give_password(stranger, clerk).content
    clock.shift(timedelta(minutes=5))
    assert staff.give_password(stranger, clerk).status_code == 302


def test_a_stranger_locks_nobody_out_elsewhere(clerk: User) -> None:
    guess(browser("203.0.113.9"), clerk, 8)
    assert opens(staff.sign_in(browser("198.51.100.1"), clerk))


def test_a_stranger_in_the_same_network_does_not_lock_out_a_browser_that_was_used_before(
    clerk: User, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "FROM_ONE_NETWORK", Rate("sign-in-from-network", 6, timedelta(hours=1)))
    own = staff.sign_in(browser("203.0.113.9"), clerk)
    own.post("/staff/account/logout/")
    guess(browser("203.0.113.9"), clerk, 8)
    clock.shift(timedelta(seconds=30))
    assert opens(staff.sign_in(own, clerk))


def test_a_stranger_does_not_stop_the_step_up_in_an_open_session(clerk: User, clock: time_machine.Traveller) -> None:
    own = staff.sign_in(browser("203.0.113.9"), clerk)
    clock.shift(timedelta(minutes=10))
    guess(browser("203.0.113.9"), clerk, 8)
    assert own.post(PROOF, {"code": staff.digits_of_now(), "next": "/staff/"}).headers["Location"] == "/staff/"


def test_the_second_step_is_not_guessed_from_many_networks(clerk: User) -> None:
    for number in range(8):
        thief = browser(f"203.0.113.{number}")
        staff.give_password(thief, clerk)
        for _ in range(4):
            staff.give_digits(thief, "000000")
    last = browser("203.0.113.99")
    staff.give_password(last, clerk)
    assert b"Too many tries" in staff.give_digits(last).content


def test_a_forged_device_opens_no_place_of_its_own(clerk: User) -> None:
    stranger = browser("203.0.113.9")
    for number in range(6):
        stranger.cookies["device"] = f"forged-{number}"
        staff.give_password(stranger, clerk, password="wrong")
    assert b"Too many tries" in staff.give_password(stranger, clerk).content


def test_a_right_password_does_not_count(clerk: User) -> None:
    for _ in range(7):
        assert staff.give_password(browser("203.0.113.9"), clerk).status_code == 302


def test_the_former_password_is_not_guessed_in_an_open_session(clerk: User) -> None:
    own = staff.sign_in(Client(), clerk)
    new = {"password1": "another long phrase", "password2": "another long phrase"}
    for _ in range(5):
        own.post("/staff/account/password/change/", {"oldpassword": "wrong", **new})
    page = own.post("/staff/account/password/change/", {"oldpassword": staff.PASSWORD, **new})
    assert b"Too many tries" in page.content


def test_very_many_failures_are_told_to_the_log_once_and_stop_nobody(
    clerk: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tries, "UNUSUALLY_MANY", Rate("failed-sign-ins", 3, timedelta(hours=1)))
    with caplog.at_level(logging.WARNING, logger="config.tries"):
        for number in range(6):
            guess(browser(f"203.0.113.{number}"), clerk, 1)
    assert len([line for line in caplog.records if line.name == "config.tries"]) == 1
    assert opens(staff.sign_in(browser("198.51.100.1"), clerk))


def test_a_known_and_an_unknown_name_cost_the_same(clerk: User) -> None:
    guess(browser("203.0.113.1"), clerk, 1)
    guess(browser("203.0.113.1"), User(email="nobody@desk.test"), 1)
    known: list[str] = []
    unknown: list[str] = []
    for person, work in ((clerk, known), (User(email="nobody@desk.test"), unknown)):
        with CaptureQueriesContext(connection) as queries:
            answer = staff.give_password(browser("203.0.113.1"), person, password="wrong")
        work += [str(answer.status_code), *(_statement(query["sql"]) for query in queries)]
    assert known == unknown


def _statement(sql: str) -> str:
    """What the database is asked, without the values."""
    return re.sub(r"\d+", "", sql.split("VALUES", maxsplit=1)[0].split("WHERE", maxsplit=1)[0])


def test_a_name_that_is_nobodys_is_never_written(clerk: User) -> None:
    staff.give_password(Client(), User(email="nobody@desk.test"), password="wrong")
    line = Event.objects.get(desk=None, kind="wrong_password")
    assert (line.user_id, line.data) == (None, {})


def test_a_cache_that_is_away_stops_no_sign_in(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("get", "add", "set", "delete"):
        monkeypatch.setattr(type(cache._connections["default"]), name, _away, raising=False)  # type: ignore[attr-defined]
    assert opens(staff.sign_in(Client(), clerk))


def _away(*args: object, **kwargs: object) -> None:
    raise ConnectionError("the cache is away")


def test_behind_a_trusted_proxy_the_client_counts_and_not_the_proxy(clerk: User, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    guess(Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "203.0.113.9"}), clerk, 8)
    assert opens(staff.sign_in(Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "198.51.100.1"}), clerk))


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_that_turned_over_while_it_was_typed_is_taken(clerk: User, steps: int, accepted: bool) -> None:
    client = Client()
    staff.give_password(client, clerk)
    staff.give_digits(client, staff.digits_of_now(steps=steps))
    assert opens(client) is accepted


def test_a_code_opens_once_also_within_the_tolerance(clerk: User, clock: time_machine.Traveller) -> None:
    digits = staff.digits_of_now()
    assert opens(staff.sign_in(Client(), clerk))
    clock.shift(timedelta(seconds=31))
    cache.clear()
    second = Client()
    staff.give_password(second, clerk)
    assert b"was used already" in staff.give_digits(second, digits).content
    assert not opens(second)


def test_a_code_with_a_gap_or_in_wide_digits_is_read(clerk: User) -> None:
    digits = staff.digits_of_now()
    client = Client()
    staff.give_password(client, clerk)
    staff.give_digits(client, f"{digits[:3]} {chr(0xFF10 + int(digits[3]))}{digits[4:]}")
    assert opens(client)


def test_a_password_changed_between_the_two_steps_ends_the_sign_in(clerk: User) -> None:
    thief = Client()
    staff.give_password(thief, clerk)
    clerk.set_password("another long phrase")
    clerk.save()
    staff.give_digits(thief)
    assert not opens(thief)


def test_a_new_browser_is_told_to_the_owner_once(clerk: User, clock: time_machine.Traveller) -> None:
    own = staff.sign_in(Client(), clerk)
    own.post("/staff/account/logout/")
    clock.shift(timedelta(seconds=30))
    assert opens(staff.sign_in(own, clerk))
    assert Message.objects.filter(user=clerk, letter="new_device").count() == 1
    clock.shift(timedelta(seconds=30))
    staff.sign_in(Client(), clerk)
    assert Message.objects.filter(user=clerk, letter="new_device").count() == 2
