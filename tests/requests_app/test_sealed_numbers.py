"""Numbers of radios and cars rest sealed: the database alone tells nobody which radio or car a request is about."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connection

from guides_app.identifiers import Kind
from requests_app import inventory, workflow
from requests_app.models import CodeRequest, Desk, Reading
from requests_app.vault.cipher import Unreadable
from tests import factories

NUMBER, READ, TAIL, VIN = "K417", "K471", "7X9H4B", "UU1HSDAG5X7X9H4B1"


def everything_in_the_database() -> Iterator[tuple[str, str]]:
    """Every value of every table, as text, with its place."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    raw = isinstance(value, bytes | memoryview)
                    yield table, bytes(value).decode("latin-1") if raw else str(value)


def places_of(word: str) -> list[str]:
    """Where it stands with no letter or digit beside it."""
    alone = re.compile(rf"(?<![0-9A-Za-z]){word}(?![0-9A-Za-z])")
    return [table for table, value in everything_in_the_database() if alone.search(value)]


def test_no_number_reading_or_end_of_a_vin_is_readable_in_the_database(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, number=NUMBER)
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, READ, by=alice, override_reason="The label is worn")
    workflow.read_vin_tail(code_request, TAIL, by=alice)
    assert places_of("Test Customer"), "the search is blind"
    assert [places_of(word) for word in (NUMBER, READ, TAIL)] == [[], [], []]


def test_what_is_sealed_opens_for_its_own_row(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, number=NUMBER)
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, NUMBER, by=alice)
    workflow.read_vin_tail(code_request, TAIL, by=alice)
    fresh = CodeRequest.objects.get(pk=code_request.pk)
    assert (fresh.number, [reading.value for reading in fresh.readings.all()]) == (NUMBER, [NUMBER, TAIL])


def test_a_whole_vin_is_sealed_and_gives_its_end(desk: Desk) -> None:
    draft = factories.make_draft(desk)
    workflow.keep_vin(draft, VIN)
    assert (draft.vin, draft.vin_tail, draft.number) == (VIN, VIN[-6:], "")
    assert places_of(VIN) == []


def test_a_sealed_number_opens_in_no_other_row(desk: Desk) -> None:
    mine, theirs = factories.make_draft(desk, number=NUMBER), factories.make_draft(desk)
    CodeRequest.objects.filter(pk=theirs.pk).update(number_sealed=mine.number_sealed)
    theirs.refresh_from_db()
    with pytest.raises(Unreadable):
        _ = theirs.number


def test_the_inventory_names_what_does_not_open(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, number=NUMBER)
    factories.take(code_request, by=alice)
    reading, _differences = workflow.read_number_off(code_request, NUMBER, by=alice)
    Reading.objects.filter(pk=reading.pk).update(value_sealed=b"\x01damaged")
    CodeRequest.objects.filter(pk=code_request.pk).update(number_sealed=b"\x01damaged")
    named = inventory.verify().unreadable
    assert {f"number of request {code_request.pk}", f"reading {reading.pk}"} <= set(named)


def test_the_same_radio_is_found_by_its_fingerprint(desk: Desk) -> None:
    sent = [factories.make_sent(desk, number=number)[0] for number in (NUMBER, NUMBER, "S053")]
    prints = [one.number_fingerprint for one in sent]
    assert prints[0] == prints[1] != prints[2]
    assert all(one.number_kind == Kind.PRECODE for one in sent)
