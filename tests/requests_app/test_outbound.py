"""Calls to other machines: where they may go, and how slow, long or strange an answer may be."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from requests_app import outbound
from requests_app.outbound import Bounds, CallFailed, Reply
from tests.tls import Certificate, TlsServer, drip, make_certificate, reply, stream_without_end

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def serve(certificate: Certificate) -> Iterator[Callable[[Any], TlsServer]]:
    """A server that answers by this function."""
    servers: list[TlsServer] = []

    def start(answer: Any) -> TlsServer:
        servers.append(TlsServer(certificate, answer))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def bounds(certificate: Certificate) -> Callable[..., Bounds]:
    """Those under which the server of the test may be called."""
    usual: dict[str, Any] = {"inner": LOOPBACK, "ca_file": str(certificate.file)}
    return lambda **other: Bounds(**{**usual, **other})


def call(url: str, bounds: Bounds) -> Reply:
    return outbound.post(url, b"{}", headers={"Content-Type": "application/json"}, bounds=bounds)


def test_a_body_goes_out_and_the_answer_comes_back(
    serve: Callable[[Any], TlsServer], bounds: Callable[..., Bounds]
) -> None:
    server = serve(reply(b'{"a": 1}', kind="Application/JSON; charset=utf-8"))
    answer = call(f"{server.address}/place?x=1", bounds(hosts=["localhost"]))
    assert answer == Reply(200, "application/json", b'{"a": 1}')
    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /place?x=1 HTTP/1.1\r\nHost: localhost:")
    assert body == b"{}"


def test_a_redirect_is_an_answer_and_nobody_goes_there(
    serve: Callable[[Any], TlsServer], bounds: Callable[..., Bounds]
) -> None:
    canary = serve(reply(b"{}"))
    server = serve(reply(b"", status="307 Elsewhere", more=f"Location: {canary.address}/\r\n"))
    assert call(server.address, bounds()).status == 307
    assert canary.asked == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (stream_without_end, "it answers more than is read"),
        (reply(b"x" * 65537), "it answers more than is read"),
        (drip, "no answer in time"),
        (lambda sock, sent: sock.recv(1), "no answer in time"),
        (lambda sock, sent: sock.sendall(b"SSH-2.0-x\r\n"), "no answer (BadStatusLine)"),
        (lambda sock, sent: None, "no answer (RemoteDisconnected)"),
        (reply(b"{}", more="Content-Encoding: gzip\r\n"), "its answer is packed"),
    ],
)
def test_what_is_no_answer_fails_in_words(
    answer: Any, why: str, serve: Callable[[Any], TlsServer], bounds: Callable[..., Bounds]
) -> None:
    server = serve(answer)
    with pytest.raises(CallFailed) as failed:
        call(server.address, bounds(whole_seconds=1.0 if why == "no answer in time" else 10.0))
    assert str(failed.value) == why


def test_a_certificate_that_nobody_trusts_or_of_another_name_is_refused(
    serve: Callable[[Any], TlsServer], bounds: Callable[..., Bounds], tmp_path: Path
) -> None:
    server = serve(reply(b"{}"))
    with pytest.raises(CallFailed, match="certificate is not trusted"):
        call(server.address, bounds(ca_file=""))
    other = make_certificate(tmp_path, host="other.example")
    stranger = TlsServer(other, reply(b"{}"))
    with pytest.raises(CallFailed, match="certificate is not trusted"):
        call(stranger.address, bounds(ca_file=str(other.file)))
    stranger.stop()
    assert server.asked == stranger.asked == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://partner.example/", "not one of HTTPS"),
        ("ftp://partner.example/", "not one of HTTPS"),
        ("https://user@partner.example/", "not one of HTTPS"),
        ("https:///path", "not one of HTTPS"),
        ("https://partner.example:99999/", "its address is none"),
        ("https://other.example/", "not among those that may be called"),
        ("https://partner.example.evil.example/", "not among those that may be called"),
    ],
)
def test_only_https_to_a_host_of_the_list_is_called(url: str, why: str) -> None:
    with pytest.raises(CallFailed, match=why):
        call(url, Bounds(hosts=["partner.example"]))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "127.9.9.9", "100.100.100.200", "168.63.129.16", "192.0.2.7", "198.18.0.1", "240.0.0.1", "192.88.99.1",
        "224.0.0.1", "239.1.1.1", "255.255.255.255", "::1", "::", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1", "100::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::1",
    ],
)  # fmt: skip
def test_no_inner_address_is_called_whatever_it_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One among several is enough."""
    rows = [(0, 0, 0, "", (one, 443)) for one in ("93.184.216.34", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)
    monkeypatch.setattr(socket, "create_connection", lambda *args: pytest.fail("it was called"))
    with pytest.raises(CallFailed, match="inner"):
        call("https://partner.example/", Bounds())


@pytest.mark.parametrize("spelling", ["127.1", "2130706433", "0x7f000001", "017700000001"])
def test_another_spelling_of_this_machine_is_found_out(spelling: str) -> None:
    with pytest.raises(CallFailed, match="inner"):
        call(f"https://{spelling}/", Bounds())


def test_with_no_byte_of_the_body_to_read_the_head_is_the_answer(
    serve: Callable[[Any], TlsServer], bounds: Callable[..., Bounds]
) -> None:
    for answer in (stream_without_end, reply(b"x", more="Content-Encoding: gzip\r\n")):
        assert call(serve(answer).address, bounds(most_bytes=0)) == Reply(200, "application/json", b"")


def test_no_proxy_of_the_environment_is_used(
    serve: Callable[[Any], TlsServer], bounds: Callable[..., Bounds], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert call(serve(reply(b"{}")).address, bounds()).status == 200


def test_the_address_that_was_judged_is_the_one_that_is_called(
    serve: Callable[[Any], TlsServer], bounds: Callable[..., Bounds], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere a moment later gains nothing: it is not asked for again."""
    server, asked = serve(reply(b"{}")), []

    def resolve(host: str, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", server.port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert call(server.address, bounds()).status == 200
    assert asked == ["localhost", "127.0.0.1"]  # the second is no name


def test_a_name_that_is_not_known_or_not_resolved_in_time_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CallFailed, match="not known"):
        call("https://nowhere.invalid/", Bounds())
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [never.wait()][:0])
    with pytest.raises(CallFailed, match="not resolved in time"):
        call("https://partner.example/", Bounds(connect_seconds=0.1))
    never.set()


def test_nobody_listens(bounds: Callable[..., Bounds], serve: Callable[[Any], TlsServer]) -> None:
    server = serve(reply(b"{}"))
    server.stop()
    with pytest.raises(CallFailed, match="no answer"):
        call(server.address, bounds())
