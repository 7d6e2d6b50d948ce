"""The queue: order, words, filters, search, and a number of questions that does not grow."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from requests_app import workflow
from requests_app.admin import queue
from requests_app.admin.queue_counts import figures_of
from requests_app.models import Asker, CodeRequest, Desk, Event, ParkReason, Slot, close_folded
from requests_app.queue_tabs import BY_SLUG, TABS
from requests_app.states import Status
from tests import factories
from tests.many import copies

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_the_queue_asks_no_more_with_more_requests(
    at_desk: Client, desk: Desk, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    code_request, _ = factories.make_sent(desk)
    copies(code_request, rows - 1)
    at_desk.get("/staff/requests/keys/")  # the session notes once a minute that it is in use
    with django_assert_max_num_queries(14):
        page = at_desk.get("/staff/requests/")
    assert page.status_code == 200
    assert len(page.content) <= 150_000


def test_late_comes_first_and_says_so_in_words(at_desk: Client, desk: Desk) -> None:
    later, _ = factories.make_sent(desk)
    late, _ = factories.make_sent(desk, number="S054")
    CodeRequest.objects.filter(pk=late.pk).update(promised_at=timezone.now() - timedelta(minutes=20, seconds=5))
    page = at_desk.get("/staff/requests/").content.decode()
    assert page.index(str(late.reference)) < page.index(str(later.reference))
    assert "Late 20 min" in page


@pytest.mark.parametrize("slug", ["waiting", "all"])
def test_pages_follow_one_another_without_gap_or_double(alice: User, desk: Desk, slug: str) -> None:
    code_request, _ = factories.make_sent(desk)
    copies(code_request, 59)
    CodeRequest.objects.filter(reference__startswith="RC-0001").update(status=Status.NOT_WORKED)
    seen: list[str] = []
    after = ""
    for _ in range(3):
        listing = queue.listed(BY_SLUG[slug], user=alice, desks=[desk.pk], after=after)
        seen += [str(row.code_request.reference) for row in listing.rows]
        after = listing.after
    assert len(seen) == len(set(seen)) == 60
    assert after == ""
    if slug == "waiting":
        assert {reference[:7] for reference in seen[:10]} == {"RC-0001"}, "what did not work comes first"


def test_counts_are_exact_to_99(alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    copies(code_request, 98)
    assert figures_of(alice, [desk.pk]).tabs["waiting"] == "99"
    factories.make_sent(desk, number="S054")
    assert figures_of(alice, [desk.pk]).tabs["waiting"] == "99+"


def test_each_tab_counts_what_it_shows(alice: User, bob: User, desk: Desk) -> None:
    sent = [factories.make_sent(desk)[0] for _ in range(4)]
    for one in sent[:2]:
        workflow.claim(one, by=alice)
    workflow.park(sent[0], ParkReason.MANUFACTURER, until=timezone.now() + timedelta(days=2), case="M-1", by=alice)
    workflow.claim(sent[2], by=bob)
    workflow.refuse(sent[2], workflow.Refusal.NO_CODE, by=bob)
    workflow.appeal(sent[2])
    counted = figures_of(alice, [desk.pk]).tabs
    for tab in TABS:
        shown = queue.listed(tab, user=alice, desks=[desk.pk]).rows
        assert counted.get(tab.slug, str(len(shown))) == str(len(shown)), tab.slug
    assert (counted["waiting"], counted["mine"], counted["manufacturer"], counted["appeal"]) == ("3", "2", "1", "1")


@pytest.mark.parametrize("after", ["x", "1.2", "1.-2.3", "9.99999999999999999.1", "1.1.1.1", "\0"])
def test_a_broken_page_key_opens_the_first_page(at_desk: Client, desk: Desk, after: str) -> None:
    factories.make_sent(desk)
    assert at_desk.get("/staff/requests/", {"after": after, "family": "x", "desk": "999999999"}).status_code == 200


@pytest.mark.parametrize("words", ["reference", "rc lower", "email", "vin", "name"])
def test_a_request_is_found_by_what_a_caller_says(at_desk: Client, alice: User, desk: Desk, words: str) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.read_vin_tail(code_request, "A23456", by=alice)
    reference = str(code_request.reference)
    said = {
        "reference": reference,
        "rc lower": reference.lower().replace("-", " "),
        "email": code_request.email.upper(),
        "vin": "a23456",
        "name": "test cus",
    }[words]
    assert reference in at_desk.post("/staff/requests/search/", {"q": said}).content.decode()


def test_a_search_leaves_a_line_with_who_and_how_many_but_not_the_words(
    at_desk: Client, alice: User, desk: Desk
) -> None:
    factories.make_sent(desk)
    for words in ("test cus", "no", "somebody else", "test"):
        at_desk.post("/staff/requests/search/", {"q": words})
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        close_folded()
    lines = Event.objects.of(desk).filter(kind="search", user=alice)
    assert [line.data.get("hits", line.data.get("again")) for line in lines] == [1, 2]
    assert not [line for line in lines if "cus" in str(line.data) or line.reason]


@pytest.mark.parametrize(
    "words",
    ["popescu", "stef pop", "Tepes STEFAN", "Ştefan Ţepeş", "Ștefan Ţe", "groß", "Müller-Gross", "UU1HSDAG5A2345678"],
)
def test_a_request_is_found_by_any_part_of_its_names_in_any_spelling(
    at_desk: Client, alice: User, desk: Desk, words: str
) -> None:
    draft = factories.make_draft(desk, vin_tail="345678", asker=Asker.FOR_OWNER)
    workflow.save_answers(draft, name="S\u0326tefan T\u0326epes\u0326-Popescu", owner_name="Jürgen Mueller-Groß")
    factories.add_photo(draft, Slot.PERMISSION)
    workflow.send(draft)
    assert str(draft.reference) in at_desk.post("/staff/requests/search/", {"q": words}).content.decode()


@pytest.mark.parametrize("words", ["S054", "ustomer", "customer other", "@ustomer.example", "%", "___"])
def test_nothing_else_finds_it(at_desk: Client, desk: Desk, words: str) -> None:
    code_request, _ = factories.make_sent(desk)
    assert str(code_request.reference) not in at_desk.post("/staff/requests/search/", {"q": words}).content.decode()


@pytest.mark.parametrize(
    ("flag", "found"), [("any", ["twin", "other"]), ("high", ["twin"]), ("same_vin", ["twin"]), ("same_photo", [])]
)
def test_the_queue_and_a_search_are_filtered_by_flag(at_desk: Client, desk: Desk, flag: str, found: list[str]) -> None:
    plain, twin = (factories.make_sent(desk)[0] for _ in range(2))
    other, _ = factories.make_sent(desk, asker=Asker.TRADE)
    mallory, _ = factories.make_sent(factories.make_desk("Other Desk"))
    CodeRequest.objects.exclude(pk=twin.pk).update(number_fingerprint="")
    factories.give_same_car(twin, mallory)
    expected = {str({"twin": twin, "other": other}[name].reference) for name in found}
    pages = [
        at_desk.get("/staff/requests/", {"flag": flag}),
        at_desk.post("/staff/requests/search/", {"q": "customer", "flag": flag}),
    ]
    for page in pages:
        text = page.content.decode()
        assert {str(one.reference) for one in (plain, twin, other) if str(one.reference) in text} == expected


def test_the_script_is_told_how_many_came_since_the_page_was_made(at_desk: Client, desk: Desk) -> None:
    factories.make_sent(desk)
    page = at_desk.get("/staff/requests/").content.decode()
    address_ = page.partition('data-new="')[2].partition('"')[0]
    assert at_desk.get(address_).json() == {"waiting": "1", "new": ""}
    draft = factories.make_draft(desk)
    factories.make_sent(factories.make_desk("Other Desk"))
    workflow.send(draft)
    assert at_desk.get(address_).json() == {"waiting": "2", "new": "1 new request."}
    assert at_desk.get("/staff/requests/waiting/?since=x").json()["new"] == ""


def test_a_search_by_flag_looks_through_one_part_after_the_other(
    at_desk: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [factories.make_sent(desk)[0] for _ in range(4)]
    factories.give_same_car(*sent[:2])
    monkeypatch.setattr(queue, "LOOKED_THROUGH_FOR_FLAGS", 2)
    first = at_desk.post("/staff/requests/search/", {"q": "customer", "flag": "high"}).content.decode()
    assert "Nothing in this part." in first
    after = first.partition('name="after" value="')[2].partition('"')[0]
    second = at_desk.post("/staff/requests/search/", {"q": "customer", "flag": "high", "after": after}).content.decode()
    assert "2 in this part" in second
    assert all(str(one.reference) in second for one in sent[:2])
    assert "Look through more" not in second
