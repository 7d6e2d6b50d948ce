"""The web server's own bounds: what one client holds, the others need not go without."""

import contextlib
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from config import connections
from tests.journeys.lone_web import lone_web
from tests.web_server import GET, Server, answer_of, posting, running_server, wait_for

MARKER = b"PASSPORT-OF-A-CUSTOMER"


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server(threads=2) as server:
        yield server


def first_line(client: socket.socket) -> bytes:
    return client.makefile("rb").readline()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at open files as Linux shows them")
def test_half_an_upload_rests_in_no_file(tmp_path: Path) -> None:
    with lone_web(tmp_path) as web, contextlib.closing(web.connect()) as client:
        process = web.start()
        try:
            client.connect()
            client.sock.sendall(posting(40_000_000) + MARKER * 1_500_000)  # far more than the kernel keeps for both
            open_files = Path(f"/proc/{process.pid}/fd").iterdir()
            kept = [file for file in (*open_files, *tmp_path.rglob("*")) if rests_on_a_disk(file)]
            assert kept
            assert [file for file in kept if MARKER in file.read_bytes()] == []
        finally:
            process.kill()
            process.wait()


def rests_on_a_disk(file: Path) -> bool:
    return stat.S_ISREG(file.stat().st_mode) and not (file.is_symlink() and "memfd:" in str(file.readlink()))


def test_who_holds_too_much_is_told_at_once_and_others_are_served(server: Server, settings: Settings) -> None:
    settings.HELD_MAX_BYTES_OF_ONE = 1_000_000
    server.begin(bytes(600_000))
    refused = server.client()
    refused.sendall(posting(900_000) + bytes(600_000))
    answer = answer_of(refused)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 30" in answer
    assert b"send it again" in answer
    other = server.client("127.0.0.2")
    other.sendall(GET)
    assert b"200 OK" in first_line(other)
    assert server.held() <= 1_000_000


def test_where_no_room_is_left_whoever_holds_most_gives_way(server: Server, settings: Settings) -> None:
    settings.HELD_MAX_BYTES = 1_000_000
    for _ in range(2):
        server.begin(bytes(400_000), address="127.0.0.2")
    server.begin(bytes(500_000), address="127.0.0.3")
    assert server.held() <= 1_000_000
    wait_for(lambda: len(server.channels()) == 2)
    assert sorted(channel.held_bytes() for channel in server.channels()) == [400_000, 500_000]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(posting(1_000_000_000), id="says how much"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: testserver\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n", id="in chunks"
        ),
        pytest.param(posting(1_000_000_000).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), id="asks first"),
    ],
)
def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    server: Server, settings: Settings, head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REQUEST_MAX_BYTES = 500_000
    monkeypatch.setattr(server.server.adj, "max_request_body_size", 500_001)
    client = server.client()
    client.sendall(head + bytes(600_000))
    answer = answer_of(client)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"That is too large" in answer


def test_a_request_that_drips_is_closed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0)
    client = server.client()
    client.sendall(GET[:-2])
    assert answer_of(client) == b""


def test_a_body_that_drips_is_closed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    client = server.begin(bytes(1000))
    monkeypatch.setattr(connections, "EXCHANGE_SECONDS", 0)
    assert answer_of(client) == b""
    assert server.held() == 0


def test_where_all_connections_are_taken_the_client_with_most_loses_one(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS", 4)
    greedy = [server.begin(b"x", address="127.0.0.2") for _ in range(3)]
    server.begin(b"x", address="127.0.0.3")
    newcomer = server.client("127.0.0.4")
    newcomer.sendall(GET)
    assert b"200 OK" in first_line(newcomer)
    assert answer_of(greedy[0]) == b""
    assert {channel.peer for channel in server.channels()} == {"127.0.0.2", "127.0.0.3", "127.0.0.4"}


def test_requests_sent_before_the_answer_are_not_heaped_up(server: Server) -> None:
    client = server.client()
    client.sendall(GET * 100)
    assert answer_of(client).count(b"200 OK") == 1


def test_behind_a_proxy_the_client_is_the_one_that_it_names(server: Server, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    client = server.client()
    client.sendall(posting(9).replace(b"\r\n\r\n", b"\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n"))
    wait_for(lambda: [channel.client for channel in server.channels()] == ["192.0.2.7"])
