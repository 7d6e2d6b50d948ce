"""Probes tell only whether the process and its database answer."""

import pytest
from django.db import OperationalError, connection
from django.test import Client


def test_live_needs_no_database(client: Client) -> None:
    assert client.get("/healthz/live").content == b"ok\n"


@pytest.mark.django_db
def test_ready_asks_the_database(client: Client) -> None:
    assert client.get("/healthz/ready").status_code == 200


@pytest.mark.django_db
def test_ready_says_no_without_a_reason_when_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("host db.internal refused")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/healthz/ready")
    assert (response.status_code, response.content) == (503, b"not ready\n")


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready"])
def test_probes_take_no_other_method(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
