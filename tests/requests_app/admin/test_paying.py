"""A desk that asks for a price sends a code when somebody has marked the request as paid."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, Event, Message
from requests_app.states import Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(desk: Desk, alice: User) -> CodeRequest:
    """A request whose code waits to be sent."""
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    workflow.approve(code_request, by=alice)
    return code_request


def deliver(code_request: CodeRequest, by: User) -> None:
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=by)


def mark(client: Client, code_request: CodeRequest, paid: str) -> int:
    code_request.refresh_from_db()
    address = reverse("admin:mark_paid", args=[code_request.reference])
    return int(client.post(address, {"paid": paid, "version": code_request.version}).status_code)


def test_an_unpaid_request_is_not_sent_where_the_desk_waits(desk: Desk, alice: User, found: CodeRequest) -> None:
    Desk.objects.update(waits_for_payment=True)
    found.refresh_from_db()
    with pytest.raises(workflow.NotComplete) as refused:
        deliver(found, alice)
    assert "unpaid" in refused.value.missing
    found.refresh_from_db()
    assert found.status == Status.LOOKUP
    assert not Message.objects.filter(code_request=found, letter="ready").exists()


def test_a_paid_one_is_sent_and_the_mark_has_its_line(
    desk: Desk, alice: User, found: CodeRequest, at_desk: Client
) -> None:
    Desk.objects.update(waits_for_payment=True)
    assert b"Mark as paid" in at_desk.get(reverse("admin:review", args=[found.reference])).content
    assert mark(at_desk, found, "yes") == 302
    assert Event.objects.get(code_request=found, kind="paid").user == alice
    found.refresh_from_db()
    deliver(found, alice)
    assert found.status == Status.READY


def test_a_mark_set_twice_is_refused_and_one_can_be_taken_back(found: CodeRequest, at_desk: Client) -> None:
    assert [mark(at_desk, found, answer) for answer in ("yes", "yes", "no")] == [302, 409, 302]
    found.refresh_from_db()
    assert found.paid_at is None
    assert Event.objects.filter(code_request=found, kind__in=("paid", "unpaid")).count() == 2


def test_a_desk_that_does_not_wait_sends_without_a_mark(alice: User, found: CodeRequest) -> None:
    deliver(found, alice)
    assert found.status == Status.READY


@pytest.mark.parametrize("paid", [True, False])
def test_what_is_over_is_marked_no_more(found: CodeRequest, alice: User, paid: bool) -> None:
    if not paid:
        workflow.mark_paid(found, paid=True, by=alice)
    workflow.withdraw(found)
    with pytest.raises(workflow.MoveRefused):
        workflow.mark_paid(found, paid=paid, by=alice)
    assert (CodeRequest.objects.get(pk=found.pk).paid_at is None) is paid


def test_whoever_marks_it_as_paid_sends_it_at_once(desk: Desk, found: CodeRequest, alice: User) -> None:
    Desk.objects.filter(pk=desk.pk).update(waits_for_payment=True)
    found.desk.refresh_from_db()
    workflow.mark_paid(found, paid=True, by=alice)
    deliver(found, alice)
    assert found.status == Status.READY


def test_whoever_marks_it_has_it_at_hand_as_it_stands_then(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.mark_paid(code_request, paid=True, by=alice)
    assert code_request.paid_at
    workflow.mark_paid(code_request, paid=False, by=alice)
    assert code_request.paid_at is None
