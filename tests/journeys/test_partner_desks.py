"""Two installations, each with a web server, a worker and a database of its own: one finds the code of the other."""

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.running_desk import RunningDesk, running_desk
from tests.tls import TlsServer, make_certificate

PATIENCE_SECONDS = 120  # never waited for where all is well
BEGIN = """
import json
from datetime import timedelta
from guides_app.identifiers import Kind
from requests_app import api_tokens, workflow
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import *
from tests import factories
LINE = "TZ1234567 281155216R S053"
desk = Desk.objects.filter(name="Partner Test").first() or factories.make_desk("Partner Test")
def lead():
    return desk.members.filter(role="lead").first().user
"""
OWN = """
Desk.objects.filter(pk=desk.pk).update(answers_partners=True)
factories.make_staff(desk, "boss", role=Role.LEAD)
radio = Radio("S053", Kind.PRECODE, **registry.label_fingerprints(LINE))
row = registry.remember(desk, radio, code="0086", source="dealer", provenance="", by_id=None)
KnownCode.objects.filter(pk=row.pk).update(times_worked=1)
kind = ApiToken.Kind.PARTNER
token = api_tokens.open_token(desk, "Cluj", kind, api_tokens.SCOPES_OF[kind], life=timedelta(days=1), by=lead())
print(json.dumps(api_tokens.new_secret(token, by=lead())))
"""
TRUST = """
desk.sources = ["partner"]
desk.save()
partner = PartnerDesk(desk=desk, name="Pitesti", address={address!r})
partner.set_token({token!r})
partner.save()
factories.make_staff(desk, "clerk")
print("null")
"""
ASK = """
draft = factories.make_draft(desk)
workflow.save_answers(draft, **registry.label_answers(LINE))
workflow.send(draft)
clerk = desk.members.filter(role="clerk").first().user
factories.verify(draft, by=clerk)
workflow.approve(draft, by=clerk)
print(json.dumps(draft.pk))
"""
SEEN = """
rows = Attempt.objects.filter(code_request={key}, source="partner").order_by("-pk")
print(json.dumps(list(rows.values_list("result", "detail"))[:1]))
"""
RECORD = """
lines = Event.objects.of(desk).filter(kind="partner_asked").order_by("number")
print(json.dumps([line.data for line in lines]))
"""
REVOKE = """
api_tokens.revoke(ApiToken.objects.get(desk=desk, name="Cluj"), by=lead())
print("null")
"""


def run(desk: RunningDesk, program: str, **words: Any) -> Any:
    """Do this at one of the installations: what it printed last."""
    said = desk.manage("shell", "-c", BEGIN + (program.format(**words) if words else program))
    return json.loads(said.strip().splitlines()[-1])


@contextlib.contextmanager
def in_front_of(desk: RunningDesk, folder: Path) -> Iterator[tuple[str, Path]]:
    """HTTPS in front of an installation, as a proxy gives it."""

    def forward(sock: socket.socket, sent: bytes) -> None:
        place = urlsplit(desk.address)
        with socket.create_connection((str(place.hostname), int(place.port or 80))) as inner:
            inner.sendall(sent)
            while part := inner.recv(65536):
                sock.sendall(part)

    certificate = make_certificate(folder)
    server = TlsServer(certificate, forward)
    yield server.address, certificate.file
    server.stop()


def attempt(desk: RunningDesk, key: int) -> tuple[str, str]:
    """What came of asking, once the worker has asked."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if seen := run(desk, SEEN, key=key):
            return tuple(seen[0])
    pytest.fail(f"nobody was asked: {desk.log}")


def test_one_installation_finds_the_code_of_the_other_until_its_token_is_revoked(tmp_path: Path) -> None:
    for name in ("owner", "asker", "tls"):
        (tmp_path / name).mkdir()
    with running_desk(tmp_path / "owner") as owner, in_front_of(owner, tmp_path / "tls") as (address, ca_file):
        token = run(owner, OWN)
        trust = {"PARTNER_HOSTS": "localhost", "PARTNER_INNER_NETWORKS": "127.0.0.0/8,::1/128"}
        with running_desk(tmp_path / "asker", **trust, PARTNER_CA_FILE=str(ca_file)) as asker:
            run(asker, TRUST, address=address, token=token)
            assert attempt(asker, run(asker, ASK)) == ("found", "")
            (line,) = run(owner, RECORD)
            assert (line["partner"], line["found"], line["why"]) == ("Cluj", True, "request")
            run(owner, REVOKE)
            result, why = attempt(asker, run(asker, ASK))
            assert (result, why) == ("unavailable", "Pitesti: it does not know our token")
            assert len(run(owner, RECORD)) == 1
            for log in (owner.log, asker.log):
                assert "281155216R" not in log
                assert token not in log
