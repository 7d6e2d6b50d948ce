"""Many rows: copies by the thousand, and by the hundred thousand as the database itself writes them."""

from copy import copy
from typing import Any

from requests_app.models import CodeRequest, Message


def copies(code_request: CodeRequest, number: int) -> list[CodeRequest]:
    """So many rows like this one, each with a reference of its own."""
    there, model = CodeRequest.objects.count(), CodeRequest.objects.get(pk=code_request.pk)
    rows = [copy(model) for _ in range(number)]
    for place, row in enumerate(rows, start=there):
        row.pk, row.reference, row.draft_digest = None, f"RC-{place:05d}-ZZ", None
    return CodeRequest.objects.bulk_create(rows)


def add_letters(cursor: Any, *, failing: int) -> None:
    """A letter that went for each request without one; of one in so many the mailbox was refused, for good or so far.
    One letter must be there as their model."""
    names = [str(field.column) for field in Message._meta.concrete_fields if field.column != "id"]
    own = {
        **dict.fromkeys(("key", "message_id"), "'many-' || r.id"), "code_request_id": "r.id",
        "at_desk_id": "r.desk_id",
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
