"""Workers as processes of their own, with a real database and a real receiver: killed in mid-delivery, and two at
once."""

import os
import signal
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from pytest_django import DjangoDbBlocker

from requests_app.models import TOLD_STATES, ApiToken, Desk, WebhookDelivery, WebhookEndpoint
from requests_app.webhooks import endpoints
from tests import factories
from tests.database import cloned_for_tests
from tests.requests_app.test_worker_kill import database_url, let_leases_pass, work_once, working
from tests.requests_app.webhooks.deliveries import sent_by
from tests.requests_app.webhooks.receiver import WAIT_SECONDS, Receiver
from tests.tls import Certificate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Killed processes share no file with connections that threads of earlier tests still hold open."""
    with cloned_for_tests(django_db_blocker, "_webhooks"):
        yield


@pytest.fixture
def surroundings(receiver: Receiver, certificate: Certificate, settings: LazySettings) -> dict[str, str]:
    """The environment of a worker that shares this test's database, files and receiver."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "VAULT_DIR": str(settings.VAULT_DIR),
        "VAULT_TMP": str(settings.VAULT_TMP),
        "WEBHOOKS_TO_LOOPBACK": "1",
        "SSL_CERT_FILE": str(certificate.file),
    }


def delivered() -> int:
    return WebhookDelivery.objects.filter(outcome=WebhookDelivery.Outcome.DELIVERED).count()


def test_a_worker_killed_in_mid_delivery_loses_none_and_the_id_stays(
    endpoint: WebhookEndpoint, receiver: Receiver, surroundings: dict[str, str], desk: Desk
) -> None:
    sent_by(endpoint.token, desk)
    receiver.holds = True
    with working(surroundings) as process:
        receiver.wait_for_call()
        process.send_signal(signal.SIGKILL)
        process.wait(WAIT_SECONDS)
    receiver.holds = False
    receiver.go_on.set()
    assert delivered() == 0
    let_leases_pass(WebhookDelivery)
    work_once(surroundings)
    assert delivered() == 1
    assert receiver.message_ids == [WebhookDelivery.objects.get().message_id] * 2


def test_two_workers_send_each_delivery_once(
    token: ApiToken, receiver: Receiver, surroundings: dict[str, str], desk: Desk, charlie: User
) -> None:
    for number in range(2):
        endpoints.add(token, f"{receiver.address}{number}", TOLD_STATES, by=charlie)
    code_request = sent_by(token, desk)
    factories.take(code_request, by=factories.make_staff(desk, "alice"))
    with working(surroundings, "--once") as one, working(surroundings, "--once") as other:
        assert [one.wait(WAIT_SECONDS), other.wait(WAIT_SECONDS)] == [0, 0]
    assert delivered() == 4
    assert sorted(receiver.message_ids) == sorted(WebhookDelivery.objects.values_list("message_id", flat=True))
