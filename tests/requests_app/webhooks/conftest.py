"""A receiver on loopback, and an endpoint of customers' software that leads there."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User

from requests_app.models import TOLD_STATES, ApiToken, Desk, WebhookEndpoint
from requests_app.webhooks import endpoints
from tests.requests_app.api.software import open_token, read_token
from tests.requests_app.webhooks.receiver import Receiver, running
from tests.tls import Certificate, make_certificate


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def receiver(certificate: Certificate, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Trusted by this machine, and let in."""
    settings.WEBHOOKS_TO_LOOPBACK = True
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    with running(Receiver(), certificate) as started:
        yield started


@pytest.fixture
def token(desk: Desk, charlie: User) -> ApiToken:
    """Software of customers of the desk."""
    return read_token(open_token(desk, by=charlie))


@pytest.fixture
def endpoint(receiver: Receiver, token: ApiToken, charlie: User) -> WebhookEndpoint:
    return endpoints.add(token, f"{receiver.address}hook?a=b", TOLD_STATES, by=charlie)[0]
