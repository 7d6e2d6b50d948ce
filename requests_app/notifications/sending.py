"""Letters leave here: claimed for a while, made, handed to the mail server, marked.

The row is the truth: at least once, and after a crash in the middle at most once more with the same Message-ID. A link
is made with each try and only its digest is kept. Errors are kept by their class, never by their text, for a mail
server's answer quotes addresses.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from requests_app import leases
from requests_app.leases import Claim
from requests_app.models import AccessLink, CodeRequest, Message, Problem, new_link
from requests_app.notifications import letters, mail_server, operator_letters, outbox, staff_letters
from requests_app.states import Status
from requests_app.tokens import digest

BATCH = 20
LEASE = timedelta(minutes=5)  # longer than the mail server may take over one letter
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
REFUSED_FOR = timedelta(hours=4)  # then a refusal is final, though no other letter has shown the server to be sound
PUT_OFF_FOR = timedelta(days=3)
T = TypeVar("T")
_log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of one try."""

    SENT = "sent"
    LATER = "later"
    NO_SERVER = "no_server"
    FAILED = "failed"
    OUTDATED = "outdated"
    NOT_OURS = "not_ours"


def due() -> QuerySet[Message]:
    """Letters to be sent now that nobody has, the longest due first."""
    return leases.due(Message.objects.waiting())


def for_probing() -> QuerySet[Message]:
    """Letters to try a stopped mail server with: those that it has not refused first, then the least tried."""
    tried = Q(due_at__lte=Now()) | Q(attempts__gt=0)
    return leases.free(Message.objects.waiting()).filter(tried).order_by("problem", "attempts", "due_at", "pk")


def claim(rows: QuerySet[Message], *, most: int) -> Claim:
    """Take the first of these letters; another worker that asks at the same time gets others."""
    return leases.claim(rows, most=most, lease=LEASE)


def send_due(*, most: int, go_on: Callable[[], bool]) -> int:
    """Send what is due, batch by batch, and no more than `most`: how many went. Of a stopped server only a few are
    asked, and the rest as soon as it takes one of them."""
    sent = 0
    while sent < most and go_on():
        if mail_server.is_stopped():
            if not for_probing().exists() or not mail_server.may_probe():
                break
            taken = claim(for_probing(), most=mail_server.PROBES)
        else:
            if not due().exists():  # looking costs less than a transaction that may write
                break
            taken = claim(due(), most=min(BATCH, most - sent))
        outcomes = _send_claimed(taken, go_on)
        if (Outcome.SENT not in outcomes and mail_server.is_stopped()) or not outcomes:
            break
        sent += outcomes.count(Outcome.SENT)
    return sent


def _send_claimed(taken: Claim, go_on: Callable[[], bool]) -> list[Outcome]:
    """The batch, until the mail server stops or takes letters again."""
    outcomes: list[Outcome] = []
    probing = mail_server.is_stopped()
    try:
        for message_id in taken.ids:
            if not go_on() or (outcomes and mail_server.is_stopped() != probing):
                break
            outcomes.append(send(message_id, claim=taken.token))
    finally:
        leases.give_back(Message.objects.waiting(), taken)
    return outcomes


def send(message_id: int, *, claim: str) -> Outcome:
    """Try to send one letter of this claim, unless it waits no longer or another worker has it meanwhile."""
    if not leases.begin_try(Message.objects.waiting().filter(pk=message_id, claim=claim), lease=LEASE):
        return Outcome.NOT_OURS
    tokens: list[str] = []
    email = _try(lambda: _make(message_id, tokens))
    if isinstance(email, DatabaseError):  # a schema that is being changed, not a letter that cannot be written
        return _later(message_id, email)
    if isinstance(email, Exception):
        return _fail(message_id, Problem.FAULT, email)
    if email is None:
        return Outcome.OUTDATED
    server = _try(_connect)
    if isinstance(server, Exception):
        _take_back(tokens)
        return _no_server(message_id, server)
    try:
        answer = _try(lambda: server.send_messages([email]))
    finally:
        with suppress(OSError):
            server.close()
    return _judge(message_id, answer, tokens) if isinstance(answer, Exception) else _sent(message_id)


def _connect() -> BaseEmailBackend:
    server: BaseEmailBackend = get_connection()
    server.open()
    return server


def _try(act: Callable[[], T]) -> T | Exception:
    """What it gave, or the exception with which it failed: no letter may stop the letters behind it. A database that is
    away is another matter."""
    try:
        return act()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - kept by class name, and judged
        return error


@transaction.atomic
def _make(message_id: int, tokens: list[str]) -> EmailMultiAlternatives | None:
    """The letter as things stand, with its link; none where it would lie. The request is locked meanwhile, so that no
    link can be made for an address that is being changed."""
    pk = Message.objects.values_list("code_request_id", flat=True).get(pk=message_id)
    CodeRequest.objects.select_for_update().filter(pk=pk).first()
    message = Message.objects.select_related("code_request__desk", "code_request__guide", "user").get(pk=message_id)
    email = compose(message, tokens) if message.cancelled_at is None else None
    if email is None:
        if message.cancelled_at is None:
            outbox.note(message, "letter_cancelled")
        cancelled_at = message.cancelled_at or timezone.now()
        _end(message_id, cancelled_at=cancelled_at, recipient_sealed=None)
        return None
    email.message().as_bytes()  # what cannot be written down fails here, not at the mail server
    return email


