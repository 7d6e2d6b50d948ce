"""A proxy between a browser and the desk that keeps every byte which the browser sent."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Recorder:
    """`address` stands in for the desk's own; `sent` grows with what went through it."""

    address: str
    sent: bytearray = field(default_factory=bytearray)


@contextmanager
def recording(desk_address: str) -> Iterator[Recorder]:
    """Browse at the recorder's address, then look at what was sent."""
    parts = urlsplit(desk_address)
    desk = (str(parts.hostname), int(parts.port or 80))

    class Pass(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(desk) as upstream:
                back = threading.Thread(target=_pass, args=(upstream, self.request, None), daemon=True)
                back.start()
                _pass(self.request, upstream, recorder.sent)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Pass) as server:
        server.daemon_threads = True
        recorder = Recorder(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield recorder
        server.shutdown()


def _pass(source: socket.socket, target: socket.socket, keep: bytearray | None) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            if keep is not None:
                keep += data
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
