"""The mailbox in which delivery reports arrive: a Maildir or an mbox file on this machine, or a folder at IMAP."""

import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from requests_app.notifications.bounces import Mailbox

MOST = 500  # mails at a time
READ_BYTES = 256 * 1024  # what a report says stands before the letter that it quotes
SECONDS = 20


class Place(Protocol):
    """Where a mailbox is: what `config.mail.read_mailbox` reads out of an address."""

    @property
    def kind(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def tls(self) -> bool: ...


class LocalMailbox:
    """A Maildir or an mbox file."""

    def __init__(self, box: "mailbox.Mailbox[Any]") -> None:
        self._box = box

    def mails(self) -> Iterator[tuple[str, bytes]]:
        for key in list(self._box.keys())[:MOST]:
            with self._box.get_file(key) as file:
                content = file.read(READ_BYTES)
            yield key, content

    def remove(self, key: str) -> None:
        self._box.discard(key)


class ImapMailbox:
    """A folder at an IMAP server."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def mails(self) -> Iterator[tuple[str, bytes]]:
        _, (found, *_) = self._server.uid("SEARCH", "UNDELETED")
        for key in (found or b"").split()[:MOST]:
            _, parts = self._server.uid("FETCH", key.decode(), f"(BODY.PEEK[]<0.{READ_BYTES}>)")
            content = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            yield key.decode(), content

    def remove(self, key: str) -> None:
        self._server.uid("STORE", key, "+FLAGS", r"(\Deleted)")


@contextmanager
def opened(place: Place) -> Iterator[Mailbox]:
    """The mailbox at this place. What was removed is gone when it is closed."""
    if place.kind == "imap":
        with _connect(place) as server:
            yield ImapMailbox(server)
            server.expunge()
        return
    box: mailbox.Mailbox[Any] = (
        mailbox.Maildir(place.path, create=False) if place.kind == "maildir" else mailbox.mbox(place.path, create=False)
    )
    box.lock()
    try:
        yield LocalMailbox(box)
        box.flush()
    finally:
        box.unlock()
        box.close()


def _connect(place: Place) -> imaplib.IMAP4:
    if place.tls:
        secure = ssl.create_default_context()
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(place.host, place.port, ssl_context=secure, timeout=SECONDS)
    else:
        server = imaplib.IMAP4(place.host, place.port, timeout=SECONDS)
    server.login(place.user, place.password)
    server.select(place.path)
    return server
