"""The folder of letters that the embedded profile keeps instead of sending: written here, read by its page."""

import email
import email.policy
import re
import secrets
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

NAME = re.compile(r"\d{8}-\d{6}-\d{6}-[0-9a-f]{8}")
MOST = 200
REFUSING = "@refuses.example"


@dataclass(frozen=True, kw_only=True)
class Letter:
    name: str
    to: str
    subject: str
    written_at: datetime
    text: str
    html: str


def newest(folder: Path) -> list[Letter]:
    names = sorted((path.stem for path in folder.glob("*.eml") if NAME.fullmatch(path.stem)), reverse=True)
    return [found for name in names[:MOST] if (found := read(folder, name))]


def read(folder: Path, name: str) -> Letter | None:
    if not NAME.fullmatch(name):
        return None
    try:
        content = (folder / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
    return Letter(
        name=name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        written_at=datetime.strptime(name[:22], "%Y%m%d-%H%M%S-%f").replace(tzinfo=UTC),
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


class FileOfLetters(BaseEmailBackend):
    """One file a letter, mode 0600, named so that they sort by time. Renamed into place: never half a letter.

    Mailboxes at refuses.example are refused, as a mail server refuses those that it does not know.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[mail.EmailMessage]) -> int:
        folder: Path = settings.LETTERS_DIR
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            if refused := [address for address in message.recipients() if address.endswith(REFUSING)]:
                raise smtplib.SMTPRecipientsRefused(dict.fromkeys(refused, (550, b"No such mailbox")))
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
            draft = folder / f"{name}.part"
            draft.touch(mode=0o600, exist_ok=False)
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)
