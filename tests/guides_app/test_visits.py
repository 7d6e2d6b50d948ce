"""Visits: counted for readers only, written together, and never in the way of a page."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from guides_app import visits
from guides_app.models import DocumentKind, VisitCount
from tests import factories

GUIDE = "/en/guides/dacia-duster-1/"
PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Firefox/130.0"}


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """A fresh count; what would run in the background is only written down here."""
    started: list[Callable[[], None]] = []
    monkeypatch.setattr(visits, "tally", visits.Tally())
    monkeypatch.setattr(visits, "in_background", started.append)
    return started


def counted() -> dict[str, int]:
    visits.flush()
    return dict(VisitCount.objects.values_list("key", "count"))


@pytest.mark.django_db
def test_a_reader_of_a_guide_or_a_radio_is_counted(client: Client, jobs: list[Callable[[], None]]) -> None:
    factories.make_guide()
    for address in (GUIDE, GUIDE, "/en/radios/buttons-1-4/"):
        assert client.get(address, headers=PHONE).status_code == 200
    assert counted() == {"dacia-duster-1": 2, "buttons-1-4": 1}


@pytest.mark.django_db
def test_who_has_the_page_already_looks_only_or_finds_nothing_is_not_counted(
    client: Client, jobs: list[Callable[[], None]]
) -> None:
    factories.make_guide()
    etag = client.get(GUIDE).headers["ETag"]
    assert client.get(GUIDE, headers={**PHONE, "if-none-match": etag}).status_code == 304
    client.head(GUIDE, headers=PHONE)
    client.get("/en/guides/nowhere/", headers=PHONE)
    assert counted() == {}


@pytest.mark.django_db
@pytest.mark.parametrize("agent", ["", "Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.5", "AhrefsBot"])
def test_machines_are_not_readers(client: Client, jobs: list[Callable[[], None]], agent: str) -> None:
    factories.make_guide()
    client.get(GUIDE, headers={"user-agent": agent})
    assert counted() == {}


@pytest.mark.django_db
def test_a_day_is_written_with_few_statements_however_many_pages(
    jobs: list[Callable[[], None]], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        visits.note(DocumentKind.GUIDE, f"guide-{number % 10}")
    with django_assert_max_num_queries(4):
        visits.flush()
    assert counted() == {f"guide-{number}": 3 for number in range(10)}


@pytest.mark.django_db
def test_more_of_a_day_is_added_and_a_new_day_begins_anew(jobs: list[Callable[[], None]]) -> None:
    for days in (0, 0, 1):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            visits.note(DocumentKind.GUIDE, "one")
            visits.note(DocumentKind.FAMILY, "one")
            visits.flush()
    assert sorted(VisitCount.objects.values_list("kind", "count")) == [
        ("family", 1), ("family", 2), ("guide", 1), ("guide", 2),
    ]  # fmt: skip


def test_it_is_written_after_a_minute_or_at_fifty(
    jobs: list[Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("guides_app.visits.monotonic", lambda: now[0])
    visits.note(DocumentKind.GUIDE, "first")
    visits.tally.take()
    visits.tally.done()
    visits.note(DocumentKind.GUIDE, "waits")
    assert len(jobs) == 1
    now[0] += visits.SECONDS
    visits.note(DocumentKind.GUIDE, "after a minute")
    assert len(jobs) == 2
    visits.tally.take()
    visits.tally.done()
    for _ in range(visits.MOST_WAITING):
        visits.note(DocumentKind.GUIDE, "many")
    assert len(jobs) == 3


@pytest.mark.django_db
def test_what_cannot_be_written_breaks_no_page_and_waits(
    client: Client, jobs: list[Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_guide()
    monkeypatch.setattr(visits, "in_background", lambda job: job())
    with monkeypatch.context() as away:
        away.setattr(visits, "_write", lambda *_: (_ for _ in ()).throw(DatabaseError))
        assert client.get(GUIDE, headers=PHONE).status_code == 200
    assert counted() == {"dacia-duster-1": 1}


@pytest.mark.django_db
def test_a_rush_while_the_database_is_busy_starts_one_thread(jobs: list[Callable[[], None]]) -> None:
    for _ in range(10 * visits.MOST_WAITING):
        visits.note(DocumentKind.GUIDE, "one")
    assert len(jobs) == 1
    jobs[0]()
    visits.note(DocumentKind.GUIDE, "one")
    assert counted() == {"one": 10 * visits.MOST_WAITING + 1}


@pytest.mark.django_db
def test_no_visit_of_a_rush_is_lost(jobs: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(8) as rush:
        list(rush.map(lambda _: visits.note(DocumentKind.GUIDE, "one"), range(400)))
    assert counted() == {"one": 400}


@pytest.mark.django_db(transaction=True)
def test_it_is_written_by_a_thread_with_a_connection_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "tally", visits.Tally())
    visits.note(DocumentKind.GUIDE, "one")
    for thread in threading.enumerate():
        if thread.name == "visits":
            thread.join(10)
    assert VisitCount.objects.get().count == 1


def test_the_page_itself_asks_the_database_nothing(
    db: None, jobs: list[Callable[[], None]], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def page(request: HttpRequest, slug: str) -> HttpResponse:
        return HttpResponse(slug)

    with django_assert_max_num_queries(0):
        visits.counted(DocumentKind.GUIDE)(page)(RequestFactory().get("/", headers=PHONE), "one")
    assert visits.tally.take().total() == 1
