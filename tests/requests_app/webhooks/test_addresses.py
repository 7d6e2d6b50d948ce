"""Where webhooks may go; what the guarded way out refuses for everybody is tested with it."""

import socket
from typing import Any

import pytest
from django.conf import LazySettings

from requests_app.models import WebhookDelivery
from requests_app.webhooks import addresses
from requests_app.webhooks.addresses import NotAllowed
from requests_app.webhooks.posting import Answer, post
from tests.requests_app.webhooks.receiver import Receiver

Problem = WebhookDelivery.Problem


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "https"),
        ("https://", "address"),
        ("https:///path", "address"),
        ("https://user:pass@hooks.example/", "address"),
        ("https://@hooks.example/", "address"),
        ("https://hooks.example/#part", "address"),
        ("https://hooks.example/a b", "address"),
        ("https://hooks.example/\r\nX: y", "address"),
        ("https://hooks.example\\@10.0.0.1/", "address"),
        ("https://hööks.example/", "address"),
        ("https://hooks.example:99999/", "address"),
        ("https://[::1/", "address"),
        ("https://hooks.example/" + "a" * 400, "address"),
        ("http://hooks.example/", "https"),
        ("http://127.0.0.1:8080/", "https"),
        ("file:///etc/passwd", "https"),
        ("gopher://hooks.example/", "https"),
        ("https://hooks.example:22/", "port"),
        ("https://hooks.example:0/", "port"),
        ("https://hooks.example:80/", "port"),
        ("https://hooks.example:1023/", "port"),
        ("https://127.0.0.1/", "inner"),
        ("https://[::1]/", "inner"),
        ("https://[::ffff:10.0.0.1]/", "inner"),
        ("https://169.254.169.254/latest/meta-data/", "inner"),
    ],
)
def test_what_may_not_be_typed(url: str, reason: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        addresses.check(url)
    assert refused.value.reason == reason
    assert post(url, b"{}", {}) == Answer(problem=Problem.NOT_ALLOWED)


@pytest.mark.parametrize(
    "url", ["https://hooks.example", "https://Hooks.Example:8443/in?a=1&b=%20", "https://8.8.8.8:443/"]
)
def test_what_may_be_typed(url: str) -> None:
    addresses.check(url)


def leads_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Every name does."""
    rows: list[Any] = [(0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: rows)
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_more: pytest.fail("it was called"))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"])
def test_a_name_that_leads_to_an_inner_address_is_not_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, address)
    assert post("https://hooks.example/", b"{}", {}) == Answer(problem=Problem.NOT_ALLOWED)


def test_the_setting_lets_in_this_machine_and_no_other(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    addresses.check("https://127.0.0.1:8443/")
    for address in ("10.0.0.1", "169.254.169.254"):
        leads_to(monkeypatch, address)
        assert post("https://hooks.example/", b"{}", {}) == Answer(problem=Problem.NOT_ALLOWED)


def test_a_name_that_nobody_knows_is_told_so() -> None:
    assert post("https://nowhere.invalid/", b"{}", {}) == Answer(problem=Problem.NO_HOST)


def test_a_receiver_that_nobody_vouches_for_is_told_nothing(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert post(receiver.address, b"{}", {}) == Answer(problem=Problem.NOT_TRUSTED)
    assert receiver.taken == []
