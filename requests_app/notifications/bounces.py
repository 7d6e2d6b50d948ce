"""Letters that come back days later: delivery reports in a mailbox, known by the address that the letter left from.

Every letter leaves from an address of its own below BOUNCE_ADDRESS, with a key that only this site can make. A report
is removed once it is read, for it quotes the recipient; whatever else lies in the mailbox is left to people.
"""

import email
import hmac
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Mail
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from requests_app.models import Message, Problem, record, seal_recipient
from requests_app.notifications.outbox import recipient_fingerprint
from requests_app.states import Party
from requests_app.vault import cipher

KEY_LENGTH = 16
STATUS = re.compile(r"[2-5]\.\d{1,3}\.\d{1,3}")
WHERE_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_log = logging.getLogger(__name__)


class Mailbox(Protocol):
    """Where reports arrive: a folder on this machine, or one at an IMAP server."""

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Every mail with its key, its first READ_BYTES at least."""

    def remove(self, key: str) -> None:
        """Delete this mail."""


@dataclass(frozen=True)
class Receipt:
    """What a reading of the mailbox did."""

    bounced: int
    removed: int
    left: int

    def __str__(self) -> str:
        return f"{self.bounced} letters came back, {self.removed} reports removed, {self.left} other mails left"


def envelope_sender(message: Message) -> str:
    """The address that this letter leaves from, or the sender's own where no mailbox for reports is set."""
    if not settings.BOUNCE_ADDRESS:
        return str(settings.DEFAULT_FROM_EMAIL)
    local, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{message.pk}-{_key(message.pk)}@{domain}"


def letter_of(address: str) -> int | None:
    """The letter that left from this address, if this site made it."""
    local, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    found = re.fullmatch(
        rf"{re.escape(local)}\+(\d{{1,18}})-([0-9a-f]{{{KEY_LENGTH}}})@{re.escape(domain)}", address, re.IGNORECASE
    )
    if not found or not hmac.compare_digest(_key(int(found[1])), found[2].lower()):
        return None
    return int(found[1])


def read(mailbox: Mailbox) -> Receipt:
    """Mark the letters whose reports say that they failed for good."""
    bounced = removed = left = 0
    for key, content in mailbox.mails():
        mail = email.message_from_bytes(content)
        letter = next(filter(None, map(letter_of, _addresses(mail))), None)
        if letter is None or mail.get_content_type() != "multipart/report":
            left += 1
            continue
        status = failure_in(mail)
        bounced += bool(status and mark(letter, status))
        mailbox.remove(key)
        removed += 1
    return Receipt(bounced, removed, left)


def failure_in(report: Mail) -> str:
    """The status of a delivery that failed for good (RFC 3464), or nothing: a delay is none."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                if isinstance(block, Mail) and str(block.get("Action", "")).strip().lower() == "failed":
                    found = STATUS.search(str(block.get("Status", "")))
                    return found[0] if found else "5.0.0"
    return ""


@transaction.atomic
def mark(letter: int, status: str) -> bool:
    """This letter went and came back: it failed, and may be sent again to the address that it was for."""
    message = Message.objects.select_for_update().filter(pk=letter, sent_at__isnull=False, failed_at=None).first()
    if message is None:
        return False
    about = message.code_request or message.user
    address = about.email if about else settings.RECORD_HEAD_TO
    if address and recipient_fingerprint(address) == message.recipient_fingerprint:
        message.recipient_sealed = seal_recipient(address, message_id=message.message_id)
    message.failed_at, message.problem, message.last_error = timezone.now(), Problem.BOUNCED, f"DSN {status}"
    message.save(update_fields=["failed_at", "problem", "last_error", "recipient_sealed"])
    if message.code_request:
        record(message.code_request, "letter_bounced", party=Party.SYSTEM, data={"letter": message.letter})
    _log.warning("Letter %s came back: %s", message.pk, status)
    return True


def _key(letter: int) -> str:
    return cipher.fingerprint(str(letter), purpose="bounce")[:KEY_LENGTH]


def _addresses(mail: Mail) -> Iterator[str]:
    """Where the report was sent to, as the last mail server and the header tell it."""
    for name in WHERE_TO:
        for value in mail.get_all(name, []):
            yield from re.findall(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+", str(value))
