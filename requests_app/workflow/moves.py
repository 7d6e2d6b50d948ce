"""The one place that changes a status: lock, version, guards of the table, change and event in one transaction."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from requests_app import releases, webhooks
from requests_app.models import CodeRequest, UnsentForm, record
from requests_app.states import ENDED, WITH_STAFF, Move, Party
from requests_app.workflow.errors import MoveRefused, NotAllowed, NotComplete
from requests_app.workflow.guards import Asked, lacking
from requests_app.workflow.people import allow
from requests_app.workflow.wanting import judge_wanted

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NOTHING_APPROVED: Mapping[str, None] = {
    "approved_by": None,
    "approved_at": None,
    "delivered": None,
    "delivered_at": None,
}

AFRESH: Mapping[str, Any] = {
    "parked_until": None,
    "parked_for": "",
    "given_back_by": None,
    "given_back_at": None,
    "second_look_since": None,
}
"""What every move takes back: it waits for nothing any more, and whoever gave it back may be handed it again."""


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
        **{
            **AFRESH,
            **_brought(move, party),
            **asked.changes,
            "status": move.target,
            "version": F("version") + 1,
        }
    )
    code_request.refresh_from_db()
    if move.target in ENDED:  # nobody sends any more what was typed for it
        UnsentForm.objects.filter(code_request=code_request.pk).delete()
    user_id = by.pk if by else None
    event = record(code_request, move.name, party=party, user_id=user_id, reason=reason, data=said, locked=True)
    if current.status != move.target:
        webhooks.announce(code_request, event)
    releases.issue(code_request, move.name)
    judge_wanted(code_request)


def _brought(move: Move, party: Party) -> dict[str, Any]:
    """By which move of the customer the request came to the desk; the queue marks answers and appeals by it."""
    return {"came_by": move.name} if party is Party.CUSTOMER and move.target in WITH_STAFF else {}


def new_round(code_request: CodeRequest) -> dict[str, Any]:
    """What a fresh verification takes back: the approval and the chosen code."""
    return {"verification_round": code_request.verification_round + 1, **NOTHING_APPROVED}
