"""A real mail server on loopback that the tests tell how to answer, and that says when something has arrived."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings

from requests_app.notifications import sending
from requests_app.notifications.sending import Outcome

WAIT_SECONDS = 30
logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server would log every address


@dataclass
class Clerk:
    """Answers `rcpt` and `data` as told, keeps what it took in, and waits with the answer to the phase it `holds`."""

    mail: str = "250 OK"
    rcpt: str = "250 OK"
    data: str = "250 OK"
    unknown_mailboxes: set[str] = field(default_factory=set)
    unknown: str = "550 no such user"
    holds: str = ""
    go_on: threading.Event = field(default_factory=threading.Event)
    taken: list[Envelope] = field(default_factory=list)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    async def handle_MAIL(  # noqa: N802 - the server looks the name up
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.unknown if address in self.unknown_mailboxes else self.rcpt
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        await self._pause(server, "rcpt")
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data.startswith("2"):
            self.taken.append(envelope)
        await self._pause(server, "data")
        return self.data

    async def _pause(self, server: SMTP, phase: str) -> None:
        if phase == (self.holds or "data"):
            self.arrived.release()
        if phase == self.holds:
            await server.loop.run_in_executor(None, self.go_on.wait, WAIT_SECONDS)

    def wait_for_letter(self) -> None:
        """Returns as soon as the next letter has come to the held phase, or has arrived where none is held."""
        assert self.arrived.acquire(timeout=WAIT_SECONDS), "no letter arrived"

    @property
    def message_ids(self) -> list[str]:
        """Of everything taken in, in the order of arrival."""
        return [_header(envelope, "Message-ID") for envelope in self.taken]


def _header(envelope: Envelope, name: str) -> str:
    content: Any = envelope.content
    lines = bytes(content).decode("utf-8", "replace").splitlines()
    return next(line.split(":", 1)[1].strip() for line in lines if line.lower().startswith(f"{name.lower()}:"))


def send(message_id: int) -> Outcome:
    """One try at this letter if it is due, by a worker that takes no other."""
    taken = sending.claim(sending.due().filter(pk=message_id), most=1)
    return sending.send(message_id, claim=taken.token)


@contextmanager
def open_for_post(clerk: Clerk) -> Iterator[int]:
    """The server while it runs: its port."""
    controller = Controller(clerk, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        clerk.go_on.set()
        controller.stop()


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def post_to(settings: LazySettings, port: int, *, timeout: float = 5) -> None:
    """Letters of this test go to the server at this port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, timeout


@pytest.fixture
def clerk(settings: LazySettings) -> Iterator[Clerk]:
    """A post office that takes everything, until it is told otherwise."""
    answering = Clerk()
    with open_for_post(answering) as port:
        post_to(settings, port)
        yield answering
