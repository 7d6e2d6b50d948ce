"""A server with a certificate of its own making, which answers as a test has told it."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "localhost"


@dataclass(frozen=True)
class Certificate:
    """For `localhost`, signed by itself: whoever trusts `file` trusts the server."""

    file: Path
    key: Path


def make_certificate(folder: Path, *, host: str = HOST) -> Certificate:
    """Two files in this folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Certificate(folder / f"{host}.pem", folder / f"{host}.key")
    made.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    made.key.write_bytes(pem)
    return made


def server_context(certificate: Certificate) -> ssl.SSLContext:
    """What a server with this certificate wraps its sockets by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.file, certificate.key)
    return context


class TlsServer:
    """Hands each connection to `answer` in a thread of its own, with what was sent, until it is stopped."""

    def __init__(self, certificate: Certificate, answer: Callable[[socket.socket, bytes], None]) -> None:
        self.answer = answer
        self.asked: list[bytes] = []
        self._context = server_context(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.address = f"https://{HOST}:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError), self._context.wrap_socket(plain, server_side=True) as sock:
            sent = _read(sock)
            self.asked.append(sent)
            self.answer(sock, sent)


def _read(sock: socket.socket) -> bytes:
    sent = b""
    while b"\r\n\r\n" not in sent:
        sent += sock.recv(65536)
    head, _, body = sent.partition(b"\r\n\r\n")
    length = next((int(h[15:]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body


def reply(
    body: bytes, *, status: str = "200 OK", kind: str = "application/json", more: str = ""
) -> Callable[[socket.socket, bytes], None]:
    """Answers everything with this."""
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n"
    )
    return lambda sock, sent: sock.sendall(head.encode() + body)


def stream_without_end(sock: socket.socket, sent: bytes) -> None:
    """10 GB and more, as fast as it is read."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n")
    while True:
        sock.sendall(b" " * 65536)


def drip(sock: socket.socket, sent: bytes) -> None:
    """A byte of a header now and then, and never an end."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    pause = threading.Event()
    while not pause.wait(0.05):
        sock.sendall(b"x")
