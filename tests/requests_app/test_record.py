"""The record: chains of requests, desks and the installation, keyed; notes beside them; failures folded."""

import hashlib
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from config.logs import redact
from requests_app import inventory
from requests_app.models import (
    Desk,
    Event,
    EventNote,
    RepeatedEvent,
    Scope,
    append_only,
    close_folded,
    record,
    record_at_desk,
    record_folded,
    verify_chain,
)
from requests_app.states import Party
from tests import factories

NOON = datetime(2026, 11, 2, 12, 20, tzinfo=UTC)


def two_at_night(*, days: int) -> datetime:
    """A time at which the head of the day before is due, whatever the hour at which the suite runs."""
    return (timezone.now() + timedelta(days=days)).replace(hour=2, minute=0)


def behind_the_guard(change: Any) -> None:
    append_only.remove(connection)
    change()
    append_only.install(connection)


def test_what_belongs_to_no_request_hangs_on_the_desks_chain_or_the_installations(desk: Desk, alice: User) -> None:
    for scope in (desk, desk, None):
        record_at_desk(scope, "sign_in", party=Party.STAFF, user_id=alice.pk)
    lines = Event.objects.filter(kind="sign_in").order_by("pk").values_list("desk", "number")
    assert list(lines) == [(desk.pk, 1), (desk.pk, 2), (None, 1)]
    assert [verify_chain(scope) for scope in (desk, None)] == [None, None]


@pytest.mark.parametrize("of", ["request", "desk", "installation"])
def test_whoever_owns_the_table_cannot_rewrite_a_line(desk: Desk, of: str) -> None:
    scope: Scope = {"request": factories.make_sent(desk)[0], "desk": desk, "installation": None}[of]
    record_at_desk(desk, "policy", party=Party.STAFF)
    record_at_desk(None, "policy", party=Party.STAFF)
    line = Event.objects.of(scope).get(number=1)
    line.kind = "nothing"
    content = [line.code_request_id, line.number, line.kind, line.party, line.user_id, "", line.data, "", "0" * 64]
    line.hash = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    behind_the_guard(line.save)
    assert verify_chain(scope) == 1


def test_what_a_person_typed_can_be_erased_and_the_chain_still_holds(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    line = record(code_request, "see_page", party=Party.STAFF, user_id=alice.pk, reason="Mrs Dupont stands here")
    assert Event.objects.get(pk=line.pk).reason == "Mrs Dupont stands here"
    EventNote.objects.filter(event=line).delete()
    assert verify_chain(code_request) == line.number  # gone, and nothing says why
    record(code_request, "purge_person", party=Party.SYSTEM)
    assert verify_chain(code_request) is None
    assert Event.objects.get(pk=line.pk).reason == ""


def test_a_note_that_was_rewritten_is_found(desk: Desk) -> None:
    line = record_at_desk(desk, "policy", party=Party.STAFF, reason="quiet season")
    with pytest.raises(DatabaseError), transaction.atomic():
        EventNote.objects.update(text="busy season")
    behind_the_guard(lambda: EventNote.objects.update(text="busy season"))
    assert verify_chain(desk) == line.number


def test_failures_of_one_hour_are_two_lines_with_a_count(desk: Desk, alice: User, bob: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for who in (alice, alice, bob, alice):
            record_folded(desk, "wrong_password", party=Party.STAFF, user_id=who.pk)
        assert close_folded() == 0
        clock.shift(timedelta(hours=1))
        assert close_folded() == 1
        record_folded(desk, "wrong_password", party=Party.STAFF, user_id=alice.pk)
    lines = Event.objects.filter(kind="wrong_password").order_by("number").values_list("user", "data__again")
    assert list(lines) == [(alice.pk, None), (bob.pk, None), (alice.pk, 2), (alice.pk, None)]
    assert verify_chain(desk) is None


def test_what_is_counted_is_told_once(desk: Desk) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        record_folded(None, "wrong_password", party=Party.STAFF)
        record_folded(None, "wrong_password", party=Party.STAFF)
        clock.shift(timedelta(hours=1))
        assert [close_folded(), close_folded()] == [1, 0]
    assert not RepeatedEvent.objects.exists()


def test_the_record_can_be_neither_changed_nor_emptied(desk: Desk) -> None:
    record_at_desk(desk, "policy", party=Party.STAFF, reason="quiet season")
    statements = ["UPDATE requests_app_event SET kind = 'x'", "DELETE FROM requests_app_event"]
    if connection.vendor == "postgresql":
        statements += ["TRUNCATE requests_app_event CASCADE", "TRUNCATE requests_app_eventnote"]
    connection.check_constraints()
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_once_a_day_a_head_over_all_chains_is_written_to_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    factories.make_sent(desk)
    with time_machine.travel(two_at_night(days=1)), caplog.at_level(logging.INFO):
        assert [inventory.write_daily_head(), inventory.write_daily_head()] == [True, False]
        head = Event.objects.get(kind="daily_head").data
        assert f"over 2 lines: {head['head'][:8]} {head['head'][8:16]} " in redact(caplog.text)
        assert inventory.verify().broken_records == []


def test_a_chain_that_was_taken_away_as_a_whole_is_found(desk: Desk) -> None:
    record_at_desk(desk, "policy", party=Party.STAFF)
    with time_machine.travel(two_at_night(days=1)):
        inventory.write_daily_head()
        behind_the_guard(lambda: Event.objects.of(desk).delete())
        assert verify_chain(desk) is None
        assert [name[:19] for name in inventory.verify().broken_records] == ["head of the day bef"]


def test_a_head_holds_whatever_days_the_worker_missed(desk: Desk) -> None:
    for day in (0, 1, 4):
        with time_machine.travel(two_at_night(days=day)):
            record_at_desk(desk, "policy", party=Party.STAFF)
            inventory.write_daily_head()
    with time_machine.travel(two_at_night(days=6)):
        inventory.write_daily_head()
        assert Event.objects.filter(kind="daily_head").count() >= 3
        assert inventory.verify().broken_records == []
