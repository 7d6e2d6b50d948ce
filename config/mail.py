"""Where letters go: the mail server that EMAIL_URL names or, embedded, a folder that the letters page reads.

And where reports of letters that came back arrive: the mailbox that BOUNCE_MAILBOX names.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

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


FILE_OF_LETTERS = Mail(backend="config.letters.FileOfLetters")


def read_url(url: str) -> Mail:
    """smtp:// plain, smtp+tls:// with STARTTLS, smtps:// with TLS from the first byte."""
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


def sender_at(host: str | None, *, embedded: bool) -> str | None:
    """The sender's address where none is given: at the site's own domain, if it has one."""
    if not host:
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return f"radio-code-desk@{host}"
    return "radio-code-desk@localhost" if embedded else None


IMAP_PORTS = {"imap": 143, "imaps": 993}


@dataclass(frozen=True, kw_only=True)
class MailboxPlace:
    """A Maildir or mbox file (`path`), or a folder (`path`) at an IMAP server."""

    kind: str
    path: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    tls: bool = False


def read_mailbox(url: str) -> MailboxPlace:
    """maildir:///folder, mbox:///file, or imaps://user:password@host/FOLDER (imap:// without encryption)."""
    parts = urlsplit(url)
    if parts.scheme in ("maildir", "mbox") and not parts.netloc and parts.path.strip("/"):
        return MailboxPlace(kind=parts.scheme, path=unquote(parts.path))
    if parts.scheme not in IMAP_PORTS or not (parts.hostname and parts.username and parts.password):
        raise ValueError("not the place of a mailbox")
    return MailboxPlace(
        kind="imap",
        path=unquote(parts.path.strip("/")) or "INBOX",
        host=parts.hostname,
        port=parts.port or IMAP_PORTS[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password),
        tls=parts.scheme == "imaps",
    )
