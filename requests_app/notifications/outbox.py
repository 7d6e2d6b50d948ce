"""Write a letter into the outbox, in the transaction that caused it; what goes out, and when, follows from the row."""

import secrets
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import default_task_backend

from requests_app.models import CodeRequest, Letter, Message
from requests_app.notifications import sending
from requests_app.vault import cipher


def recipient_fingerprint(address: str) -> str:
    """Tells that two letters go to one mailbox, without keeping the address."""
    return cipher.fingerprint(address.strip().lower(), purpose="recipient")


def write(
    code_request: CodeRequest,
    letter: Letter,
    *,
    key: str,
    due_at: datetime | None = None,
    params: dict[str, Any] | None = None,
    recipient: str | None = None,
) -> Message:
    """Add a letter to the outbox. `key` makes it one of its kind: writing it twice gives one letter.

    `params` carries dates and codes of reasons only; names, numbers and links are put in when the letter is made.
    """
    address = code_request.email if recipient is None else recipient
    message, made = Message.objects.get_or_create(
        key=f"{code_request.pk}:{letter}:{key}",
        defaults={
            "code_request": code_request,
            "letter": letter,
            "message_id": f"<{secrets.token_hex(16)}@radio-code-desk>",
            "recipient": address,
            "recipient_fingerprint": recipient_fingerprint(address),
            "params": params or {},
            "due_at": due_at or timezone.now(),
        },
    )
    if made:
        transaction.on_commit(partial(_enqueue, message.pk, message.due_at), robust=True)
    return message


def _enqueue(message_id: int, due_at: datetime) -> None:
    """The fast path. What an engine cannot defer, or loses, the worker's round finds when it is due."""
    if due_at <= timezone.now():
        sending.deliver.enqueue(message_id)
    elif default_task_backend.supports_defer:
        sending.deliver.using(run_after=due_at).enqueue(message_id)


def cancel(code_request: CodeRequest, *letters: Letter) -> int:
    """Take letters back that have not gone: how many. A letter under way is not stopped; its link tells the truth."""
    waiting = Message.objects.filter(code_request=code_request, sent_at=None, failed_at=None, cancelled_at=None)
    if letters:
        waiting = waiting.filter(letter__in=letters)
    return waiting.update(cancelled_at=timezone.now(), recipient="")
