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
from requests_app.models import Asker, CodeRequest, Desk, Event, Slot, close_folded
from requests_app.states import Status
from tests import factories
from tests.requests_app.admin.desk_forms import address


def copies(code_request: CodeRequest, n: int) -> None:
    """More rows like this one."""
    rows = []
    for number in range(n):
        row = CodeRequest.objects.get(pk=code_request.pk)
        row.pk, row.reference, row.draft_digest = None, f"RC-{number:04d}-ZZ", None
        rows.append(row)
    CodeRequest.objects.bulk_create(rows)


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_the_queue_asks_no_more_with_more_requests(
    at_desk: Client, desk: Desk, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    code_request, _ = factories.make_sent(desk)
    copies(code_request, rows - 1)
    at_desk.get("/staff/requests/keys/")  # the session notes once a minute that it is in use
    with django_assert_max_num_queries(21):
        assert at_desk.get("/staff/requests/").status_code == 200


@pytest.mark.parametrize("stage", ["checking", "approved", "ready"])
@pytest.mark.parametrize("rows", [1, 10, 100])
def test_the_review_page_asks_no_more_with_more_requests(
    at_desk: Client,
    alice: User,
    desk: Desk,
    rows: int,
    stage: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    makers = {"approved": factories.make_approved, "ready": factories.make_ready}
    if stage == "checking":
        code_request, _ = factories.make_sent(desk)
        factories.take(code_request, by=alice)
        workflow.read_number_off(code_request, "S053", by=alice)
    else:
        code_request, _ = makers[stage](desk, by=alice)
    copies(factories.make_sent(desk, number="S054")[0], rows)
    at_desk.get("/staff/requests/keys/")
    with django_assert_max_num_queries(35):
        assert at_desk.get(address(code_request)).status_code == 200


def test_late_comes_first_and_says_so_in_words(at_desk: Client, desk: Desk) -> None:
    later, _ = factories.make_sent(desk)
    late, _ = factories.make_sent(desk, number="S054")
    CodeRequest.objects.filter(pk=late.pk).update(promised_at=timezone.now() - timedelta(minutes=20, seconds=5))
    page = at_desk.get("/staff/requests/").content.decode()
    assert page.index(str(late.reference)) < page.index(str(later.reference))
    assert "Late 20 min" in page


def test_pages_follow_one_another_without_gap_or_double(at_desk: Client, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    copies(code_request, 59)
    for tab in queue.TABS[0], queue.BY_SLUG["all"]:
        seen: list[str] = []
        after = ""
        for _ in range(3):
            listing = queue.listed(CodeRequest.objects.sent(), tab, after=after, user_id=0)
            seen += [str(row.code_request.reference) for row in listing.rows]
            after = listing.after
        assert len(seen) == len(set(seen)) == 60
        assert after == ""


def test_counts_stop_at_99(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    copies(code_request, 150)
    assert queue.count(CodeRequest.objects.sent(), queue.TABS[0]) == "99+"


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
    "words", ["popescu", "Tepes STEFAN", "Ştefan Ţepeş", "Ștefan Ţe", "groß", "Müller-Gross", "UU1HSDAG5A2345678"]
)
def test_a_request_is_found_by_any_part_of_its_names_in_any_spelling(
    at_desk: Client, alice: User, desk: Desk, words: str
) -> None:
    draft = factories.make_draft(desk, vin_tail="345678", asker=Asker.FOR_OWNER)
    workflow.save_answers(draft, name="S\u0326tefan T\u0326epes\u0326-Popescu", owner_name="Jürgen Mueller-Groß")
    factories.add_photo(draft, Slot.PERMISSION)
    workflow.send(draft)
    assert str(draft.reference) in at_desk.post("/staff/requests/search/", {"q": words}).content.decode()


@pytest.mark.parametrize("words", ["S053", "ustomer", "customer other", "@customer.example", "%", "___"])
def test_nothing_else_finds_it(at_desk: Client, desk: Desk, words: str) -> None:
    code_request, _ = factories.make_sent(desk)
    assert str(code_request.reference) not in at_desk.post("/staff/requests/search/", {"q": words}).content.decode()


def test_bulk_assigns_and_releases_and_approves_nothing(at_desk: Client, alice: User, bob: User, desk: Desk) -> None:
    mine, _ = factories.make_sent(desk)
    theirs, _ = factories.make_sent(desk, number="S054")
    factories.take(theirs, by=bob)
    chosen = {"act": "assign", "reference": [mine.reference, theirs.reference]}
    page = at_desk.post("/staff/requests/several/", chosen, follow=True).content.decode()
    assert f"{theirs.reference}: somebody else is working on it." in page
    mine.refresh_from_db()
    assert mine.clerk == alice
    at_desk.post("/staff/requests/several/", {**chosen, "act": "approve"})
    assert set(CodeRequest.objects.values_list("status", flat=True)) == {Status.CHECKING}
