"""Short texts that rest sealed in a row of the database and open only for that row."""

from requests_app.vault import cipher


def seal_text(text: str, *, context: str) -> bytes | None:
    """The text as the row named by `context` keeps it; nothing stays nothing."""
    return cipher.seal(text.encode(), context=context) if text else None


def open_text(sealed: bytes | memoryview | None, *, context: str) -> str:
    """What was sealed for this context, or nothing where nothing is kept. Raises Unreadable."""
    return cipher.unseal(bytes(sealed), context=context).decode() if sealed else ""
