"""Probes tell only whether the process and its database answer."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.test import Client

from requests_app.models import Desk, MailServer, Message
from tests import factories


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


@pytest.mark.django_db
def test_letters_says_that_the_mail_server_takes_none_and_that_nobody_sends_them(client: Client, desk: Desk) -> None:
    assert client.get("/healthz/letters").content == b"ok\n"
    factories.make_sent(desk)
    Message.objects.update(due_at=Now() - timedelta(hours=1))
    assert client.get("/healthz/letters").content == b"letters wait and nobody sends them\n"
    MailServer.objects.create(pk=MailServer.ONLY, stopped_at=Now())
    answer = client.get("/healthz/letters")
    assert (answer.status_code, answer.content) == (503, b"the mail server takes no letters\n")


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready", "/healthz/letters"])
def test_probes_take_no_other_method(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
