"""While one client's files fill the decoder and its queue, everybody else is answered."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from http.client import HTTPResponse

import pytest
from django.conf import settings
from django.db import connections as databases

from guides_app.pictures import intake
from guides_app.pictures.isolation import AT_ONCE, WAITING, decoder
from guides_app.pictures.jobs import Limits
from requests_app import workflow
from requests_app.models import Desk, Slot, Upload
from tests import factories, files
from tests.web_server import Server, running_server, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
CSRF = "a" * 32
PLACES = AT_ONCE + WAITING


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server(threads=settings.WEB_THREADS) as server:
        yield server
    databases.close_all()


@pytest.fixture
def drafts(desk: Desk) -> list[str]:
    """The keys to more drafts than there are places, each begun by a phone of its own."""
    guide = factories.make_guide()
    tokens = []
    for _ in range(PLACES + 2):
        draft, token = workflow.start_draft(desk, language="en")
        workflow.save_answers(draft, guide=guide, family=guide.families.get(), number="S053", number_kind="precode")
        Upload.objects.create(code_request=draft, slot=Slot.LABEL)
        tokens.append(token)
    return tokens


@pytest.fixture
def decoder_at_rest(drafts: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """The decoder stands still, as if every file were the costliest there is, until this is called."""
    monkeypatch.setattr(intake, "LIMITS", Limits(cpu_seconds=5, wall_seconds=250, memory_mb=512))
    intake.take_in(factories.make_photo(), accept=intake.Accept.IMAGE)
    group = decoder.pid
    assert group
    os.killpg(group, signal.SIGSTOP)
    yield lambda: os.killpg(group, signal.SIGCONT)
    os.killpg(group, signal.SIGCONT)


def upload(server: Server, draft: str, *, address: str) -> socket.socket:
    """A PDF on its way; the answer is not waited for."""
    fields = f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{CSRF}\r\n'
    file = '--x\r\nContent-Disposition: form-data; name="photo"; filename="paper.pdf"\r\n\r\n'
    body = fields.encode() + file.encode() + files.make_pdf(10) + b"\r\n--x--\r\n"
    client = server.client(address)
    client.sendall(
        f"POST /en/request/certificate/ HTTP/1.1\r\nHost: testserver\r\nCookie: draft={draft}; csrf={CSRF}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    return client


def answer_to(client: socket.socket) -> HTTPResponse:
    answer = HTTPResponse(client)
    answer.begin()
    return answer


def status_at(server: Server, path: str) -> int:
    client = server.client("127.0.0.9")
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: testserver\r\n\r\n".encode())
    return answer_to(client).status


def test_ten_files_of_one_client_wait_and_all_others_are_served(
    server: Server, drafts: list[str], decoder_at_rest: Callable[[], None]
) -> None:
    greedy = [upload(server, drafts.pop(), address="127.0.0.2") for _ in range(10)]
    wait_for(lambda: decoder.places.taken == 10)
    refused = answer_to(upload(server, drafts.pop(), address="127.0.0.2"))
    assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
    assert "Send it again in a moment" in refused.read().decode()
    others = [upload(server, drafts.pop(), address="127.0.0.3") for _ in range(PLACES - 10)]
    wait_for(lambda: decoder.places.taken == PLACES)
    assert answer_to(upload(server, drafts.pop(), address="127.0.0.4")).status == 503
    assert [status_at(server, path) for path in ("/healthz/live", "/healthz/ready", "/en/", "/en/find/")] == [200] * 4
    decoder_at_rest()
    assert {answer_to(client).status for client in greedy + others} == {302}


def test_of_one_draft_one_file_is_at_work_and_nothing_is_lost(
    server: Server, drafts: list[str], decoder_at_rest: Callable[[], None]
) -> None:
    draft = drafts[0]
    first = upload(server, draft, address="127.0.0.2")
    wait_for(lambda: decoder.places.taken == 1)
    assert answer_to(upload(server, draft, address="127.0.0.3")).status == 503
    decoder_at_rest()
    assert answer_to(first).status == 302
    assert answer_to(upload(server, draft, address="127.0.0.3")).status == 302
    assert Upload.objects.filter(slot=Slot.CERTIFICATE, deleted_at=None).count() == 2


def test_threads_are_left_for_pages_when_all_places_at_the_decoder_are_taken() -> None:
    assert settings.WEB_THREADS - PLACES >= 8
