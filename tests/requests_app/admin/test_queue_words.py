"""What the queue, a search and the stock lists say in words: who has a request, how many there are, and when it was."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from requests_app import workflow
from requests_app.admin import queue, search
from requests_app.models import CodeRequest, Desk, DocumentProblem, SavedView, Slot
from requests_app.queue_order import by_due
from tests import factories
from tests.requests_app.admin.conftest import SignIn

QUEUE = "/staff/requests/"


def who_has(client: Client, code_request: CodeRequest, tab: str = "waiting") -> str:
    """The last cell of its row."""
    page = client.get(f"{QUEUE}?tab={tab}").content.decode()
    row = page.split(f'value="{code_request.reference}.')[1].split("</tr>")[0]
    return str(re.findall(r'<td data-label="Who">(.*?)</td>', row)[0])


def test_a_row_says_who_has_it_since_when_and_whether_it_is_lost(
    sign_in: SignIn, alice: User, bob: User, desk: Desk
) -> None:
    code_request, _ = factories.make_sent(desk)
    hers, his = sign_in(alice), sign_in(bob)
    assert who_has(his, code_request) == "–"
    workflow.claim(code_request, by=alice)
    assert (who_has(hers, code_request), who_has(his, code_request)) == ("You, for 0 min", "Alice, for 0 min")
    CodeRequest.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    lost = (who_has(hers, code_request), who_has(his, code_request))
    assert lost == ("You, lost: free again", "Alice, free again")


def test_two_colleagues_of_one_first_name_are_told_apart(sign_in: SignIn, alice: User, desk: Desk) -> None:
    other = factories.make_staff(desk, "alice")
    User.objects.filter(pk=other.pk).update(last_name="Noll")
    User.objects.filter(pk=alice.pk).update(last_name="Ionescu")
    first, second = (factories.make_sent(desk)[0] for _ in range(2))
    workflow.claim(first, by=alice)
    workflow.claim(second, by=other)
    client = sign_in(factories.make_staff(desk, "bob"))
    assert who_has(client, first).startswith("Alice Ionescu, ")
    assert who_has(client, second).startswith("Alice Noll, ")


def test_staff_read_their_own_words_for_what_waits_for_the_customer(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    page = at_desk.get(f"{QUEUE}?tab=with-customer").content.decode()
    assert str(code_request.reference) in page
    assert "Waiting for you" not in page


def test_the_page_stands_in_the_order_in_which_take_next_works(at_desk: Client, bob: User, desk: Desk) -> None:
    sent = [factories.make_sent(desk)[0] for _ in range(4)]
    CodeRequest.objects.filter(pk=sent[2].pk).update(promised_at=timezone.now() - timedelta(hours=1))
    order = by_due(CodeRequest.objects.all(), [desk.pk], most=9)
    page = at_desk.get(QUEUE).content.decode()
    shown = re.findall(r'name="reference" value="(.*?)\.', page)
    assert shown == [CodeRequest.objects.get(pk=key).reference for key in order]
    taken = workflow.take_next(bob)
    assert taken is not None
    assert taken.reference == shown[0]


def test_a_search_says_how_many_of_how_many(at_desk: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        factories.make_sent(desk)
    monkeypatch.setattr(queue, "PER_PAGE", 2)
    assert "2 of 5" in at_desk.post(f"{QUEUE}search/", {"q": "customer"}).content.decode()
    monkeypatch.setattr(search, "MOST", 3)
    beyond = at_desk.post(f"{QUEUE}search/", {"q": "customer"}).content.decode()
    assert "More than 1,000 found" in beyond
    assert " of 3" not in beyond


def test_stock_lists_tell_the_desks_time_with_24_hours(sign_in: SignIn, charlie: User, desk: Desk) -> None:
    with time_machine.travel(datetime(2026, 11, 3, 13, 5, tzinfo=UTC), tick=False):
        factories.make_sent(desk)
        page = sign_in(charlie).get("/staff/requests_app/message/").content.decode()
    assert "3 Nov 2026, 14:05" in page, "in Paris"
    assert "p.m." not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("RC", "Type at least 3 characters"),
        ("a b c d e f g h ionescu", "at most 8 words"),
        ("x" * 255, "at most 8 words and 254 characters"),
    ],
)
def test_a_search_that_is_not_made_whole_is_not_made(at_desk: Client, desk: Desk, typed: str, said: str) -> None:
    answer = at_desk.post("/staff/requests/search/", {"q": typed})
    page = answer.content.decode()
    assert (answer.status_code, said in page, typed in page) == (422, True, True)
    kept = at_desk.post("/staff/requests/views/", {"q": typed, "name": "Mine"})
    assert said in kept.content.decode()
    assert not SavedView.objects.exists()
