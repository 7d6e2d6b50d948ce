"""What clients may hold in our web server: bodies and answers stay in memory, bounded in sum, per client and in time.

A client that holds too much is refused and the others are served: with a page where it can still be told so, else by
closing its connection. Behind trusted proxies the client is the one that they name.
"""

import socket
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import waitress
from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask
from waitress.utilities import RequestEntityTooLarge

from guides_app.clients import client_at

CROWDED = "config.connections.crowded"  # in the WSGI environment: refused, because its client holds too much
CONNECTIONS = 250
HEADER_SECONDS = 20
EXCHANGE_SECONDS = 600  # from a request's first byte to the last one of its answer
SILENT_SECONDS = 60
LINGER_SECONDS = 30
_NEVER = 1 << 62


class Parser(HTTPRequestParser):
    """One request. A refused one is complete at once, without its body."""

    crowded = False
    refused = False
    client = ""

    def received(self, data: bytes) -> int:
        """What comes behind a refusal, or behind a complete request before its answer, is dropped."""
        if not self.refused:
            consumed: int = super().received(data)
            if isinstance(self.error, RequestEntityTooLarge):
                self.headers["CONTENT_LENGTH"] = str(max(self.content_length, self.body_bytes_received))
                self._refuse()
            elif self.crowded and self.headers_finished and not self.empty and not self.error:
                self._refuse()
            elif self.empty or not self.completed or consumed == len(data):
                return consumed
            self.headers["CONNECTION"] = "close"
        return len(data)

    def drop_body(self) -> None:
        self.close()
        self.body_rcv = None
        self.body_bytes_received = 0

    def _refuse(self) -> None:
        self.drop_body()
        self.error, self.expect_continue = None, False
        self.refused = self.completed = True


class Task(WSGITask):
    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[CROWDED] = self.request.crowded
        return environ


class Channel(HTTPChannel):
    """One connection."""

    parser_class = Parser
    task_class = Task
    request: Parser | None
    requests: list[Parser]

    def __init__(self, server: BaseWSGIServer, sock: socket.socket, addr: Any, adj: Any, **options: Any) -> None:
        self.peer = client_at(str(addr[0]), "")
        self._begun = time.monotonic()
        self._refused = False
        self._lingers_until = 0.0
        super().__init__(server, sock, addr, adj, **options)
        self._make_room()

    @property
    def client(self) -> str:
        """Whose request is read or answered here."""
        return next((request.client for request in self._held_requests() if request.client), self.peer)

    def held_bytes(self) -> int:
        return sum(request.body_bytes_received for request in self._held_requests()) + int(self.total_outbufs_len)

    def received(self, data: bytes) -> bool:
        if self._lingers_until:
            return False
        if self.request is None:
            self.request = self.parser_class(self.adj)
        request = self.request
        if self._holds_too_much(len(data)):
            request.crowded = True
        taken: bool = super().received(data)
        if request.headers_finished and not request.client:
            request.client = client_at(str(self.addr[0]), request.headers.get("X_FORWARDED_FOR", ""))
        self._refused = self._refused or request.refused
        return taken

    def readable(self) -> bool:
        if self._is_overdue():
            self.will_close = True
        return bool(self._lingers_until and not self.will_close) or bool(super().readable())

    def handle_close(self) -> None:
        """Who is refused may still be sending: closed at once, he would see a broken connection and no page."""
        if self._refused and not self._lingers_until and self.connected:
            self._lingers_until = time.monotonic() + LINGER_SECONDS
            self.will_close = False
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                super().handle_close()
        else:
            super().handle_close()

    def _held_requests(self) -> list[Parser]:
        return [request for request in (self.request, *self.requests) if request is not None]

    def _others(self) -> "list[Channel]":
        return [channel for channel in self._map.values() if isinstance(channel, Channel) and channel is not self]

    def _holds_too_much(self, more: int) -> bool:
        """Whether this client may not bring so much more. Where the sum is full, whoever holds most gives way."""
        others = self._others()
        held = Counter({self.client: self.held_bytes() + more})
        for channel in others:
            held[channel.client] += channel.held_bytes()
        if held[self.client] > settings.HELD_MAX_BYTES_OF_ONE:
            return True
        if held.total() <= settings.HELD_MAX_BYTES:
            return False
        (most, _), *_ = held.most_common(1)
        unfinished = [channel for channel in others if channel.client == most and not channel.requests]
        if most == self.client or not unfinished:
            return True
        max(unfinished, key=Channel.held_bytes).give_up()
        return False

    def _make_room(self) -> None:
        """Where all connections are taken, the client that has most of them loses the one that is silent longest."""
        others = self._others()
        if len(others) < CONNECTIONS:
            return
        (most, _), *_ = Counter(channel.client for channel in others).most_common(1)
        idle = [channel for channel in others if channel.client == most and not channel.requests]
        if idle:
            min(idle, key=lambda channel: channel.last_activity).give_up()

    def give_up(self) -> None:
        if self.request is not None:
            self.request.drop_body()
        self._refused = False
        self.will_close = True

    def _is_overdue(self) -> bool:
        now = time.monotonic()
        if self._lingers_until:
            return now > self._lingers_until
        if self.total_outbufs_len and time.time() - self.last_activity > SILENT_SECONDS:
            return True
        if not (self._held_requests() or self.total_outbufs_len):
            self._begun = now
        reads_header = not (self.requests or self.total_outbufs_len or (self.request and self.request.headers_finished))
        return now - self._begun > (HEADER_SECONDS if reads_header else EXCHANGE_SECONDS)


def create_server(application: Callable[..., Any], *, host: str, port: int, threads: int) -> Any:
    """Forwarding headers reach Django as they came: whom to believe is decided there, by TRUSTED_PROXIES."""
    sockets: dict[int, Any] = {}
    server = waitress.create_server(
        application,
        map=sockets,
        host=host,
        port=port,
        threads=threads,
        connection_limit=CONNECTIONS + 50,
        asyncore_use_poll=True,
        recv_bytes=64 * 1024,
        inbuf_overflow=_NEVER,
        outbuf_overflow=_NEVER,
        channel_timeout=SILENT_SECONDS,
        cleanup_interval=10,
        max_request_header_size=32 * 1024,
        max_request_body_size=settings.REQUEST_MAX_BYTES + 1,
        clear_untrusted_proxy_headers=False,
        ident=None,
    )
    for listener in list(sockets.values()):
        if isinstance(listener, BaseWSGIServer):
            listener.channel_class = Channel
    return server
