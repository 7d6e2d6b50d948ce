"""Where letters go: the mail server that EMAIL_URL names or, embedded, a folder that the letters page reads."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

LETTERS_URL = "letters://"
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465, "smtp+ssl": 465}


@dataclass(frozen=True, kw_only=True)
class Mail:
    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


FILE_OF_LETTERS = Mail(backend="config.mail.FileOfLetters")


def read_url(url: str) -> Mail:
    """smtp:// plain, smtp+tls:// with STARTTLS, smtps:// with TLS from the first byte."""
    if url == LETTERS_URL:
        return FILE_OF_LETTERS
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("not the address of a mail server")
    return Mail(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme in ("smtps", "smtp+ssl"),
    )


class FileOfLetters(BaseEmailBackend):
    """One file a letter, mode 0600, named so that they sort by time. Renamed into place: never half a letter."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder: Path = settings.LETTERS_DIR
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
            draft = folder / f"{name}.part"
            draft.touch(mode=0o600, exist_ok=False)
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)
