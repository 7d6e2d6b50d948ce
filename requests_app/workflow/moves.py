"""The one place that changes a status: lock, version, guards of the table, change and event in one transaction."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from requests_app.models import CodeRequest, record
from requests_app.states import Move, Party
from requests_app.workflow.errors import MoveRefused, NotAllowed, NotComplete
from requests_app.workflow.guards import Asked, lacking
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NOTHING_APPROVED: Mapping[str, None] = {
    "approved_by": None,
    "approved_at": None,
    "delivered": None,
    "delivered_at": None,
}


@transaction.atomic
def make(
    move: Move,
    code_request: CodeRequest,
    *,
    party: Party,
    by: "User | None" = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Move the request, together with `changes` to its other columns. Call inside the transaction of what follows.

    The caller's copy must be fresh: its `version` decides. Of two callers with the same copy one wins; the other gets
    MoveRefused. Staff must hold a role at the desk. Every guard of the move looks at the request as it stands under
    the lock; NotComplete says what they miss.
    """
    if party not in move.parties:
        raise NotAllowed(move.name)
    if party is Party.STAFF:
        if by is None:
            raise NotAllowed(move.name)
        allow(code_request, by)
    rows = CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version, status__in=move.sources)
    current = rows.select_for_update().first()
    if current is None:
        raise MoveRefused(move.name)
    asked = Asked(current, by, reason, changes or {})
    if missing := [code for guard in move.guards for code in lacking(guard, asked)]:
        raise NotComplete(*dict.fromkeys(missing))
    said = {"round": current.verification_round, **(data or {})}
    CodeRequest.objects.filter(pk=current.pk).update(
        **{**asked.changes, "status": move.target, "version": F("version") + 1}
    )
    code_request.refresh_from_db()
    record(code_request, move.name, party=party, user_id=by.pk if by else None, reason=reason, data=said)


def new_round(code_request: CodeRequest) -> dict[str, Any]:
    """What a fresh verification takes back: the approval and the chosen code."""
    return {"verification_round": code_request.verification_round + 1, **NOTHING_APPROVED}
