"""Webhooks over real HTTP: what goes out, what is tried again, what is given up, and what never leaves."""

import json
import time
from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from requests_app import api_tokens, leases, tasks, workflow
from requests_app.models import (
    ApiToken,
    Desk,
    Event,
    Member,
    Message,
    StaffLetter,
    WebhookDelivery,
    WebhookEndpoint,
)
from requests_app.notifications import staff_letters
from requests_app.states import Status
from requests_app.webhooks import endpoints, posting, sending
from requests_app.webhooks.sending import Outcome
from tests import factories
from tests.requests_app.api.software import open_token, read_token
from tests.requests_app.webhooks.deliveries import erase, let_pass, make_due, send, sent_by, withdraw
from tests.requests_app.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db
Problem = WebhookDelivery.Problem


def the_delivery() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def test_software_is_told_of_the_requests_that_it_filed_and_of_no_others(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk
) -> None:
    factories.make_sent(desk)
    sent_by(read_token(open_token(desk, by=endpoint.created_by, name="Another")), desk)
    mine = sent_by(endpoint.token, desk)
    assert tasks.send_due_webhooks() == 1
    (call,) = receiver.taken
    assert call.path == "/hook?a=b"
    assert json.loads(call.body)["data"] == {"request": mine.pk, "state": "received"}


def test_software_of_staff_is_told_of_all_requests_of_its_desk_and_of_no_other_desk(
    receiver: Receiver, token: ApiToken, desk: Desk, alice: User, charlie: User
) -> None:
    staff = read_token(open_token(desk, by=charlie, acts_as=alice))
    endpoints.add(staff, receiver.address, [Status.RECEIVED], by=charlie)
    filed, other = sent_by(token, desk), factories.make_sent(desk)[0]
    factories.make_sent(factories.make_desk("Another Desk"))
    assert tasks.send_due_webhooks() == 2
    assert [json.loads(call.body)["data"]["request"] for call in receiver.taken] == [filed.pk, other.pk]


def test_a_body_holds_ids_state_and_time_alone(endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk) -> None:
    mine = sent_by(endpoint.token, desk)
    tasks.send_due_webhooks()
    line = Event.objects.get(code_request=mine, kind="send")
    assert json.loads(receiver.taken[0].body) == {
        "type": "request.received",
        "timestamp": line.at.isoformat().replace("+00:00", "Z"),
        "data": {"request": mine.pk, "state": "received"},
    }


def test_only_the_states_that_were_chosen_are_told_each_once(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, alice: User
) -> None:
    WebhookEndpoint.objects.update(states=["checking", "withdrawn", "erased"])
    mine = sent_by(endpoint.token, desk)
    factories.take(mine, by=alice)
    workflow.change_address(mine, "new@customer.example")  # checked anew, and still being checked
    withdraw(mine)
    erase(mine)
    tasks.send_due_webhooks()
    assert [json.loads(call.body)["data"]["state"] for call in receiver.taken] == ["checking", "withdrawn", "erased"]


def test_a_move_that_is_rolled_back_is_told_nobody(endpoint: WebhookEndpoint, desk: Desk) -> None:
    mine = sent_by(endpoint.token, desk)
    stale = type(mine).objects.get(pk=mine.pk)
    withdraw(mine)
    with pytest.raises(workflow.MoveRefused):
        workflow.withdraw(stale)
    assert sorted(WebhookDelivery.objects.values_list("state", flat=True)) == ["received", "withdrawn"]


def test_what_was_taken_does_not_go_again(endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk) -> None:
    sent_by(endpoint.token, desk)
    assert [tasks.send_due_webhooks(), tasks.send_due_webhooks()] == [1, 0]
    assert the_delivery().outcome == WebhookDelivery.Outcome.DELIVERED
    assert the_delivery().last_status == 204


