"""Whether the mail server can be trusted with letters now. If not, all of them wait, and a few are tried now and then.

One refused mailbox says nothing about the server, and several in a row say nothing about the mailboxes.
"""

import logging
import smtplib
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Least, Now

from requests_app.models import MailServer, Message, Problem

MAILBOXES = 3  # refused in a row: it is not the mailboxes
FAILURES = 3  # tries in a row without an answer
PROBES = 3  # letters tried at a time while it is stopped
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=5)
REFUSED = (Problem.MAILBOX, Problem.CONTENT)
_row = MailServer.objects.filter(pk=MailServer.ONLY)
_log = logging.getLogger(__name__)


def state() -> MailServer:
    """The one row."""
    return MailServer.objects.get_or_create(pk=MailServer.ONLY)[0]


def stopped() -> QuerySet[MailServer]:
    """The one row, if letters are stopped."""
    return _row.filter(stopped_at__isnull=False)


def is_stopped() -> bool:
    return stopped().exists()


def may_probe() -> bool:
    """While it is stopped: whether this worker, and no other, may try a few letters now."""
    probes = state().probes
    wait = min(FIRST_WAIT * 2 ** min(probes + 1, 20), LONGEST_WAIT)
    due = stopped().filter(probes=probes, probe_at__lte=Now())
    return bool(due.update(probes=F("probes") + 1, probe_at=Now() + wait))


def accepted() -> None:
    """It took a letter: it is sound. What waited for it is due."""
    was_stopped = state().stopped_at
    _row.update(accepted_at=Now(), failures=0, stopped_at=None, reason="", probes=0, probe_at=None)
    if was_stopped:
        _log.warning("The mail server takes letters again")
        waiting = Message.objects.waiting().filter(attempts__gt=0)
        waiting.filter(claim="").update(due_at=Least(F("due_at"), Now()))


def failed(problem: Exception, name: str) -> None:
    """It did not answer, or refused us before any mailbox was named."""
    state()
    _row.update(failures=F("failures") + 1)
    if refuses_us(problem) or _row.filter(failures__gte=FAILURES).exists():
        _stop(name)


def refused(name: str) -> None:
    """It refused a letter. Several mailboxes since it took the last letter are the server's doing."""
    last = state().accepted_at
    since = Message.objects.filter(problem__in=REFUSED, refused_at__isnull=False)
    since = since.filter(refused_at__gt=last) if last else since
    if since.values("recipient_fingerprint").distinct().count() >= MAILBOXES:
        _stop(name)


def has_accepted_since(message: Message) -> bool:
    """Whether it took another letter after it had refused this one."""
    return _row.filter(Q(accepted_at__gt=message.refused_at)).exists() if message.refused_at else False


def refuses_us(problem: Exception) -> bool:
    """Whether the server turned us away for good: our name, our password, our sender, or no encryption."""
    if isinstance(problem, smtplib.SMTPResponseException):
        return problem.smtp_code >= 500
    return isinstance(problem, smtplib.SMTPNotSupportedError)


def _stop(name: str) -> None:
    if _row.filter(stopped_at=None).update(stopped_at=Now(), reason=name, probes=0, probe_at=Now() + FIRST_WAIT):
        _log.error("Letters are stopped, the mail server does not take them: %s", name)
