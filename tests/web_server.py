"""The product's own web server in a thread of this process, and clients that speak to it in bytes."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from waitress import wasyncore

from config import connections

SPIN = 10_000_000
PATIENCE_SECONDS = 60  # never waited for where all is well
GET = b"GET /healthz/live HTTP/1.1\r\nHost: testserver\r\n\r\n"


class Server:
    """Our web server in a thread of this process."""

    def __init__(self, *, threads: int) -> None:
        self.server = connections.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=threads)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        self.clients: list[socket.socket] = []

    def stop(self) -> None:
        with contextlib.suppress(OSError):  # a thread of it that ends its work may wake it first, and it closes
            self.server.trigger.pull_trigger(lambda: wasyncore.close_all(self.server._map))
        self.thread.join()
        self.server.task_dispatcher.shutdown(timeout=PATIENCE_SECONDS)
        for client in self.clients:
            client.close()

    def channels(self) -> list[connections.Channel]:
        return list(self.server.active_channels.values())

    def held(self) -> int:
        return sum(channel.held_bytes() for channel in self.channels())

    def client(self, address: str = "127.0.0.1") -> socket.socket:
        """A connection from one of this machine's many addresses."""
        place = ("127.0.0.1", int(self.server.effective_port))
        self.clients.append(socket.create_connection(place, PATIENCE_SECONDS, source_address=(address, 0)))
        return self.clients[-1]

    def begin(self, body: bytes, *, address: str = "127.0.0.1") -> socket.socket:
        """An upload of which the last byte never comes; returns when the server holds what was sent of it."""
        client = self.client(address)
        client.sendall(posting(len(body) + 1) + body)
        name = client.getsockname()
        wait_for(lambda: any(here.addr == name and here.held_bytes() == len(body) for here in self.channels()))
        return client


@contextlib.contextmanager
def running_server(*, threads: int) -> Iterator[Server]:
    server = Server(threads=threads)
    try:
        yield server
    finally:
        server.stop()


def posting(length: int) -> bytes:
    return f"POST /request/photo/ HTTP/1.1\r\nHost: testserver\r\nContent-Length: {length}\r\n\r\n".encode()


def wait_for(look: Callable[[], Any]) -> None:
    for _ in range(SPIN):
        if look():
            return
    pytest.fail("it never came")


def answer_of(client: socket.socket) -> bytes:
    """All that the server says until it says no more."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while part := client.recv(65536):
            said += part
    return said
