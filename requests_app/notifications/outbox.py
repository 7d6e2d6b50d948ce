"""Write a letter into the outbox, in the transaction that caused it; what goes out, and when, follows from the row."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

from requests_app.identity import mailbox
from requests_app.models import (
    CodeRequest,
    Letter,
    Message,
    OperatorLetter,
    Problem,
    StaffLetter,
    record,
    seal_recipient,
)
from requests_app.states import Party
from requests_app.vault import cipher


def recipient_fingerprint(address: str) -> str:
    """Tells that two letters go to one mailbox, without keeping the address."""
    return cipher.fingerprint(mailbox(address), purpose="recipient")


def write(
    code_request: CodeRequest,
    letter: Letter,
    *,
    key: str,
    due_at: Combinable | None = None,
    params: dict[str, Any] | None = None,
    recipient: str | None = None,
) -> Message:
    """Add a letter to the outbox. `key` makes it one of its kind: writing it twice gives one letter.

    `due_at` is an expression such as Now() + timedelta(...), for only the database's clock says what is due.

    `params` carries dates and codes of reasons only; names, numbers and links are put in when the letter is made.
    """
    address = code_request.email if recipient is None else recipient
    about = {"code_request": code_request, "at_desk": code_request.desk, "letter": letter, "params": params or {}}
    message, made = _write(f"{code_request.pk}:{letter}:{key}", address, due_at or Now(), about)
    if made:
        note(message, "letter_queued")
    return message


def note(message: Message, kind: str, **data: Any) -> None:
    """Into the record of the request that a letter is about; to an account or to the operator it is about none."""
    if message.code_request:
        record(message.code_request, kind, party=Party.SYSTEM, data={"letter": message.letter, **data})


def write_to_staff(
    user: User,
    letter: StaffLetter,
    *,
    key: str,
    params: dict[str, Any] | None = None,
    recipient: str | None = None,
) -> Message:
    """Add a letter about an account to the outbox, by default to its address. `key` makes it one of its kind.

    What it says is composed when it leaves. Of several waiting letters with a link to a new password one is enough.
    """
    if letter is StaffLetter.PASSWORD_RESET:
        waiting = Message.objects.waiting().filter(user=user, letter=letter)
        waiting.update(cancelled_at=timezone.now(), recipient_sealed=None)
    address = user.email if recipient is None else recipient
    about = {"user": user, "letter": letter, "params": params or {}}
    return _write(key_to_staff(user, letter, key), address, Now(), about)[0]


def key_to_staff(user: User, letter: StaffLetter, key: str) -> str:
    """The whole key of a letter to this person; there is one of each."""
    return f"staff:{user.pk}:{letter}:{key}"


def write_to_operator(letter: OperatorLetter, *, key: str, params: dict[str, Any]) -> Message | None:
    """Add a letter to whoever runs the installation to the outbox; nothing where no address is set."""
    address = settings.RECORD_HEAD_TO
    about = {"letter": letter, "params": params}
    return _write(f"operator:{letter}:{key}", address, Now(), about)[0] if address else None


def _write(key: str, address: str, due_at: Combinable, about: dict[str, Any]) -> tuple[Message, bool]:
    message_id = f"<{secrets.token_hex(16)}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"
    defaults = {
        "message_id": message_id,
        "recipient_sealed": seal_recipient(address, message_id=message_id),
        "recipient_fingerprint": recipient_fingerprint(address),
        "due_at": due_at,
    }
    message, made = Message.objects.get_or_create(key=key, defaults={**defaults, **about})
    if made:
        message.refresh_from_db(fields=["due_at"])
    return message, made


def send_again(letters: QuerySet[Message]) -> int:
    """Letters that failed go once more, now: how many. Those whose recipient is forgotten cannot."""
    failed = letters.filter(failed_at__isnull=False, cancelled_at=None).exclude(recipient_sealed=None)
    return failed.update(
        failed_at=None, sent_at=None, refused_at=None, problem="", attempts=0, due_at=Now(), lease_until=None, claim=""
    )


def cancel(code_request: CodeRequest, *letters: Letter) -> int:
    """Take letters back that have not gone: how many. A letter under way is not stopped; its link tells the truth.

    The letter to a former address goes whatever becomes of the request.
    """
    waiting = Message.objects.waiting().filter(code_request=code_request)
    waiting = waiting.filter(letter__in=letters) if letters else waiting.exclude(letter=Letter.FORMER_ADDRESS)
    for message in waiting:
        note(message, "letter_cancelled")
    return waiting.update(cancelled_at=timezone.now(), recipient_sealed=None)


def set_aside(letters: QuerySet[Message]) -> int:
    """Letters that failed are left unsent for good: how many."""
    failed = letters.filter(failed_at__isnull=False, cancelled_at=None)
    return failed.update(cancelled_at=timezone.now(), recipient_sealed=None)


def readdress(code_request: CodeRequest, address: str, *, former: str) -> bool:
    """Letters about this request that still wait go to another address, and those that failed are set aside.

    Says whether letters reach the former address, as far as is known: not where its mailbox was refused and has taken
    none.
    """
    about = Message.objects.filter(code_request=code_request)
    to_former = about.filter(recipient_fingerprint=recipient_fingerprint(former))
    refused = to_former.filter(failed_at__isnull=False, problem__in=(Problem.MAILBOX, Problem.BOUNCED))
    taken = to_former.filter(sent_at__isnull=False, failed_at=None)
    reached = bool(former) and (taken.exists() or not refused.exists())
    set_aside(about)
    for message in Message.objects.waiting().filter(code_request=code_request).exclude(letter=Letter.FORMER_ADDRESS):
        message.recipient_sealed = seal_recipient(address, message_id=message.message_id)
        message.recipient_fingerprint = recipient_fingerprint(address)
        message.save(update_fields=["recipient_sealed", "recipient_fingerprint"])
    return reached


def forget_recipients(code_request: CodeRequest) -> None:
    """No letter about this request is sent any more, and none tells to whom it was."""
    about = Message.objects.filter(code_request=code_request)
    Message.objects.waiting().filter(code_request=code_request).update(cancelled_at=timezone.now())
    set_aside(about)
    about.update(recipient_sealed=None, recipient_fingerprint="")
