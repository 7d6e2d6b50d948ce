"""Letters that come back after they had been taken, read out of a real mailbox that reports reached over SMTP."""

import mailbox
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from django.core.management import call_command
from pytest_django.fixtures import Settings

from config.mail import read_mailbox
from requests_app.models import CodeRequest, Desk, EvidenceLevel, Message, Problem
from requests_app.notifications import bounces, outbox
from requests_app.notifications.sending import Outcome
from tests import factories
from tests.requests_app.notifications.post_office import Clerk, free_port, send

CUSTOMER = "customer@customer.example"
REPORT = """\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4BkQ7.1764/mx.example"

--4BkQ7.1764/mx.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.

<customer@customer.example>: host mail.customer.example[192.0.2.9] said: 550 5.1.1 User unknown

--4BkQ7.1764/mx.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4BkQ7
Arrival-Date: Sat, 28 Nov 2026 09:00:00 +0000 (UTC)

Final-Recipient: rfc822; customer@customer.example
Action: {action}
Status: {status}
Remote-MTA: dns; mail.customer.example
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--4BkQ7.1764/mx.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Subject: We have your radio code request

--4BkQ7.1764/mx.example--
"""


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.BOUNCE_ADDRESS = "bounces@desk.example"
    settings.BOUNCE_MAILBOX = read_mailbox(f"maildir://{tmp_path / 'reports'}")
    return tmp_path / "reports"


@pytest.fixture
def code_request(db: None) -> CodeRequest:
    desk: Desk = factories.make_desk(level=EvidenceLevel.COUNTER)
    return factories.make_sent(desk, email=CUSTOMER)[0]


@pytest.fixture
def left_from(code_request: CodeRequest, folder: Path, clerk: Clerk) -> str:
    """The address that a letter left from."""
    assert send(Message.objects.get().pk) is Outcome.SENT
    return str(clerk.taken[0].mail_from)


def arrive(folder: Path, to: str, *, action: str = "failed", status: str = "5.1.1", report: str = REPORT) -> None:
    """The report comes by SMTP, as from another mail server, and lies in the mailbox."""
    receiver = Controller(Mailbox(folder), hostname="127.0.0.1", port=free_port())
    receiver.start()
    try:
        with smtplib.SMTP("127.0.0.1", receiver.port) as server:
            server.sendmail("", [to], report.format(to=to, action=action, status=status))
    finally:
        receiver.stop()


def test_a_letter_that_comes_back_is_marked_and_may_go_again(
    code_request: CodeRequest, folder: Path, left_from: str, clerk: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    arrive(folder, left_from)
    call_command("read_bounces")
    message = Message.objects.get()
    assert (message.problem, message.last_error, bool(message.failed_at)) == (Problem.BOUNCED, "DSN 5.1.1", True)
    assert code_request.events.filter(kind="letter_bounced").count() == 1
    assert not list(mailbox.Maildir(folder)), "the report quotes the recipient"
    assert CUSTOMER not in caplog.text
    assert outbox.send_again(Message.objects.all()) == 1
    assert send(message.pk) is Outcome.SENT
    assert clerk.taken[-1].rcpt_tos == [CUSTOMER]


def test_who_reads_the_letter_sees_the_shop_and_not_the_address_for_reports(left_from: str, clerk: Clerk) -> None:
    content = str(clerk.taken[0].content, "utf-8")  # type: ignore[arg-type]
    assert "From: Test Desk <radio-code-desk@localhost>" in content
    assert "bounces" not in content
    assert left_from.startswith("bounces+")


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")])
def test_a_report_of_no_failure_marks_nothing(folder: Path, left_from: str, action: str, status: str) -> None:
    arrive(folder, left_from, action=action, status=status)
    call_command("read_bounces")
    assert Message.objects.get().failed_at is None
    assert not list(mailbox.Maildir(folder))


def test_an_invented_address_marks_nothing(folder: Path, left_from: str) -> None:
    key = left_from.partition("-")[2].partition("@")[0]
    forged = [left_from.replace(key, "0" * len(key)), left_from.replace("+", "+9"), "bounces@desk.example"]
    for address in forged:
        arrive(folder, address)
    call_command("read_bounces")
    assert Message.objects.get().failed_at is None


def test_mail_of_people_and_automatic_answers_stays_for_people(folder: Path, left_from: str) -> None:
    arrive(
        folder, left_from, report="From: {to}\nTo: {to}\nSubject: Out of office\n\nBack on Monday. {action}{status}\n"
    )
    call_command("read_bounces")
    assert Message.objects.get().failed_at is None
    assert len(list(mailbox.Maildir(folder))) == 1


def test_a_report_about_a_letter_that_is_forgotten_is_removed_and_does_nothing(folder: Path, left_from: str) -> None:
    arrive(folder, left_from)
    Message.objects.all().delete()
    call_command("read_bounces")
    assert not list(mailbox.Maildir(folder))


def test_reports_are_read_out_of_an_mbox_file(folder: Path, left_from: str, settings: Settings) -> None:
    file = folder.with_suffix(".mbox")
    box = mailbox.mbox(file)
    box.add(REPORT.format(to=left_from, action="failed", status="5.7.1"))
    box.close()
    settings.BOUNCE_MAILBOX = read_mailbox(f"mbox://{file}")
    call_command("read_bounces")
    assert Message.objects.get().last_error == "DSN 5.7.1"
    assert not list(mailbox.mbox(file))


class ImapServer(socketserver.StreamRequestHandler):
    """As much of an IMAP server as the reader asks for, with one folder."""

    mails: dict[str, bytes] = {}
    gone: set[str] = set()

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, *words = line.decode().split()
            self._answer(words)
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if words[0] == "LOGOUT":
                return

    def _answer(self, words: list[str]) -> None:
        match words:
            case ["CAPABILITY"]:
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            case ["SELECT", *_]:
                self.wfile.write(f"* {len(self.mails)} EXISTS\r\n".encode())
            case ["UID", "SEARCH", *_]:
                self.wfile.write(f"* SEARCH {' '.join(self.mails)}\r\n".encode())
            case ["UID", "FETCH", key, *_]:
                content = self.mails[key]
                self.wfile.write(f"* 1 FETCH (UID {key} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n")
            case ["UID", "STORE", key, *_]:
                self.gone.add(key)
            case ["EXPUNGE"]:
                for key in self.gone & set(self.mails):
                    del self.mails[key]


@contextmanager
def imap_with(content: str) -> Iterator[int]:
    ImapServer.mails, ImapServer.gone = {"7": content.replace("\n", "\r\n").encode()}, set()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), ImapServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def test_reports_are_read_out_of_a_folder_at_an_imap_server(left_from: str, settings: Settings) -> None:
    with imap_with(REPORT.format(to=left_from, action="failed", status="5.2.2")) as port:
        settings.BOUNCE_MAILBOX = read_mailbox(f"imap://reports:secret@127.0.0.1:{port}/INBOX")
        call_command("read_bounces")
    assert Message.objects.get().last_error == "DSN 5.2.2"
    assert ImapServer.mails == {}


@pytest.mark.parametrize(
    "url", ["", "pop3://a:b@mail.example/", "maildir://", "maildir://relative", "imaps://mail.example/", "nonsense"]
)
def test_a_wrong_place_for_reports_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="mailbox"):
        read_mailbox(url)


def test_without_a_mailbox_letters_leave_from_the_sender(code_request: CodeRequest, clerk: Clerk) -> None:
    send(Message.objects.get().pk)
    assert clerk.taken[0].mail_from == "radio-code-desk@localhost"
    assert bounces.letter_of("bounces+1-0000000000000000@desk.example") is None
