"""Reads the folder of letters that the embedded profile keeps instead of sending."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

NAME = re.compile(r"\d{8}-\d{6}-\d{6}-[0-9a-f]{8}")
MOST = 200


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
