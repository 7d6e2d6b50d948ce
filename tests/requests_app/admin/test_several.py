"""Several requests at once: each by its own guards, with its own answer, and nothing is approved."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, Event, Role
from requests_app.states import Status
from tests import factories
from tests.requests_app.admin.conftest import SignIn

SEVERAL = "/staff/requests/several/"


def several(client: Client, act: str, *rows: CodeRequest, **fields: object) -> str:
    ticked = [f"{row.reference}.{row.version}" for row in rows]
    form = {"act": act, "form": act, "reference": ticked, "back": "tab=all", **fields}
    answer: Any = client.post(SEVERAL, form, follow=True)
    return str(answer.content.decode())


def parking(**fields: object) -> dict[str, object]:
    until = timezone.localtime() + timedelta(days=3)
    return {"reason": "call_back", "until": f"{until:%Y-%m-%dT%H:%M}", **fields}


@pytest.fixture
def sent(desk: Desk) -> list[CodeRequest]:
    return [factories.make_sent(desk)[0] for _ in range(3)]


def fresh(row: CodeRequest) -> CodeRequest:
    return CodeRequest.objects.get(pk=row.pk)


def test_each_is_assigned_by_its_own_guards_and_the_refused_ones_are_named(
    at_desk: Client, alice: User, bob: User, desk: Desk, sent: list[CodeRequest]
) -> None:
    theirs, own = sent[1:]
    factories.take(theirs, by=bob)
    CodeRequest.objects.filter(pk=own.pk).update(email=alice.email)
    strange, _ = factories.make_sent(factories.make_desk("Other Desk"))
    page = several(at_desk, "assign", *sent, strange)
    assert f"Yours now: {sent[0].reference}." in page
    assert f"{theirs.reference}: somebody else is working on it." in page
    assert f"{own.reference}: This request came from your own mailbox; a colleague works on it." in page
    assert f"{strange.reference}: it is not at your desks" in page
    assert [fresh(row).clerk for row in (*sent, strange)] == [alice, bob, None, None]


def test_what_changed_while_the_list_was_open_is_refused(at_desk: Client, bob: User, sent: list[CodeRequest]) -> None:
    workflow.claim(fresh(sent[0]), by=bob)
    workflow.release(fresh(sent[0]), by=bob)
    for act, fields in (("assign", {}), ("park", parking())):
        page = several(at_desk, act, sent[0], **fields)
        assert f"{sent[0].reference}: it changed while you had the list open. Look first." in page
    assert fresh(sent[0]).clerk is None


@pytest.mark.parametrize("act", ["assign", "release", "hand", "park"])
def test_a_second_press_tells_the_same_and_does_nothing(
    at_desk: Client, alice: User, bob: User, sent: list[CodeRequest], act: str
) -> None:
    if act == "release":
        workflow.claim(sent[0], by=alice)
    fields: dict[str, object] = {"hand": {"to": bob.pk}, "park": parking()}.get(act, {})  # type: ignore[assignment]
    first = several(at_desk, act, sent[0], **fields)
    lines, version = Event.objects.count(), fresh(sent[0]).version
    again = several(at_desk, act, sent[0], **fields)
    assert str(sent[0].reference) in first.partition('class="flash success"')[2].partition("</p>")[0]
    assert str(sent[0].reference) in again.partition('class="flash success"')[2].partition("</p>")[0]
    assert (Event.objects.count(), fresh(sent[0]).version) == (lines, version)


def test_several_are_handed_over_to_a_colleague_of_their_desk(
    at_desk: Client, alice: User, bob: User, mallory: User, sent: list[CodeRequest]
) -> None:
    form = {"act": "hand", "reference": [f"{row.reference}.{row.version}" for row in sent]}
    page = at_desk.post(SEVERAL, form)
    assert page.status_code == 200
    assert all(str(row.reference) in page.content.decode() for row in sent)
    assert at_desk.post(SEVERAL, {**form, "form": "hand", "to": mallory.pk}).status_code == 422
    workflow.claim(sent[2], by=factories.make_staff(sent[2].desk, "carol"))
    told = several(at_desk, "hand", *sent, to=bob.pk, note="holiday")
    assert f"Handed over: {sent[0].reference}, {sent[1].reference}." in told
    assert f"{sent[2].reference}: somebody else is working on it." in told
    assert [fresh(row).clerk for row in sent[:2]] == [bob, bob]


def test_several_are_parked_with_a_reason_and_what_is_missing_is_said_before_anything_is_done(
    at_desk: Client, sent: list[CodeRequest]
) -> None:
    page = several(at_desk, "park", *sent, reason="call_back")
    assert "This field is required" in page
    assert all(str(row.reference) in page for row in sent)
    assert not CodeRequest.objects.exclude(parked_for="").exists()
    assert "Write the manufacturer’s case number" in several(at_desk, "park", *sent, **parking(reason="manufacturer"))
    told = several(at_desk, "park", *sent, **parking(note="called"))
    assert "Parked: " in told
    assert CodeRequest.objects.filter(parked_for="call_back").count() == 3


def test_nothing_is_approved_at_once_and_no_other_act_is_known(at_desk: Client, sent: list[CodeRequest]) -> None:
    for act in ("approve", "deliver", "refuse", "", "erase"):
        several(at_desk, act, *sent)
    assert set(CodeRequest.objects.values_list("status", flat=True)) == {Status.RECEIVED}
    assert "Tick at least one request" in several(at_desk, "assign")


def test_the_way_back_leads_nowhere_but_to_the_queue(at_desk: Client, sent: list[CodeRequest]) -> None:
    for back in ("//evil.example", "tab=all\r\nSet-Cookie: a=b", "https://evil.example/?a"):
        answer = at_desk.post(SEVERAL, {"act": "assign", "back": back})
        assert answer.headers["Location"].startswith("/staff/requests/?")


def test_an_auditor_moves_nothing(sign_in: SignIn, desk: Desk, sent: list[CodeRequest]) -> None:
    auditor = sign_in(factories.make_staff(desk, "audit", role=Role.AUDITOR))
    assert auditor.post(SEVERAL, {"act": "assign", "reference": f"{sent[0].reference}.1"}).status_code == 404
    assert "With the ticked ones" not in auditor.get("/staff/requests/").content.decode()
