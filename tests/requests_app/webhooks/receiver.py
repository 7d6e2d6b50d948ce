"""Other software's server on loopback, which the tests tell how to behave."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.tls import HOST, Certificate, server_context

WAIT_SECONDS = 30


@dataclass(frozen=True)
class Taken:
    """One call as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """Answers with `status`, or misbehaves as `does` says; where it `holds`, not before `go_on` is set."""

    status: int = 204
    does: str = ""
    holds: bool = False
    go_on: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    taken: list[Taken] = field(default_factory=list)
    address: str = ""

    def wait_for_call(self) -> None:
        """Returns as soon as the next call has come in whole."""
        assert self.arrived.acquire(timeout=WAIT_SECONDS), "nothing came"

    @property
    def message_ids(self) -> list[str]:
        return [one.message_id for one in self.taken]


class Handler(BaseHTTPRequestHandler):
    """Takes the call in, and behaves as its receiver is told to."""

    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.taken.append(Taken(self.path, headers, body))
        self.receiver.arrived.release()
        if self.receiver.holds:
            self.receiver.go_on.wait(WAIT_SECONDS)
        with suppress(OSError):  # the other side has gone, as it may
            self._answer()
        self.close_connection = True

    def _answer(self) -> None:
        match self.receiver.does:
            case "close":
                pass
            case "early":
                self.wfile.write(b"HTTP/1.1 20")
            case "drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not self.receiver.go_on.wait(0.05):
                    self.wfile.write(b"x-a: b\r\n")
            case "head":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nx-a: " + b"a" * 10_000_000)
            case "flood":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 10_000_000)
            case "redirect":
                self.send_response(302)
                self.send_header("Location", f"{self.receiver.address}elsewhere")
                self.end_headers()
            case _:
                self.send_response(self.receiver.status)
                self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@contextmanager
def running(receiver: Receiver, certificate: Certificate) -> Iterator[Receiver]:
    """The server while it runs; its address ends with a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"receiver": receiver}))
    server.daemon_threads = True
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]  # who hangs up may
    server.socket = server_context(certificate).wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    receiver.address = f"https://{HOST}:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.go_on.set()
        server.shutdown()
        server.server_close()
