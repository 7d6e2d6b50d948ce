"""The state machine of a request, as data: which moves there are, from where to where, who may ask, and under which
guards.

Nothing here touches the database or the web. `workflow` is the only writer of a status and makes every move by this
table; pages and buttons ask `moves_from()` and never compare statuses themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a request stands, as the customer would say it."""

    DRAFT = "draft"
    RECEIVED = "received"
    CHECKING = "checking"
    NEEDS_INFO = "needs_info"
    LOOKUP = "lookup"
    READY = "ready"
    NOT_WORKED = "not_worked"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    MERGED = "merged"
    ERASED = "erased"


class Party(StrEnum):
    """Who asks for a move."""

    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


class Guard(StrEnum):
    """What must hold before a move; `workflow.guards` binds each name to the function that looks."""

    ANSWERED = "answered"
    ITEMS_ANSWERED = "items_answered"
    COVERED = "covered"
    LEAD = "lead"
    PERSON = "person"
    FIRST_PERSON = "first_person"
    REASON = "reason"
    COMPLETE = "complete"
    APPROVED = "approved"
    CANDIDATE = "candidate"
    SECOND_LOOK = "second_look"
    PAID = "paid"
    SUSPICION = "suspicion"
    UNSEEN = "unseen"
    SEEN = "seen"
    APPEAL_OPEN = "appeal_open"
    ONE_CUSTOMER = "one_customer"
    NO_CODE_GIVEN = "no_code_given"
    PROVEN_BEFORE = "proven_before"
    STILL_PROVEN = "still_proven"
    WHOLE = "whole"


@dataclass(frozen=True)
class Move:
    """One row of the table. `name` is also the kind of the event that it leaves."""

    name: str
    sources: frozenset[Status]
    target: Status
    parties: frozenset[Party]
    guards: tuple[Guard, ...]

    def __str__(self) -> str:
        return self.name


OPEN = frozenset({Status.RECEIVED, Status.CHECKING, Status.NEEDS_INFO, Status.LOOKUP, Status.READY, Status.NOT_WORKED})
ENDED = frozenset({Status.CLOSED, Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED, Status.MERGED, Status.ERASED})
WITH_STAFF = frozenset({Status.RECEIVED, Status.CHECKING, Status.LOOKUP, Status.NOT_WORKED})


def _move(
    name: str, sources: Iterable[Status], target: Status, *parties: Party, guards: tuple[Guard, ...] = ()
) -> Move:
    return Move(name, frozenset(sources), target, frozenset(parties), guards)


