"""The queue among many requests: each question by an index, and nothing walked, sorted or counted without a bound."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app import workflow
from requests_app.admin import queue
from requests_app.admin.queue_counts import figures_of
from requests_app.admin.search import find_by_words
from requests_app.models import CodeRequest, Desk, Member, ParkReason, Role, SavedView
from requests_app.queue_order import Place
from requests_app.queue_tabs import TABS
from tests import factories
from tests.many import add_letters, copies
from tests.requests_app.admin.conftest import SignIn

ROWS = 20_000
DAY = timedelta(days=1)
BOUND = 1_500  # rows that one step of a plan may go through: a page, or what a search stops at
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def fill(code_request: CodeRequest, rows: int) -> None:
    """Many like this one, in every state that staff work on, with the words by which they are found."""
    names = [str(field.column) for field in CodeRequest._meta.concrete_fields if field.column != "id"]
    other = {
        "reference": "'RC-' || lpad(n::text, 6, '0')", "draft_digest": "NULL",
        "status": "(ARRAY['received', 'checking', 'not_worked', 'closed'])[1 + mod(n, 4)]",
        "promised_at": "promised_at + n * interval '1 second'",
        **dict.fromkeys(("number_fingerprint", "vin_tail_fingerprint", "email_fingerprint"), "md5(n::text)"),
    }  # fmt: skip
    taken = ", ".join(other.get(name, name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO requests_app_coderequest ({', '.join(names)}) SELECT {taken} "  # noqa: S608 - our own columns
            "FROM requests_app_coderequest, generate_series(1, %s) n WHERE id = %s",
            [rows, code_request.pk],
        )
        cursor.execute(
            "INSERT INTO requests_app_searchterm (desk_id, code_request_id, kind, term) "
            "SELECT desk_id, id, 'name', CASE WHEN place = 0 THEN 'ana' || mod(id, 97) WHEN mod(id, 20) = 0 "
            "THEN 'popescu' ELSE 'name' || mod(id, 4999) END "
            "FROM requests_app_coderequest, generate_series(0, 1) place WHERE id > %s",
            [code_request.pk],
        )
        add_letters(cursor, failing=100)
        cursor.execute("ANALYZE requests_app_coderequest, requests_app_searchterm, requests_app_message")


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from steps(below)


def plans(queries: CaptureQueriesContext) -> Iterator[dict[str, Any]]:
    """Every step of every plan of the questions that were asked."""
    for asked in queries.captured_queries:
        if re.match(r"SELECT", asked["sql"]) and "FOR UPDATE" not in asked["sql"]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked['sql']}")
                found = cursor.fetchone()[0]
            yield from steps((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])


def walked(queries: CaptureQueriesContext) -> list[str]:
    """The steps that went through more rows than a page or a search may."""
    return [
        f"{step['Node Type']} {step.get('Relation Name', '')} {step.get('Index Name', '')}"
        for step in plans(queries)
        if (step["Actual Rows"] + step.get("Rows Removed by Filter", 0)) * step["Actual Loops"] > BOUND
    ]


@pytest.mark.postgresql
def test_queue_search_and_take_next_go_by_an_index_among_many(desk: Desk, alice: User) -> None:
    first, _ = factories.make_sent(desk)
    fill(first, ROWS)
    for tab in TABS:
        with CaptureQueriesContext(connection) as queries:
            after = str(Place.of(CodeRequest.objects.latest("pk")))
            queue.listed(tab, user=alice, desks=[desk.pk])
            tab.keys(alice, [desk.pk], most=26, after=Place.read(after))
        assert not walked(queries), tab.slug
    for text in ("ana17", "popescu", "ana17 popescu", "S053", "A23456", "UU1HSDAG5A2345678", "RC-00", "x@y.example"):
        with CaptureQueriesContext(connection) as queries:
            find_by_words([desk.pk], text)
        assert not walked(queries), text
    views = [SavedView(pk=1, owner=alice, tab="all", filters={"missing": "label"})]
    with CaptureQueriesContext(connection) as queries:
        figures_of(alice, [desk.pk], views)
    assert len(queries) <= 2  # and the seats
    assert not walked(queries)
    with CaptureQueriesContext(connection) as queries:
        assert workflow.take_next(alice) is not None
    assert not walked(queries)


@pytest.mark.postgresql
@pytest.mark.parametrize("outcome", ["", "failed", "waiting", "sent"])
def test_letters_go_by_an_index_among_many(desk: Desk, mallory: User, sign_in: SignIn, outcome: str) -> None:
    """For whoever has a seat at the busy desk and at one that hardly wrote a letter."""
    other = mallory.desk_roles.get().desk
    factories.make_sent(other)
    first, _ = factories.make_sent(desk)
    fill(first, ROWS)
    lead = factories.make_staff(other, "both", role=Role.LEAD)
    client = sign_in(lead)
    for more in (False, True):
        if more:
            seat(lead, [desk])
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/staff/requests_app/message/", {"outcome": outcome} if outcome else {})
        assert answer.status_code == 200
        assert not walked(queries)
        assert len(queries) <= 15


def two_more_desks() -> list[Desk]:
    desks = [factories.make_desk(name) for name in ("Second Desk", "Third Desk")]
    for desk in desks:
        factories.make_sent(desk)
    return desks


def seat(user: User, desks: list[Desk]) -> None:
    Member.objects.bulk_create(Member(desk=desk, user=user, role=Role.CLERK) for desk in desks)


@pytest.mark.parametrize("address", ["/staff/requests/", "/staff/requests/search/"])
def test_ac_64_the_same_questions_with_few_and_with_many(
    at_desk: Client, desk: Desk, alice: User, address: str
) -> None:
    code_request, _ = factories.make_sent(desk)
    seat(alice, two_more_desks())
    words = {"q": "test customer"}
    numbers = []
    for more in (30, 1000):
        copies(code_request, more)
        for _ in range(2):  # the session notes that it is in use, and the record folds what is repeated
            at_desk.post("/staff/requests/search/", words)
        with CaptureQueriesContext(connection) as queries:
            page = at_desk.post(address, words) if "search" in address else at_desk.get(address)
        assert page.status_code == 200
        assert len(page.content) <= 150_000
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 15


def set_aside(rows: list[CodeRequest], bob: User) -> None:
    """Half of them parked, half in the hands of a colleague, and all of them due before everything else."""
    keys, now = [row.pk for row in rows], timezone.now()
    CodeRequest.objects.filter(pk__in=keys).update(promised_at=now - timedelta(days=9))
    CodeRequest.objects.filter(pk__in=keys[::2]).update(parked_for=ParkReason.COLLEAGUE, parked_until=now + DAY)
    CodeRequest.objects.filter(pk__in=keys[1::2]).update(clerk=bob, claimed_at=now, claimed_until=now + DAY)


@pytest.mark.parametrize("found", ["free", "own", "behind what is set aside"])
def test_ac_65_take_next_asks_no_more_with_more_requests(desk: Desk, bob: User, sign_in: SignIn, found: str) -> None:
    one, _token = factories.make_sent(desk)
    if found == "behind what is set aside":
        set_aside(copies(one, 60), bob)
    numbers, desks = [], two_more_desks()
    for more in (2, 1000):
        copies(one, more)
        person = factories.make_staff(desk, f"clerk{more}")
        seat(person, desks)
        if found == "own":
            assert workflow.take_next(person) is not None
        with CaptureQueriesContext(connection) as queries:
            taken = workflow.next_for(person)
        asked = len(queries)
        assert taken.code_request is not None
        assert taken.passed or found != "behind what is set aside"
        client = sign_in(person)
        client.get("/staff/requests/keys/")  # the session notes that it is in use
        after = "" if found == "own" else str(taken.code_request.reference)
        with CaptureQueriesContext(connection) as pressed:
            assert client.post("/staff/requests/take-next/", {"after": after}).status_code == 302
        numbers.append((asked, len(pressed)))
    assert numbers[0] == numbers[1]
    assert numbers[0][0] <= 15
    assert numbers[0][1] <= 18
