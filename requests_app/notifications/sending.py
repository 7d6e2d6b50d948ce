"""Letters leave here: claimed by a conditional update, made, handed to the mail server, marked.

The row is the truth, whatever a queue loses: at least once, and after a crash in the middle at most once more with the
same Message-ID. A link is made with each try and only its digest is kept. Errors are kept by their class, never by
their text, for a mail server's answer quotes addresses.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from requests_app.models import AccessLink, CodeRequest, Message, new_link
from requests_app.notifications import letters, staff_letters
from requests_app.tokens import digest

LEASE = timedelta(minutes=5)  # longer than the mail server may take over one letter
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_TRIES = 72  # about three days
_log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of one try."""

    SENT = "sent"
    LATER = "later"
    NO_SERVER = "no_server"
    FAILED = "failed"
    OUTDATED = "outdated"
    NOT_DUE = "not_due"


def waiting() -> QuerySet[Message]:
    """Letters that have neither gone nor been given up."""
    return Message.objects.filter(sent_at=None, failed_at=None, cancelled_at=None)


def due(now: datetime) -> QuerySet[Message]:
    """Letters to be sent now. A lease that ends later than any lease can was written by a wrong clock."""
    free = Q(lease_until=None) | Q(lease_until__lte=now) | Q(lease_until__gt=now + LEASE)
    return waiting().filter(free, due_at__lte=now)


@task()
def deliver(message_id: int) -> str:
    """The fast path: the outbox enqueues this when its row is committed. Safe to run twice."""
    return send(message_id)


def send(message_id: int) -> Outcome:
    """Try to send one letter, if it is due and nobody else has it."""
    now = timezone.now()
    if not due(now).filter(pk=message_id).update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return Outcome.NOT_DUE
    connection: BaseEmailBackend = get_connection()
    problem = _problem(connection.open)
    if problem:
        return _later(message_id, problem, Outcome.NO_SERVER)
    try:
        return _send_over(connection, message_id)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _send_over(connection: BaseEmailBackend, message_id: int) -> Outcome:
    tokens: list[str] = []
    made: list[EmailMultiAlternatives] = []
    problem = _problem(lambda: made.extend(_make(message_id, tokens)))
    if not problem and not made:
        return Outcome.OUTDATED
    if not problem:
        problem = _problem(lambda: connection.send_messages(made))
    if not problem:
        _end(message_id, sent_at=timezone.now())
        return Outcome.SENT
    if isinstance(problem, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused | ValidationError):
        AccessLink.objects.filter(digest__in=[digest(token) for token in tokens]).delete()  # surely not received
    if _is_final(problem):
        _end(message_id, failed_at=timezone.now(), last_error=_name_of(problem))
        _log.error("Letter %s cannot be sent: %s", message_id, _name_of(problem))
        return Outcome.FAILED
    return _later(message_id, problem, Outcome.LATER)


@transaction.atomic
def _make(message_id: int, tokens: list[str]) -> list[EmailMultiAlternatives]:
    """The letter as things stand, with its link; none where it would lie. The request is locked meanwhile, so that no
    link can be made for an address that is being changed."""
    pk = Message.objects.values_list("code_request_id", flat=True).get(pk=message_id)
    CodeRequest.objects.select_for_update().filter(pk=pk).first()
    message = Message.objects.select_related("code_request__desk", "code_request__guide", "user").get(pk=message_id)
    email = compose(message, tokens) if message.cancelled_at is None else None
    if email is None:
        _end(message_id, cancelled_at=message.cancelled_at or timezone.now())
        return []
    return [email]


def compose(message: Message, tokens: list[str]) -> EmailMultiAlternatives | None:
    """The e-mail as things stand, or None where it would lie. The tokens of links made for it are added to `tokens`."""
    code_request = message.code_request
    if code_request is None:
        return staff_letters.compose(message)

    def new_token() -> str:
        tokens.append(new_link(code_request, AccessLink.Kind.LETTER))
        return tokens[-1]

    return letters.compose(message, new_token=new_token)


def _problem(act: Callable[[], object]) -> Exception | None:
    """The exception with which something failed. Whatever it is, it must not stop the letters behind this one."""
    try:
        act()
    except Exception as error:  # noqa: BLE001 - kept by class name and tried again
        return error
    return None


def _is_final(problem: Exception) -> bool:
    """Whether the mailbox was refused for good. All else may be mended: a full disk, a wrong password, a template."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in problem.recipients.values())
    return isinstance(problem, ValidationError)


def _name_of(problem: Exception) -> str:
    """The class of an error and, from a mail server, its number. Its text quotes addresses and is not kept."""
    name = type(problem).__name__
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in problem.recipients.values()})
        return f"{name} {codes[0]}" if codes else name
    return f"{name} {problem.smtp_code}" if isinstance(problem, smtplib.SMTPResponseException) else name


def _end(message_id: int, **columns: object) -> None:
    Message.objects.filter(pk=message_id).update(recipient_sealed=None, lease_until=None, **columns)


def _later(message_id: int, problem: Exception, outcome: Outcome) -> Outcome:
    """Give the letter back, to be tried after a wait that doubles up to an hour; after three days it is given up."""
    attempts = Message.objects.values_list("attempts", flat=True).get(pk=message_id)
    _log.warning("Letter %s waits after try %s: %s", message_id, attempts, _name_of(problem))
    if attempts >= MOST_TRIES:
        _end(message_id, failed_at=timezone.now(), last_error=_name_of(problem))
        return Outcome.FAILED
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    Message.objects.filter(pk=message_id).update(
        due_at=timezone.now() + wait, lease_until=None, last_error=_name_of(problem)
    )
    return outcome
