"""Rows by the hundred thousand, written by the database itself."""

from typing import Any

from requests_app.models import Message


def add_letters(cursor: Any, *, failing: int) -> None:
    """A letter that went for each request without one; of one in so many the mailbox was refused, for good or so far.
    One letter must be there as their model."""
    names = [str(field.column) for field in Message._meta.concrete_fields if field.column != "id"]
    own = {
        **dict.fromkeys(("key", "message_id"), "'many-' || r.id"), "code_request_id": "r.id",
        "failed_at": f"CASE WHEN mod(r.id, {2 * failing}) = 0 THEN now() END",
        "problem": f"CASE WHEN mod(r.id, {failing}) = 0 THEN 'mailbox' ELSE '' END",
        "sent_at": f"CASE WHEN mod(r.id, {2 * failing}) = {failing} THEN NULL ELSE now() END",
    }  # fmt: skip
    taken = ", ".join(own.get(name, f"m.{name}") for name in names)
    cursor.execute(
        f"INSERT INTO requests_app_message ({', '.join(names)}) SELECT {taken} "  # noqa: S608 - our own columns
        "FROM requests_app_coderequest r, (SELECT * FROM requests_app_message ORDER BY id LIMIT 1) m "
        "WHERE NOT EXISTS (SELECT 1 FROM requests_app_message own WHERE own.code_request_id = r.id)"
    )
