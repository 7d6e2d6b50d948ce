"""Who may add an endpoint and change it, its secrets, what is sent again, and the lines that all this leaves."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from requests_app import inventory, tasks
from requests_app.models import TOLD_STATES, ApiScope, ApiToken, Desk, Event, Role, WebhookDelivery, WebhookEndpoint
from requests_app.states import Status
from requests_app.webhooks import endpoints, signatures
from requests_app.webhooks.addresses import NotAllowed
from tests import factories
from tests.requests_app.api.software import open_token, read_token
from tests.requests_app.webhooks.deliveries import sent_by
from tests.requests_app.webhooks.receiver import Receiver, Taken

pytestmark = pytest.mark.django_db
URL = "https://hooks.example/in"


def signature_of(call: Taken, secret: str) -> str:
    """As a receiver computes it."""
    signed = f"{call.message_id}.{call.headers['webhook-timestamp']}.".encode() + call.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_a_delivery_is_signed_by_the_secret_that_was_shown(receiver: Receiver, token: ApiToken, charlie: User) -> None:
    _, secret = endpoints.add(token, receiver.address, TOLD_STATES, by=charlie)
    sent_by(token, token.desk)
    tasks.send_due_webhooks()
    (call,) = receiver.taken
    assert call.headers["webhook-signature"] == signature_of(call, secret)
    assert abs(int(call.headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert call.headers["content-type"] == "application/json"


def test_signatures_are_those_of_the_standard() -> None:
    """The example of the libraries of Standard Webhooks."""
    signed = signatures.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}',
        by=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )  # fmt: skip
    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_new_secret_both_sign_for_a_day(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, charlie: User
) -> None:
    former = endpoint.secret
    newer = endpoints.new_secret(endpoint, by=charlie)
    sent_by(endpoint.token, desk)
    tasks.send_due_webhooks()
    with time_machine.travel(timezone.now() + endpoints.OVERLAP):
        sent_by(endpoint.token, desk)
        tasks.send_due_webhooks()
    newest = endpoints.new_secret(endpoint, by=charlie, at_once=True)
    sent_by(endpoint.token, desk)
    tasks.send_due_webhooks()
    expected = [[newer, former], [newer], [newest]]
    for call, secrets in zip(receiver.taken, expected, strict=True):
        assert call.headers["webhook-signature"].split() == [signature_of(call, one) for one in secrets]


def test_no_secret_rests_readable(endpoint: WebhookEndpoint, charlie: User) -> None:
    secrets = [endpoint.secret, endpoints.new_secret(endpoint, by=charlie)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM requests_app_webhookendpoint")
        kept = b"".join(bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in cursor.fetchone())
    for secret in secrets:
        assert secret.encode() not in kept
        assert base64.b64decode(secret.removeprefix("whsec_")) not in kept


def test_a_secret_that_does_not_open_is_found(endpoint: WebhookEndpoint) -> None:
    assert inventory.verify().sound
    WebhookEndpoint.objects.update(key="another")
    assert inventory.verify().unreadable == [f"webhook {endpoint.pk}"]


def test_only_leads_of_the_desk_change_anything(
    endpoint: WebhookEndpoint, desk: Desk, alice: User, mallory: User
) -> None:
    boss = factories.make_staff(factories.make_desk("Third Desk"), "boss", role=Role.LEAD)
    changes: list[Callable[[User], object]] = [
        lambda by: endpoints.add(endpoint.token, URL, TOLD_STATES, by=by),
        lambda by: endpoints.new_secret(endpoint, by=by),
        lambda by: endpoints.switch_off(endpoint, by=by),
        lambda by: endpoints.switch_on(endpoint, by=by),
        lambda by: endpoints.send_again(WebhookDelivery.objects.all(), endpoint, by=by),
    ]
    lines = Event.objects.count()
    for by in (alice, mallory, boss):
        for change in changes:
            with pytest.raises(PermissionDenied):
                change(by)
    assert Event.objects.count() == lines


def test_what_cannot_be_an_endpoint_is_refused(token: ApiToken, desk: Desk, alice: User, charlie: User) -> None:
    codes = read_token(open_token(desk, by=charlie, acts_as=alice, scopes=(ApiScope.KNOWN_CODES,)))
    over = read_token(open_token(desk, by=charlie, name="Over"))
    ApiToken.objects.filter(pk=over.pk).update(expires_at=timezone.now())
    over.refresh_from_db()
    for of, states, reason in ((codes, TOLD_STATES, "token"), (over, TOLD_STATES, "token"), (token, [], "states")):
        with pytest.raises(endpoints.Refused) as refused:
            endpoints.add(of, URL, states, by=charlie)
        assert refused.value.reason == reason
    with pytest.raises(endpoints.Refused):
        endpoints.add(token, URL, [Status.DRAFT], by=charlie)
    with pytest.raises(NotAllowed):
        endpoints.add(token, "https://localhost:80/", TOLD_STATES, by=charlie)
    assert endpoints.tokens_of(desk) == [token]
    assert not WebhookEndpoint.objects.exists()


def test_a_token_has_five_endpoints_at_most(token: ApiToken, charlie: User) -> None:
    made = [endpoints.add(token, URL, TOLD_STATES, by=charlie)[0] for _ in range(endpoints.MOST_OF_A_TOKEN)]
    with pytest.raises(endpoints.Refused):
        endpoints.add(token, URL, TOLD_STATES, by=charlie)
    endpoints.switch_off(made[0], by=charlie)
    endpoints.add(token, URL, TOLD_STATES, by=charlie)
    with pytest.raises(endpoints.Refused):
        endpoints.switch_on(made[0], by=charlie)


def test_switched_off_it_is_told_of_nothing_and_switched_on_of_what_comes(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, charlie: User
) -> None:
    sent_by(endpoint.token, desk)
    endpoints.switch_off(endpoint, by=charlie)
    sent_by(endpoint.token, desk)
    with pytest.raises(endpoints.Refused):
        endpoints.send_again(WebhookDelivery.objects.all(), endpoint, by=charlie)
    endpoints.switch_on(endpoint, by=charlie)
    later = sent_by(endpoint.token, desk)
    tasks.send_due_webhooks()
    assert [one.code_request_id for one in WebhookDelivery.objects.filter(outcome="delivered")] == [later.pk]
    assert endpoints.send_again(WebhookDelivery.objects.filter(outcome="dropped"), endpoint, by=charlie) == 1
    assert tasks.send_due_webhooks() == 1
    assert len(receiver.taken) == 2


def test_what_was_given_up_is_sent_again_under_the_same_id(
    endpoint: WebhookEndpoint, receiver: Receiver, desk: Desk, charlie: User
) -> None:
    sent_by(endpoint.token, desk)
    WebhookDelivery.objects.update(
        outcome="failed", ended_at=timezone.now(), begun_at=timezone.now() - timedelta(days=4), attempts=25
    )
    WebhookEndpoint.objects.update(quiet_until=timezone.now() + timedelta(minutes=4))
    assert endpoints.send_again(WebhookDelivery.objects.all(), endpoint, by=charlie) == 1
    assert endpoints.send_again(WebhookDelivery.objects.all(), endpoint, by=charlie) == 0
    receiver.status = 500
    assert tasks.send_due_webhooks() == 0
    delivery = WebhookDelivery.objects.get()
    assert (delivery.outcome, delivery.attempts) == ("waiting", 1)
    assert receiver.message_ids == [delivery.message_id]


def test_every_change_is_a_line_of_the_desk_without_the_address(
    endpoint: WebhookEndpoint, desk: Desk, charlie: User
) -> None:
    endpoints.new_secret(endpoint, by=charlie)
    for _ in range(2):
        endpoints.switch_off(endpoint, by=charlie)
    for _ in range(2):
        endpoints.switch_on(endpoint, by=charlie)
    lines = Event.objects.of(desk).filter(kind__startswith="webhook_", user=charlie)
    assert [line.kind for line in lines] == ["webhook_added", "webhook_secret", "webhook_off", "webhook_on"]
    assert all(line.data["webhook"] == endpoint.pk for line in lines)
    assert "127.0.0.1" not in str([line.data for line in lines])


def test_a_line_of_the_record_is_told_an_endpoint_once(endpoint: WebhookEndpoint, desk: Desk) -> None:
    sent_by(endpoint.token, desk)
    twin = WebhookDelivery.objects.get()
    twin.pk, twin.message_id = None, "msg_another"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
