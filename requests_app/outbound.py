"""Calls to other machines: by HTTPS to a name, never to an inner address, bounded in time and in what is read.

A name is resolved once. Each address that it has is judged, and the call goes to one of these, so a name that changes
between the look and the call gains nothing. Redirects are answers and are not followed; proxies of the environment are
not used. What failed is told in words that hold no address, name or body.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# What leads elsewhere though it counts as public: IPv4 within IPv6 (compatible, translated, 6to4, Teredo), relays of
# 6to4, former site-local addresses, and the service of one cloud's host.
LEADING_ELSEWHERE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.88.99.0/24", "fec0::/10",
        "168.63.129.16/32",
    )
)  # fmt: skip
HTTPS_PORT = 443


class Why(StrEnum):
    """What kept a call from an answer that can be read."""

    NOT_AN_ADDRESS = "its address is none"
    NOT_HTTPS = "its address is not one of HTTPS"
    NOT_LISTED = "its host is not among those that may be called"
    INNER = "its address is an inner one"
    UNKNOWN = "its name is not known"
    NOT_RESOLVED = "its name is not resolved in time"
    NOT_TRUSTED = "its certificate is not trusted"
    TIMED_OUT = "no answer in time"
    NO_ANSWER = "no answer"
    TOO_LONG = "it answers more than is read"
    PACKED = "its answer is packed"


class CallFailed(Exception):
    """There is no answer that can be read; the text says why."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why} ({detail})" if detail else str(why))
        self.why = why


@dataclass(frozen=True)
class Bounds:
    """What a call may do: `hosts` are the names that may be called, None is any; `inner` are networks that may be
    reached though they are inner ones; `ca_file` holds certificates that are trusted beside those of the system. With
    `most_bytes` 0 nothing is read but the head of the answer."""

    hosts: Collection[str] | None = None
    inner: Collection[Network] = ()
    ca_file: str = ""
    connect_seconds: float = 3.0
    whole_seconds: float = 10.0
    most_bytes: int = 64 * 1024


@dataclass(frozen=True)
class Reply:
    """What came back, whatever its status. `media_type` is without its parameters, in lower case."""

    status: int
    media_type: str
    body: bytes


def post(url: str, body: bytes, *, headers: Mapping[str, str], bounds: Bounds) -> Reply:
    """Send this body. Raises CallFailed."""
    ends_at = time.monotonic() + bounds.whole_seconds
    host, port, path = _place(url, bounds)
    addresses = judged_addresses(host, port, bounds)
    call = _Call(host, port, addresses, bounds)
    watch = threading.Timer(max(0.0, ends_at - time.monotonic()), call.cut)
    watch.daemon = True
    watch.start()
    try:
        call.request("POST", path, body=body, headers={"Accept-Encoding": "identity", "Connection": "close", **headers})
        response = call.getresponse()
        read = response.read(bounds.most_bytes + 1) if bounds.most_bytes else b""
    except ssl.SSLCertVerificationError:
        raise CallFailed(Why.NOT_TRUSTED) from None
    except (OSError, HTTPException, ValueError) as error:
        if call.is_cut or isinstance(error, TimeoutError):
            raise CallFailed(Why.TIMED_OUT) from None
        raise CallFailed(Why.NO_ANSWER, type(error).__name__) from None
    finally:
        watch.cancel()
        call.close()
    if call.is_cut:
        raise CallFailed(Why.TIMED_OUT)
    if len(read) > bounds.most_bytes:
        raise CallFailed(Why.TOO_LONG)
    if bounds.most_bytes and response.getheader("Content-Encoding", "identity") != "identity":
        raise CallFailed(Why.PACKED)
    return Reply(response.status, response.getheader("Content-Type", "").partition(";")[0].strip().lower(), read)


def judged_addresses(host: str, port: int, bounds: Bounds) -> list[str]:
    """Every address of this name, each of which may be called. Raises CallFailed."""
    found: SimpleQueue[list[str]] = SimpleQueue()
    threading.Thread(target=lambda: found.put(_resolved(host, port)), name="resolver", daemon=True).start()
    try:
        addresses = found.get(timeout=bounds.connect_seconds)
    except Empty:
        raise CallFailed(Why.NOT_RESOLVED) from None
    if not addresses:
        raise CallFailed(Why.UNKNOWN)
    if not all(may_be_called(one, bounds.inner) for one in addresses):
        raise CallFailed(Why.INNER)
    return addresses


def _place(url: str, bounds: Bounds) -> tuple[str, int, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or HTTPS_PORT
    except ValueError:
        raise CallFailed(Why.NOT_AN_ADDRESS) from None
    if parts.scheme != "https" or not host or "@" in parts.netloc:
        raise CallFailed(Why.NOT_HTTPS)
    if bounds.hosts is not None and host not in bounds.hosts:
        raise CallFailed(Why.NOT_LISTED)
    return host, port, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def _resolved(host: str, port: int) -> list[str]:
    try:
        return list(dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError):
        return []


def may_be_called(numeric: str, inner: Collection[Network] = ()) -> bool:
    """Whether this is the address of one host of the public internet, or lies in one of these inner networks."""
    address = ipaddress.ip_address(numeric)
    if any(address in network for network in inner):
        return True
    mapped = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
    elsewhere = mapped or any(address in network for network in LEADING_ELSEWHERE)
    return address.is_global and not address.is_multicast and not elsewhere


class _Call(HTTPSConnection):
    """One call to the first of these addresses that takes it; the certificate must be that of the name."""

    def __init__(self, host: str, port: int, addresses: list[str], bounds: Bounds) -> None:
        self._trust = ssl.create_default_context()
        if bounds.ca_file:
            self._trust.load_verify_locations(bounds.ca_file)
        super().__init__(host, port, context=self._trust)
        self._addresses, self._bounds = addresses, bounds
        self.is_cut = False

    def connect(self) -> None:
        ends_at = time.monotonic() + self._bounds.connect_seconds
        plain = self._first_that_takes_it(ends_at)
        plain.settimeout(self._bounds.whole_seconds)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()
        if self.is_cut:
            raise TimeoutError

    def _first_that_takes_it(self, ends_at: float) -> socket.socket:
        failed: OSError = TimeoutError()
        for address in self._addresses:
            left = ends_at - time.monotonic()
            if left <= 0:
                break
            try:
                return socket.create_connection((address, self.port), left)
            except OSError as error:
                failed = error
        raise failed

    def cut(self) -> None:
        """The time is over, wherever the call is: a single byte now and then does not prolong it."""
        self.is_cut = True
        sock = self.sock
        if sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
