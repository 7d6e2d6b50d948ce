"""The one place that changes a status: a conditional update, its guard and its event, in one transaction."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from requests_app.models import CodeRequest, Member, Role, record
from requests_app.states import Move, Party, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Guard = Callable[[CodeRequest], str]
"""Looks at the request as it stands in the transaction; says what is missing, or nothing."""


class WorkflowError(Exception):
    """Something was asked that cannot be done. `reason` is a short code, never a personal datum."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MoveRefused(WorkflowError):
    """The request is not where the caller believed: somebody was faster, or the move does not start here."""


class NotAllowed(WorkflowError):
    """This person has no such role at this desk."""


class NotComplete(WorkflowError):
    """Something that must come first is missing; `missing` names it by code."""

    def __init__(self, *missing: str) -> None:
        super().__init__("missing: " + ", ".join(missing))
        self.missing = missing


STAFF_ROLES = (Role.CLERK, Role.LEAD)
NOTHING_APPROVED: Mapping[str, None] = {
    "approved_by": None,
    "approved_at": None,
    "second_person": None,
    "delivered": None,
    "delivered_at": None,
}


def allow(code_request: CodeRequest, by: "User", *roles: Role) -> None:
    """Make sure that this person works at this request's desk in one of these roles (by default clerk or lead)."""
    wanted = roles or STAFF_ROLES
    members = Member.objects.filter(desk=code_request.desk_id, user_id=by.pk, role__in=wanted)
    if not (by.is_active and by.is_staff and members.exists()):
        raise NotAllowed("role")


def make(
    move: Move,
    code_request: CodeRequest,
    *,
    party: Party,
    by: "User | None" = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    guard: Guard | None = None,
    extra_sources: frozenset[Status] = frozenset(),
) -> None:
    """Move the request, together with `changes` to its other columns. Call inside the transaction of what follows.

    The caller's copy must be fresh: its `version` decides. Of two callers with the same copy one wins; the other gets
    MoveRefused. Staff must hold a role at the desk. `extra_sources` lets a repeated move stay where it is.
    """
    if party not in move.parties:
        raise NotAllowed(move.name)
    if party is Party.STAFF:
        if by is None:
            raise NotAllowed(move.name)
        allow(code_request, by)
    columns = {**(changes or {}), "status": move.target, "version": F("version") + 1}
    with transaction.atomic():
        moved = CodeRequest.objects.filter(
            pk=code_request.pk, version=code_request.version, status__in=move.sources | extra_sources
        ).update(**columns)
        if not moved:
            raise MoveRefused(move.name)
        code_request.refresh_from_db()
        if guard and (missing := guard(code_request)):
            raise NotComplete(missing)
        record(code_request, move.name, party=party, user_id=by.pk if by else None, reason=reason, data=data)


def new_round(code_request: CodeRequest) -> dict[str, Any]:
    """What a fresh verification takes back: the approval, the second person, the chosen code."""
    return {"verification_round": code_request.verification_round + 1, **NOTHING_APPROVED}