@pytest.mark.parametrize(
    ("does", "status", "problem", "kept"),
    [
        ("", 500, Problem.REFUSED, 500),
        ("", 404, Problem.REFUSED, 404),
        ("redirect", 302, Problem.REDIRECTED, 302),
        ("close", 200, Problem.NO_ANSWER, None),
        ("early", 200, Problem.NO_ANSWER, None),
        ("head", 200, Problem.NO_ANSWER, None),
    ],
)
def test_what_is_not_taken_waits_and_goes_again_under_the_same_id(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, does: str, status: int, problem: str, kept: int | None
) -> None:
    sent_by(endpoint.token, desk)
    receiver.does, receiver.status = does, status
    assert send() is Outcome.LATER
    assert (the_delivery().problem, the_delivery().last_status) == (problem, kept)
    assert tasks.send_due_webhooks() == 0
    receiver.does, receiver.status = "", 200
    make_due()
    assert send() is Outcome.DELIVERED
    assert receiver.message_ids == [the_delivery().message_id] * 2
    assert the_delivery().problem == ""
    assert {call.path for call in receiver.taken} == {"/hook?a=b"}


def test_an_answer_of_ten_megabytes_is_not_read(endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk) -> None:
    sent_by(endpoint.token, desk)
    receiver.does, receiver.status = "flood", 200
    assert send() is Outcome.DELIVERED


@pytest.mark.parametrize("does", ["hang", "drip"])
def test_a_receiver_that_hangs_costs_one_time_out_and_others_are_told(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, does: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.5)
    receiver.does, receiver.holds = does, does == "hang"
    for _ in range(3):
        sent_by(endpoint.token, desk)
    began = time.monotonic()
    assert tasks.send_due_webhooks() == 0
    assert time.monotonic() - began < 5
    assert len(receiver.taken) == 1
    tried = WebhookDelivery.objects.get(attempts=1)
    assert (tried.problem, tried.last_status) == (Problem.TIMED_OUT, None)
    assert sending.due().count() == 0, "the others of this endpoint wait, too"