SEND = _move("send", [Status.DRAFT], Status.RECEIVED, Party.CUSTOMER, Party.STAFF, guards=(Guard.ANSWERED,))
TAKE = _move("take", [Status.RECEIVED], Status.CHECKING, Party.STAFF, guards=(Guard.PERSON,))
ASK = _move(
    "ask", [Status.CHECKING, Status.LOOKUP, Status.NOT_WORKED], Status.NEEDS_INFO, Party.STAFF, guards=(Guard.PERSON,)
)
ANSWER = _move(
    "answer", [Status.NEEDS_INFO], Status.CHECKING, Party.CUSTOMER, guards=(Guard.ITEMS_ANSWERED, Guard.COVERED)
)
RELY = _move(
    "rely", [Status.CHECKING], Status.CHECKING, Party.STAFF,
    guards=(Guard.PERSON, Guard.FIRST_PERSON, Guard.PROVEN_BEFORE),
)  # fmt: skip
APPROVE = _move(
    "approve", [Status.CHECKING], Status.LOOKUP, Party.STAFF,
    guards=(Guard.PERSON, Guard.FIRST_PERSON, Guard.STILL_PROVEN, Guard.COMPLETE),
)  # fmt: skip
DELIVER = _move(
    "deliver", [Status.LOOKUP], Status.READY, Party.STAFF,
    guards=(
        Guard.PERSON, Guard.FIRST_PERSON, Guard.APPROVED, Guard.STILL_PROVEN, Guard.COMPLETE, Guard.CANDIDATE,
        Guard.SECOND_LOOK, Guard.PAID,
    ),
)  # fmt: skip
RECALL = _move("recall", [Status.READY], Status.LOOKUP, Party.STAFF, guards=(Guard.PERSON, Guard.UNSEEN))
RECHECK = _move(
    "recheck", [Status.LOOKUP, Status.NOT_WORKED], Status.CHECKING, Party.STAFF, guards=(Guard.PERSON, Guard.REASON)
)
LOOK_AGAIN = _move(
    "look_again", [Status.NOT_WORKED], Status.LOOKUP, Party.STAFF,
    guards=(Guard.PERSON, Guard.FIRST_PERSON, Guard.WHOLE, Guard.REASON, Guard.APPROVED, Guard.COMPLETE),
)  # fmt: skip
REFUSE = _move(
    "refuse", [Status.CHECKING, Status.LOOKUP, Status.NOT_WORKED], Status.REFUSED, Party.STAFF,
    guards=(Guard.PERSON, Guard.FIRST_PERSON, Guard.SUSPICION),
)  # fmt: skip
APPEAL = _move("appeal", [Status.REFUSED], Status.CHECKING, Party.CUSTOMER, guards=(Guard.APPEAL_OPEN, Guard.COVERED))
WORKED = _move("worked", [Status.READY, Status.NOT_WORKED], Status.CLOSED, Party.CUSTOMER, guards=(Guard.SEEN,))
NOT_WORKED = _move("not_worked", [Status.READY, Status.CLOSED], Status.NOT_WORKED, Party.CUSTOMER, guards=(Guard.SEEN,))
LOOKED_AT = (Status.CHECKING, Status.LOOKUP, Status.READY, Status.NOT_WORKED)
CHANGE_ADDRESS = _move("change_address", LOOKED_AT, Status.CHECKING, Party.CUSTOMER)
OBJECT = _move("object", LOOKED_AT, Status.CHECKING, Party.CUSTOMER)
WITHDRAW = _move("withdraw", OPEN, Status.WITHDRAWN, Party.CUSTOMER)
EXPIRE = _move("expire", [Status.NEEDS_INFO], Status.EXPIRED, Party.SYSTEM)
MERGE = _move(
    "merge", [Status.RECEIVED, Status.CHECKING, Status.NEEDS_INFO, Status.LOOKUP], Status.MERGED, Party.STAFF,
    guards=(Guard.PERSON, Guard.FIRST_PERSON, Guard.ONE_CUSTOMER, Guard.NO_CODE_GIVEN),
)  # fmt: skip
CLOSE_UNANSWERED = _move("close_unanswered", [Status.READY], Status.CLOSED, Party.SYSTEM)
ERASE = _move(
    "erase", (OPEN | ENDED) - {Status.ERASED}, Status.ERASED, Party.CUSTOMER, Party.STAFF, Party.SYSTEM,
    guards=(Guard.LEAD,),
)  # fmt: skip

MOVES: tuple[Move, ...] = (
    SEND, TAKE, ASK, ANSWER, RELY, APPROVE, DELIVER, RECALL, RECHECK, LOOK_AGAIN, REFUSE, APPEAL, WORKED, NOT_WORKED,
    CHANGE_ADDRESS, OBJECT, WITHDRAW, EXPIRE, MERGE, CLOSE_UNANSWERED, ERASE,
)  # fmt: skip


def moves_from(status: Status | str, party: Party) -> tuple[Move, ...]:
    """The moves that this party may ask for in this status, in the order of the table."""
    return tuple(move for move in MOVES if status in move.sources and party in move.parties)


def diagram() -> str:
    """The table as a Mermaid state diagram; the README shows exactly this."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for move in MOVES:
        if move is ERASE:
            continue
        who = "/".join(sorted(move.parties))
        lines += [f"    {source} --> {move.target}: {move.name} ({who})" for source in sorted(move.sources)]
    lines += ["    note right of erased: every state but draft may be erased"]
    return "\n".join(lines)
