"""Webhooks at the Desk: a lead adds one, sees its secret once and what it was told, and sends again what failed."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from requests_app.models import Desk, Role, WebhookDelivery, WebhookEndpoint
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.api.software import open_token, read_token
from tests.requests_app.webhooks.deliveries import sent_by

pytestmark = pytest.mark.django_db
LIST = "admin:requests_app_webhookendpoint_changelist"


@pytest.fixture
def lead(sign_in: SignIn, charlie: User) -> Client:
    return sign_in(charlie, fresh=True)


def add(client: Client, desk: Desk, by: User, **changed: object) -> tuple[int, str]:
    """The status and the page."""
    token = read_token(open_token(desk, by=by))
    fields = {"token": token.pk, "url": "https://hooks.example/in", "states": ["received", "ready"], **changed}
    data = {f"desk-{desk.pk}-{name}": value for name, value in fields.items()}
    answer = client.post(reverse("admin:requests_app_webhookendpoint_open", args=[desk.pk]), data)
    return answer.status_code, answer.content.decode()


def act(client: Client, name: str, endpoint: WebhookEndpoint, **data: str) -> str:
    address = reverse(f"admin:requests_app_webhookendpoint_{name}", args=[endpoint.pk])
    return str(client.post(address, data, follow=True).content.decode())


def test_a_lead_adds_one_and_its_secret_is_shown_once(lead: Client, desk: Desk, charlie: User) -> None:
    status, page = add(lead, desk, charlie)
    endpoint = WebhookEndpoint.objects.get()
    assert status == 200
    assert endpoint.secret in page
    for address in (reverse(LIST), reverse("admin:requests_app_webhookendpoint_log", args=[endpoint.pk])):
        page = lead.get(address).content.decode()
        assert "https://hooks.example/in" in page
        assert "whsec_" not in page
    newer = re.search(r'value="(whsec_[^"]+)"', act(lead, "secret", endpoint))
    endpoint.refresh_from_db()
    assert newer
    assert newer[1] == endpoint.secret


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"url": "http://hooks.example/"}, "must begin with https://"),
        ({"url": "https://10.0.0.1/"}, "leads to an inner network"),
        ({"url": "https://hooks.example:22/"}, "The port must be"),
        ({"url": "https://me:pass@hooks.example/"}, "without a password"),
        ({"states": []}, "required"),
        ({"states": ["draft"]}, "Select a valid choice"),
        ({"token": 0}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_added(
    lead: Client, desk: Desk, charlie: User, changed: dict[str, object], says: str
) -> None:
    status, page = add(lead, desk, charlie, **changed)
    assert (status, says in page) == (422, True)
    assert not WebhookEndpoint.objects.exists()


def test_the_log_shows_what_became_of_each_and_sends_it_again(lead: Client, desk: Desk, charlie: User) -> None:
    add(lead, desk, charlie)
    endpoint = WebhookEndpoint.objects.get()
    for _ in range(2):
        sent_by(endpoint.token, desk)
    WebhookDelivery.objects.update(
        outcome="failed", ended_at=timezone.now(), attempts=22, last_status=500, problem="refused"
    )
    page = lead.get(reverse("admin:requests_app_webhookendpoint_log", args=[endpoint.pk])).content.decode()
    for words in ("given up", "tries: 22", "answered with 500", "request.received", "not taken again (2)"):
        assert words in page
    first = WebhookDelivery.objects.earliest("pk")
    assert "To be sent again: 1" in act(lead, "again", endpoint, delivery=first.message_id)
    assert WebhookDelivery.objects.filter(outcome="waiting").get() == first
    assert "To be sent again: 1" in act(lead, "again", endpoint)
    assert "To be sent again: 0" in act(lead, "again", endpoint, delivery="msg_of_nobody")


def test_it_is_switched_off_and_on(lead: Client, desk: Desk, charlie: User) -> None:
    add(lead, desk, charlie)
    endpoint = WebhookEndpoint.objects.get()
    sent_by(endpoint.token, desk)
    assert "switched off by a lead" in act(lead, "switch", endpoint, switch="off")
    assert "Switch it on first" in act(lead, "again", endpoint)
    assert "Switch off" in act(lead, "switch", endpoint, switch="on")
    endpoint.refresh_from_db()
    assert endpoint.off_at is None


def test_to_others_it_is_not_there(lead: Client, sign_in: SignIn, desk: Desk, charlie: User, alice: User) -> None:
    add(lead, desk, charlie)
    endpoint = WebhookEndpoint.objects.get()
    boss = factories.make_staff(factories.make_desk("Other Desk"), "boss", role=Role.LEAD)
    far, clerk = sign_in(boss, fresh=True), sign_in(alice, fresh=True)
    for client in (far, clerk):
        for name in ("log", "secret", "switch", "again"):
            address = reverse(f"admin:requests_app_webhookendpoint_{name}", args=[endpoint.pk])
            assert client.post(address).status_code == 404
    assert "hooks.example" not in far.get(reverse(LIST)).content.decode()
    assert clerk.get(reverse(LIST)).status_code == 403


def test_a_long_log_comes_in_pages_with_the_same_queries(
    lead: Client, desk: Desk, charlie: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add(lead, desk, charlie)
    endpoint = WebhookEndpoint.objects.get()
    code_request = sent_by(endpoint.token, desk)
    address = reverse("admin:requests_app_webhookendpoint_log", args=[endpoint.pk])
    with CaptureQueriesContext(connection) as few:
        lead.get(address)
    now = timezone.now()
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint, code_request=code_request, number=number, state="ready", occurred_at=now,
            message_id=f"msg_{number}", due_at=now, begun_at=now,
        )
        for number in range(100, 220)
    )  # fmt: skip
    with django_assert_num_queries(len(few)):
        page = lead.get(address).content.decode()
    assert len(set(re.findall(r"msg_[0-9a-f]+", page))) == 50
    assert "Older" in page
    assert "Newer" in lead.get(f"{address}?page=2").content.decode()
