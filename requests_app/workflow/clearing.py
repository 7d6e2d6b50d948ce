"""Flags are cleared one by one: by whom, why, and on which evidence. What is found later opens a flag again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from requests_app.flags import AFTER_APPROVAL, Flag, FlagKind, flags_for
from requests_app.missing import MissingOf
from requests_app.models import CodeRequest, FlagClearance, record
from requests_app.states import Party, Status
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.people import work_on

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST_REASON = 300
CLEARED_IN = (Status.CHECKING, Status.LOOKUP, Status.NOT_WORKED)
Clearances = Mapping[str, FlagClearance]


@transaction.atomic
def clear_flags(code_request: CodeRequest, reasons: Mapping[FlagKind, str], *, by: "User") -> list[FlagClearance]:
    """Keep why each of these flags is no reason to say no, for exactly what it rests on now; all of them or none.

    NotComplete("flag:KIND") where the reason is missing or longer than LONGEST_REASON, MoveRefused where such a flag
    does not stand. The same reason for the same evidence again changes nothing.
    """
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    work_on(current, by)
    if current.status not in CLEARED_IN or current.verification_round != code_request.verification_round:
        raise MoveRefused("clear_flag")
    standing = {flag.kind: flag for flag in flags_for(current)}
    if not reasons.keys() <= standing.keys():
        raise MoveRefused("clear_flag")
    said = {kind: reason.strip() for kind, reason in reasons.items()}
    unsaid = [kind for kind, reason in said.items() if not 0 < len(reason) <= LONGEST_REASON]
    if unsaid:
        raise NotComplete(*(MissingOf.FLAG.named(kind) for kind in unsaid))
    before = clearances_of(current, standing.values())
    return [
        _clear(current, standing[kind], reason, by)
        for kind, reason in said.items()
        if kind not in before or before[kind].reason != reason
    ]


def _clear(code_request: CodeRequest, flag: Flag, reason: str, by: "User") -> FlagClearance:
    clearance = FlagClearance.objects.create(
        code_request=code_request,
        round=code_request.verification_round,
        kind=flag.kind,
        evidence=flag.keys,
        reason=reason,
        by=by,
    )
    data = {"flag": flag.kind, "evidence": len(flag.keys), "round": clearance.round, "clearance": clearance.pk}
    record(code_request, "clear_flag", party=Party.STAFF, user_id=by.pk, reason=reason, data=data)
    return clearance


def said_of_flags(code_request: CodeRequest) -> list[FlagClearance]:
    """Everything that was said of flags in this round, oldest first."""
    rows = code_request.flag_clearances.filter(round=code_request.verification_round).select_related("by")
    return list(rows.order_by("pk"))


def clearances_of(
    code_request: CodeRequest, flags: Iterable[Flag], said: Sequence[FlagClearance] | None = None
) -> dict[str, FlagClearance]:
    """By its kind, what was said last of each of these flags in this round and counts for all that it rests on now. A
    page may pass what `said_of_flags` gave it."""
    newest = {row.kind: row for row in (said_of_flags(code_request) if said is None else said)}
    evidence = {flag.kind: set(flag.keys) for flag in flags}
    return {
        kind: newest[kind] for kind, keys in evidence.items() if kind in newest and keys <= set(newest[kind].evidence)
    }


def uncleared(
    code_request: CodeRequest, flags: Iterable[Flag], said: Sequence[FlagClearance] | None = None
) -> list[FlagKind]:
    """The high flags of which nobody has said yet, in this round and for what they rest on, why they are no reason."""
    high = [flag for flag in flags if flag.high and flag.kind not in AFTER_APPROVAL]
    if not high:
        return []
    cleared = clearances_of(code_request, high, said)
    return [flag.kind for flag in high if flag.kind not in cleared]