def test_no_transaction_is_open_while_the_network_waits(
    transactional_db: None, endpoint: WebhookEndpoint, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, opened = posting.post, []

    def watched(*sent: object) -> posting.Answer:
        opened.append(connection.in_atomic_block)
        return post(*sent)  # type: ignore[arg-type]

    monkeypatch.setattr(posting, "post", watched)
    sent_by(endpoint.token, desk)
    assert tasks.send_due_webhooks() == 1
    assert opened == [False]


def test_waits_double_up_to_six_hours_with_some_chance(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk
) -> None:
    sent_by(endpoint.token, desk)
    receiver.status = 500
    waits = []
    for _ in range(14):
        make_due()
        assert send() is Outcome.LATER
        row = WebhookDelivery.objects.annotate(now=Now()).get()
        waits.append((row.due_at - row.now).total_seconds())
    assert 7 < waits[0] <= 12
    assert all(later > before for before, later in pairwise(waits[:11]))
    assert 0.7 * 6 * 3600 < waits[-1] <= 1.2 * 6 * 3600
    assert len({round(wait % 1, 3) for wait in waits}) > 1


def test_after_a_day_of_500_it_is_tried_on_after_three_it_is_given_up_and_the_endpoint_is_off(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, charlie: User
) -> None:
    sent_by(endpoint.token, desk)
    receiver.status = 500
    outcomes = []
    for _ in range(3):
        make_due()
        outcomes.append(send())
        let_pass(timedelta(days=1, minutes=1))
    make_due()
    outcomes.append(send())
    assert outcomes == [Outcome.LATER] * 3 + [Outcome.FAILED]
    assert the_delivery().outcome == WebhookDelivery.Outcome.FAILED
    endpoint.refresh_from_db()
    assert endpoint.off_because == WebhookEndpoint.Off.FAILED
    line = Event.objects.get(kind="webhook_off")
    assert (line.desk, line.user_id, line.data["because"]) == (desk, None, "failed")
    email = the_letter_to(charlie)
    assert "took nothing for three days" in email
    assert reverse("admin:requests_app_webhookendpoint_log", args=[endpoint.pk]) in email
    assert "hook?a=b" not in email


def the_letter_to(lead: User) -> str:
    """What the one letter about a webhook says."""
    message = Message.objects.get(letter=StaffLetter.WEBHOOK_OFF)
    assert message.user == lead
    email = staff_letters.compose(message)
    assert email
    return f"{email.subject}\n{email.body}"


def test_an_endpoint_that_took_something_meanwhile_stays_on(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk
) -> None:
    mine = sent_by(endpoint.token, desk)
    receiver.status = 500
    send()
    let_pass(timedelta(days=4))
    receiver.status = 200
    withdraw(mine)
    WebhookDelivery.objects.filter(state="received").update(due_at=Now() + timedelta(hours=1))
    assert send() is Outcome.DELIVERED
    receiver.status = 500
    make_due()
    assert send() is Outcome.FAILED
    endpoint.refresh_from_db()
    assert endpoint.off_at is None


def test_a_receiver_that_says_gone_is_switched_off_at_once(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, charlie: User
) -> None:
    mine = sent_by(endpoint.token, desk)
    withdraw(mine)
    receiver.status = 410
    assert tasks.send_due_webhooks() == 0
    endpoint.refresh_from_db()
    assert endpoint.off_because == WebhookEndpoint.Off.GONE
    assert sorted(WebhookDelivery.objects.values_list("outcome", flat=True)) == ["dropped", "failed"]
    assert "says that it is gone" in the_letter_to(charlie)
    endpoints.switch_on(endpoint, by=charlie)
    assert staff_letters.compose(Message.objects.get(letter=StaffLetter.WEBHOOK_OFF)) is None


def test_whoever_switches_an_endpoint_off_gets_no_letter_about_it(endpoint: WebhookEndpoint, charlie: User) -> None:
    endpoints.switch_off(endpoint, by=charlie)
    assert not Message.objects.filter(letter=StaffLetter.WEBHOOK_OFF).exists()


@pytest.mark.parametrize("how", ["revoked", "over", "off", "seat lost", "dismissed"])
def test_what_ends_between_the_move_and_the_sending_ends_the_telling(
    receiver: Receiver, desk: Desk, alice: User, charlie: User, how: str
) -> None:
    token = read_token(open_token(desk, by=charlie, acts_as=alice))
    endpoint, _ = endpoints.add(token, receiver.address, [Status.RECEIVED], by=charlie)
    factories.make_sent(desk)
    match how:
        case "revoked":
            api_tokens.revoke(token, by=charlie)
        case "over":
            ApiToken.objects.update(expires_at=timezone.now())
        case "off":
            endpoints.switch_off(endpoint, by=charlie)
        case "seat lost":
            Member.objects.filter(user=alice).delete()
        case _:
            User.objects.filter(pk=alice.pk).update(is_active=False)
    assert tasks.send_due_webhooks() == 0
    assert receiver.taken == []
    assert the_delivery().outcome == WebhookDelivery.Outcome.DROPPED


def test_switched_off_while_a_try_is_under_way_it_stays_dropped(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_by(endpoint.token, desk)
    post = posting.post

    def meanwhile(*sent: object) -> posting.Answer:
        endpoints.switch_off(endpoint, by=charlie)
        return post(*sent)  # type: ignore[arg-type]

    monkeypatch.setattr(posting, "post", meanwhile)
    assert send() is Outcome.NOT_OURS
    assert the_delivery().outcome == WebhookDelivery.Outcome.DROPPED


def test_while_one_worker_has_a_delivery_no_other_takes_it(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk
) -> None:
    sent_by(endpoint.token, desk)
    slow = leases.claim(sending.due(), most=1, lease=sending.LEASE)
    assert tasks.send_due_webhooks() == 0
    WebhookDelivery.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert tasks.send_due_webhooks() == 1
    assert sending.send(slow.ids[0], claim=slow.token) is Outcome.NOT_OURS
    assert len(receiver.taken) == 1


def test_looking_for_nothing_costs_one_query(
    endpoint: WebhookEndpoint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        tasks.send_due_webhooks()


def test_old_rows_of_the_log_and_former_secrets_go(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, charlie: User
) -> None:
    mine = sent_by(endpoint.token, desk)
    tasks.send_due_webhooks()
    withdraw(mine)
    endpoints.new_secret(endpoint, by=charlie)
    WebhookDelivery.objects.exclude(ended_at=None).update(ended_at=timezone.now() - timedelta(days=31))
    WebhookEndpoint.objects.update(former_until=timezone.now())
    done = tasks.do_chores()
    assert (done["log of webhooks"], done["secrets of webhooks"]) == (1, 1)
    assert the_delivery().state == "withdrawn"
    assert WebhookEndpoint.objects.get().former_secret_sealed is None
