"""The one place that changes a status: lock, version, guards of the table, change and event in one transaction."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from requests_app import releases, webhooks
from requests_app.models import CodeRequest, Event, UnsentForm, record
from requests_app.states import ENDED, WITH_STAFF, Move, Party
from requests_app.workflow.errors import MoveRefused, NotAllowed, NotComplete
from requests_app.workflow.guards import Asked, missing_for
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
    own = _who_asks(move, code_request, party, by)
    rows = CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version)
    current = rows.select_for_update().first()
    if current is None:
        raise MoveRefused(move.name)
    asked = Asked(current, by, reason, changes or {}, own)
    _carry_out(move, code_request, asked, party=party, data=data)


def make_locked(
    move: Move,
    code_request: CodeRequest,
    *,
    by: "User",
    changes: Mapping[str, Any] | None = None,
    after: Event | None = None,
) -> None:
    """The same for staff whose transaction holds the row, of which their copy is; `after` is the line that it has
    written last."""
    own = _who_asks(move, code_request, Party.STAFF, by)
    asked = Asked(code_request, by, "", changes or {}, own)
    _carry_out(move, code_request, asked, party=Party.STAFF, after=after)


def _who_asks(move: Move, code_request: CodeRequest, party: Party, by: "User | None") -> Collection[str]:
    """Make sure that this party, and of the staff this person, may ask for the move at all; the person's mailboxes."""
    if party not in move.parties or (party is Party.STAFF and by is None):
        raise NotAllowed(move.name)
    return allow(code_request, by) if by else ()


def _carry_out(
    move: Move,
    code_request: CodeRequest,
    asked: Asked,
    *,
    party: Party,
    data: dict[str, Any] | None = None,
    after: Event | None = None,
) -> None:
    current, before, by = asked.code_request, asked.code_request.status, asked.by
    if before not in move.sources:
        raise MoveRefused(move.name)
    if missing := [code for guard in move.guards for code in missing_for(guard, asked)]:
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
    user_id, reason = by.pk if by else None, asked.reason
    event = record(
        code_request, move.name, party=party, user_id=user_id, reason=reason, data=said, locked=True, after=after
    )
    if before != move.target:
        webhooks.announce(code_request, event)
    releases.issue(code_request, move.name)
    judge_wanted(code_request)


def _brought(move: Move, party: Party) -> dict[str, Any]:
    """By which move of the customer the request came to the desk; the queue marks answers and appeals by it."""
    return {"came_by": move.name} if party is Party.CUSTOMER and move.target in WITH_STAFF else {}


def new_round(code_request: CodeRequest) -> dict[str, Any]:
    """What a fresh verification takes back: the approval and the chosen code."""
    return {"verification_round": code_request.verification_round + 1, **NOTHING_APPROVED}
