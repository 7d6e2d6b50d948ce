"""The way of a request across the Desk, in the staff's words."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from requests_app import workflow
from requests_app.models import CheckKind, CodeRequest, Desk, Event, Slot
from requests_app.states import Status
from tests import factories
from tests.requests_app.admin.conftest import SignIn

CODE = "7913"


def post(client: Client, code_request: CodeRequest, action: str, **fields: str):  # type: ignore[no-untyped-def]
    code_request.refresh_from_db()
    return client.post(f"/staff/requests/{code_request.reference}/{action}/", {"version": code_request.version, **fields})


def all_yes(code_request: CodeRequest) -> dict[str, str]:
    return {f"check-{kind}": "yes" for kind in workflow.required_checks(code_request)}


def test_from_take_next_to_a_sent_code(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    taken = at_desk.post("/staff/requests/take-next/")
    assert taken.headers["Location"] == f"/staff/requests/{code_request.reference}/"
    assert post(at_desk, code_request, "read", number="s053", vin6="123456").status_code == 302
    assert post(at_desk, code_request, "check", then="approve", **all_yes(code_request)).status_code == 302
    candidate = workflow.candidates_of(code_request)[0]
    assert post(at_desk, code_request, "send", candidate=str(candidate.pk)).status_code == 302
    code_request.refresh_from_db()
    assert code_request.status == Status.READY
    page = at_desk.get(f"/staff/requests/{code_request.reference}/").content.decode()
    assert "Undo" in page
    assert CODE not in page


def test_the_desk_opens_on_the_queue(at_desk: Client, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    page = at_desk.get("/staff/", follow=True)
    assert page.redirect_chain == [("/staff/requests/", 302)]
    assert str(code_request.reference) in page.content.decode()
