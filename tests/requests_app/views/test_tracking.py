"""The tracking page: who gets in, what it says in each state, and that looking changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from guides_app.models import Counter
from requests_app import workflow
from requests_app.limits import Limit, spend_for
from requests_app.models import (
    AccessLink,
    CodeRequest,
    Desk,
    DocumentProblem,
    Event,
    Message,
    Page,
    Slot,
    Verdict,
    new_link,
)
from requests_app.states import Status
from tests.factories import make_ready, make_sent, open_papers, second_look, verify
from tests.requests_app.views.person import Person, leads_to, words


def open_on(person: Person, code_request: CodeRequest, kind: AccessLink.Kind = AccessLink.Kind.LETTER) -> str:
    """This device opens a link of that kind; the address of its tracking page."""
    return leads_to(person.get(person.at("link", new_link(code_request, kind))))


def test_a_link_becomes_a_cookie_and_an_address_without_it(ben: Person, desk: Desk) -> None:
    code_request, token = make_sent(desk)
    answer = ben.get(ben.at("link", token))
    assert leads_to(answer) == f"/track/{code_request.reference}/"
    cookie = answer.cookies["access"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert token not in cookie.value
    assert ben.get(leads_to(answer)).status_code == 200


def test_unknown_expired_malformed_and_revoked_links_are_one_answer(ben: Person, desk: Desk) -> None:
    code_request, expired = make_sent(desk)
    AccessLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    revoked = new_link(code_request, AccessLink.Kind.LETTER)
    AccessLink.objects.filter(kind="letter").delete()
    tokens = (expired, revoked, "x" * 43, "short", "é" * 43)
    answers = [ben.get(ben.at("link", token)) for token in tokens]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_guessing_links_is_slowed_down(ben: Person) -> None:
    for _ in range(Limit.UNKNOWN_LINKS.most):
        spend_for("127.0.0.1", Limit.UNKNOWN_LINKS)
    answer = ben.get(ben.at("link", "x" * 43))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_link_opens_its_own_request_only(ben: Person, desk: Desk) -> None:
    mine, theirs = make_sent(desk)[0], make_sent(desk, number="V188")[0]
    open_on(ben, mine)
    other, unknown = ben.get(ben.at("track", theirs.reference)), ben.get(ben.at("track", "RC-0000-00"))
    assert (other.status_code, other.content) == (404, unknown.content)


def test_a_forged_access_cookie_opens_nothing(ben: Person, desk: Desk) -> None:
    code_request, _ = make_sent(desk)
    ben.cookies["access"] = f"[{AccessLink.objects.get().pk}]"
    assert ben.get(ben.at("track", code_request.reference)).status_code == 404


def test_a_link_that_expires_while_open_is_closed(ben: Person, desk: Desk) -> None:
    page = open_on(ben, make_sent(desk)[0])
    AccessLink.objects.update(expires_at=timezone.now())
    assert ben.get(page).status_code == 404


def test_looking_changes_nothing(ben: Person, desk: Desk, alice: User) -> None:
    code_request, token = make_ready(desk, by=alice)
    ben.get(ben.at("link", token))
    before = state_of_everything()
    for name in ("track", "state", "code", "card", "feedback", "reply", "appeal", "address", "withdraw", "delete"):
        for _ in range(3):
            for ask in (ben.get, ben.head):
                assert b"7913" not in ask(ben.at(name, code_request.reference)).content
    ben.head(ben.at("link", token))
    assert state_of_everything() == before


def state_of_everything() -> Any:
    models = (CodeRequest, AccessLink, Event, Message, Counter)
    return [list(model.objects.order_by("pk").values()) for model in models]


def bring_to(status: Status, code_request: CodeRequest, clerk: User) -> None:
    """To a state that staff or the customer bring about."""
    if status is Status.WITHDRAWN:
        workflow.withdraw(code_request)
    if status in (Status.RECEIVED, Status.WITHDRAWN):
        return
    workflow.claim(code_request, by=clerk)
    if status in (Status.NEEDS_INFO, Status.EXPIRED):
        workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.GLARE)], by=clerk)
        if status is Status.EXPIRED:
            workflow.expire(code_request)
    elif status is Status.REFUSED:
        workflow.refuse(code_request, workflow.Refusal.NOT_READABLE, by=clerk)
    elif status is not Status.CHECKING:
        verify(code_request, by=clerk)
        workflow.approve(code_request, by=clerk)
        if status in (Status.READY, Status.CLOSED):
            workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=clerk)
        if status is Status.CLOSED:
            workflow.close_unanswered(code_request)


STATES: Any = [
    (Status.RECEIVED, "We have your request", "Received", "You do not need to do anything.", "Received"),
    (
        Status.CHECKING,
        "Your request is being checked",
        "Being checked",
        "A person is checking your photos.",
        "Being checked",
    ),
    (Status.NEEDS_INFO, "We need 1 thing from you", "Waiting for you", "Send what is missing", "Being checked"),
    (Status.LOOKUP, "We are looking up your code", "Looking up", "Your papers are fine.", "Being checked"),
    (Status.READY, "Your code is ready", "Code ready", "Show my code", "Code ready"),
    (Status.CLOSED, "This request is finished", "Finished", "Show my code again", ""),
    (Status.REFUSED, "We cannot give this code", "Not given", "Answer us", ""),
    (Status.WITHDRAWN, "You withdrew this request", "Withdrawn", "Start a new request", ""),
    (Status.EXPIRED, "We closed this request", "Closed", "Start a new request", ""),
]


@pytest.mark.parametrize(("status", "heading", "tag", "action", "now"), STATES)
def test_each_state_says_what_it_is_and_what_to_do(
    ana: Person, alice: User, status: Status, heading: str, tag: str, action: str, now: str
) -> None:
    code_request = ana.sent()
    bring_to(status, code_request, alice)
    page = words(ana.get(ana.at("track", code_request.reference)))
    assert f"<h1>{heading}</h1>" in page
    assert f">{tag}</span>" in page
    assert action in page
    assert page.count('aria-current="step"') == (1 if now else 0)
    if now:
        assert f"<span>{now}" in page.split('aria-current="step"')[1][:40]
    for inner in ("cannot_verify", "fraud", "claimed", "alice", "not_readable"):
        assert inner not in page.lower()


@pytest.mark.parametrize("refusal", workflow.Refusal)
def test_a_refusal_never_tells_what_was_suspected(ana: Person, alice: User, bob: User, refusal: Any) -> None:
    code_request = ana.sent()
    workflow.claim(code_request, by=alice)
    second_look(code_request, by=bob, verdict=Verdict.NO)
    workflow.refuse(code_request, refusal, by=alice, reason="forged papers")
    page = words(ana.get(ana.at("track", code_request.reference)))
    assert "We cannot give this code" in page
    for told in ("forged", "suspicious", "fraud", "second person", str(refusal)):
        assert f" {told} " not in page


@time_machine.travel(datetime(2026, 11, 20, 15, 30, tzinfo=UTC), tick=False)
def test_the_promise_is_told_in_the_time_of_the_desk(ana: Person) -> None:
    code_request = ana.sent()
    page = words(ana.get(ana.at("track", code_request.reference)))
    assert '<time datetime="2026-11-23T10:00+01:00">Monday 23 November 10:00</time>' in page


def test_a_broken_promise_is_owned_up_to(ana: Person) -> None:
    code_request = ana.sent()
    CodeRequest.objects.update(promised_at=timezone.now() - timedelta(minutes=1))
    assert "This takes longer than we said. We are sorry." in words(ana.get(ana.at("track", code_request.reference)))


def test_the_address_is_masked(ana: Person) -> None:
    page = words(ana.get(ana.at("track", ana.sent().reference)))
    assert "cus…@…example" in page
    assert "customer@customer.example" not in page


def test_a_letter_that_came_back_is_told(ana: Person) -> None:
    code_request = ana.sent()
    Message.objects.update(failed_at=timezone.now())
    assert "We could not send email to cus…@…example." in words(ana.get(ana.at("track", code_request.reference)))


def test_photos_and_number_stay_on_the_device_that_sent_them(ana: Person, ben: Person) -> None:
    code_request = ana.sent()
    picture = ana.at("track-thumb", code_request.reference, Page.objects.earliest("pk").pk)
    assert "S053" in words(ana.get(ana.at("track", code_request.reference)))
    assert ana.get(picture).status_code == 200
    page = words(ben.get(open_on(ben, code_request)))
    assert "S053" not in page
    assert "/picture/" not in page
    assert ben.get(picture).status_code == 404


def test_a_picture_of_another_request_is_not_there(ana: Person, desk: Desk) -> None:
    mine = ana.sent()
    other, _ = make_sent(desk, number="V188")
    page = Page.objects.filter(upload__code_request=other).first()
    assert page
    assert ana.get(ana.at("track-thumb", mine.reference, page.pk)).status_code == 404


def test_the_script_learns_only_whether_something_changed(ana: Person, alice: User) -> None:
    code_request = ana.sent()
    before = ana.get(ana.at("state", code_request.reference))
    assert len(before.content) <= 200
    workflow.claim(code_request, by=alice)
    after = ana.get(ana.at("state", code_request.reference)).json()
    assert after["version"] > before.json()["version"]
    assert after["tag"] == "Being checked"


def test_only_the_last_eight_requests_stay_open_on_a_device(ben: Person, desk: Desk) -> None:
    pages = [open_on(ben, make_sent(desk)[0]) for _ in range(9)]
    assert ben.get(pages[0]).status_code == 404
    assert ben.get(pages[-1]).status_code == 200


def test_a_request_for_the_counter_stays_one_when_the_desk_changes_its_level(ana: Person, desk: Desk) -> None:
    code_request = ana.sent()
    CodeRequest.objects.filter(pk=code_request.pk).update(policy={**code_request.policy, "level": "counter"})
    assert "Bring the originals to our desk" in words(ana.get(ana.at("track", code_request.reference)))


def test_the_customer_reads_when_the_shop_opened_the_papers(ben: Person, desk: Desk, alice: User) -> None:
    code_request, _ = make_sent(desk)
    address = open_on(ben, code_request)
    assert b"Opened by the shop" not in ben.get(address).content
    with time_machine.travel(datetime(2026, 11, 3, 10, tzinfo=UTC)):
        open_papers(code_request, by=alice)
    page = ben.get(address).content.decode()
    assert "Opened by the shop:" in page
    assert page.count("3 November 2026, Clerk") == 1
    assert "Alice" not in page


def test_a_held_request_says_only_that_some_data_are_kept_longer(
    ben: Person, desk: Desk, alice: User, charlie: User
) -> None:
    code_request, _ = make_ready(desk, by=alice)
    workflow.reveal(code_request, AccessLink.objects.get(code_request=code_request, kind=AccessLink.Kind.DEVICE))
    workflow.say_worked(code_request)
    address = open_on(ben, code_request)
    assert "We delete your photos on" in ben.get(address).content.decode()
    workflow.hold(code_request, timezone.localdate() + timedelta(days=99), by=charlie, reason="police, case 12")
    page = ben.get(address).content.decode()
    assert "We must keep some data longer." in page
    assert "We delete your photos on" not in page
    assert "police" not in page