def compose(message: Message, tokens: list[str]) -> EmailMultiAlternatives | None:
    """The email as things stand, or None where it would lie. The tokens of links made for it are added to `tokens`."""
    code_request = message.code_request
    if code_request is None:
        return staff_letters.compose(message) if message.user else operator_letters.compose(message)

    def new_token() -> str:
        tokens.append(new_link(code_request, AccessLink.Kind.LETTER))
        return tokens[-1]

    return letters.compose(message, new_token=new_token)


@transaction.atomic
def _sent(message_id: int) -> Outcome:
    _note(message_id, "letter_sent")
    _end(message_id, sent_at=timezone.now(), recipient_sealed=None, problem="", refused_at=None)
    mail_server.accepted()
    return Outcome.SENT


def _judge(message_id: int, problem: Exception, tokens: list[str]) -> Outcome:
    """What a try means that failed at the mail server: for this letter alone, or for all."""
    if isinstance(problem, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        _take_back(tokens)  # surely not received
    if not isinstance(problem, OSError):  # which every error of the mail server and of the way there is
        return _fail(message_id, Problem.FAULT, problem)
    code = _code_of(problem)
    about_the_letter = isinstance(problem, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) and code != 421
    if not about_the_letter:
        return _no_server(message_id, problem)
    if code >= 500:
        return _refused(message_id, problem)
    return _put_off(message_id, problem)


def _refused(message_id: int, problem: Exception) -> Outcome:
    """Final where the server has shown since the first refusal that it takes letters, or has gone on refusing this one
    for hours; until then the fault may be the server's."""
    kind = Problem.MAILBOX if isinstance(problem, smtplib.SMTPRecipientsRefused) else Problem.CONTENT
    message = Message.objects.get(pk=message_id)
    if message.problem not in mail_server.REFUSED:
        Message.objects.filter(pk=message_id).update(problem=kind, refused_at=Now())
        mail_server.refused(_name_of(problem))
        return _later(message_id, problem)
    old = Message.objects.filter(pk=message_id, refused_at__lte=Now() - REFUSED_FOR).exists()
    if mail_server.has_accepted_since(message) or (old and not mail_server.is_stopped()):
        return _fail(message_id, kind, problem)
    return _later(message_id, problem)


def _put_off(message_id: int, problem: Exception) -> Outcome:
    Message.objects.filter(pk=message_id, refused_at=None).update(refused_at=Now())
    if Message.objects.filter(pk=message_id, refused_at__lte=Now() - PUT_OFF_FOR).exists():
        return _fail(message_id, Problem.PUT_OFF, problem)
    return _later(message_id, problem)


def _no_server(message_id: int, problem: Exception) -> Outcome:
    """Nothing that this letter could help; it waits as long as it takes."""
    mail_server.failed(problem, _name_of(problem))
    _later(message_id, problem)
    return Outcome.NO_SERVER


def _take_back(tokens: list[str]) -> None:
    AccessLink.objects.filter(digest__in=[digest(token) for token in tokens]).delete()


def _later(message_id: int, problem: Exception) -> Outcome:
    """Give the letter back, to be tried after a wait that doubles up to an hour."""
    attempts = Message.objects.values_list("attempts", flat=True).get(pk=message_id)
    _log.warning("Letter %s waits after try %s: %s", message_id, attempts, _name_of(problem))
    wait = leases.wait_after(attempts, first=FIRST_WAIT, longest=LONGEST_WAIT)
    _end(message_id, due_at=Now() + wait, last_error=_name_of(problem))
    return Outcome.LATER


@transaction.atomic
def _fail(message_id: int, kind: Problem, problem: Exception) -> Outcome:
    """Give the letter up until somebody sends it again. Of an erased request no recipient is kept for that."""
    now = timezone.now()
    _note(message_id, "letter_failed", problem=kind)
    _end(message_id, failed_at=now, problem=kind, last_error=_name_of(problem))
    erased = Message.objects.filter(pk=message_id, code_request__status=Status.ERASED)
    erased.update(recipient_sealed=None, cancelled_at=now)
    _log.error("Letter %s cannot be sent: %s", message_id, _name_of(problem))
    return Outcome.FAILED


def _note(message_id: int, kind: str, **data: Any) -> None:
    """Before the letter's row is touched: whoever moves a request locks it before its letters."""
    message = Message.objects.select_related("code_request").filter(pk=message_id).first()
    if message:
        outbox.note(message, kind, **data)


def _end(message_id: int, **columns: object) -> None:
    """The end of a try."""
    Message.objects.filter(pk=message_id).update(lease_until=None, claim="", **columns)


def _code_of(problem: Exception) -> int:
    """The mail server's number, or 0 where it gave none."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in problem.recipients.values()), default=0)
    return problem.smtp_code if isinstance(problem, smtplib.SMTPResponseException) else 0


def _name_of(problem: Exception) -> str:
    """The class of an error and, from a mail server, its number. Its text quotes addresses and is not kept."""
    code = _code_of(problem)
    return f"{type(problem).__name__} {code}" if code else type(problem).__name__
