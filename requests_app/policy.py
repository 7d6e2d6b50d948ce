"""Which evidence a desk asks of whom, which questions staff must answer, and what asks for a second person.

Levels follow data minimisation: no identity paper unless the desk is Strict; at the counter nothing is uploaded. The
policy in force is frozen into a request when it is sent: what a desk changes later holds for requests sent later.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from guides_app.identifiers import Kind
from requests_app.models import Asker, CheckKind, CodeRequest, Event, EvidenceLevel, Slot
from requests_app.uncovered import waiting

RADIO = (Slot.LABEL, Slot.FRONT)
CAR = (Slot.CERTIFICATE, Slot.PURCHASE)
SHOWN_ON: dict[CheckKind, tuple[Slot, ...]] = {
    CheckKind.NUMBER: RADIO,
    CheckKind.VIN: CAR,
    CheckKind.LABEL_REAL: RADIO,
    CheckKind.CERTIFICATE: CAR,
    CheckKind.HOLDER: CAR,
    CheckKind.CAR: CAR,
    CheckKind.PERMISSION: (Slot.PERMISSION,),
    CheckKind.VIN_PLATE: (Slot.VIN_PLATE,),
    CheckKind.IDENTITY: (Slot.IDENTITY,),
}
"""The documents that answer a question; whoever answers has opened every page of them."""


class Rule(StrEnum):
    """What may ask for a second person."""

    HIGH_FLAG = "high_flag"
    OVERRIDE = "override"
    TYPED_CODE = "typed_code"
    FIRST_RELEASES = "first_releases"
    DRAWN = "drawn"
    ALWAYS = "always"
    LOWERED = "lowered"
    OBJECTED = "objected"


@dataclass(frozen=True)
class Policy:
    """What one request is verified by. `drawn` says whether it fell into the random share; that is drawn once."""

    level: EvidenceLevel
    slots: tuple[str, ...]
    high_flag: bool
    override: bool
    typed_code: bool
    first_releases: int
    random_share: int
    drawn: bool
    always: bool
    single_person: bool
    wait_hours: int

    @classmethod
    def of_desk(cls, code_request: CodeRequest) -> Self:
        """What the desk asks now, for a request as this one is."""
        desk = code_request.desk
        level = EvidenceLevel(desk.evidence_level)
        return cls(
            level=level,
            slots=tuple(str(slot) for slot in _slots(code_request, level)),
            high_flag=desk.second_person,
            override=desk.second_for_override,
            typed_code=desk.second_for_typed_code,
            first_releases=desk.second_for_first,
            random_share=desk.second_share,
            drawn=secrets.randbelow(100) < desk.second_share,
            always=desk.second_always,
            single_person=desk.single_person,
            wait_hours=desk.single_wait_hours,
        )

    @classmethod
    def of(cls, code_request: CodeRequest) -> Self:
        """The policy that was frozen into the request; of a draft what the desk asks now."""
        frozen = code_request.policy
        if not frozen:
            return cls.of_desk(code_request)
        return cls(**{**frozen, "level": EvidenceLevel(frozen["level"]), "slots": tuple(frozen["slots"])})

    def as_json(self) -> dict[str, Any]:
        """As it is kept in the request and named in the record."""
        return {**asdict(self), "slots": list(self.slots)}


POLICY_CHANGED = "policy_changed"
BEFORE_SENDING = timedelta(hours=48)
STRENGTH = (EvidenceLevel.COUNTER, EvidenceLevel.BASIC, EvidenceLevel.STANDARD, EvidenceLevel.STRICT)
FIELDS = {
    "evidence_level": "level",
    "second_person": "high_flag",
    "second_for_override": "override",
    "second_for_typed_code": "typed_code",
    "second_for_first": "first_releases",
    "second_share": "random_share",
    "second_always": "always",
    "single_person": "single_person",
    "single_wait_hours": "wait_hours",
}
"""The columns of a desk that say how much is asked, and what each is called in a frozen policy."""


def asks_less(column: str, before: Any, after: Any) -> bool:
    """Whether a desk asks less of a request with this column at `after` than at `before`."""
    if column not in FIELDS or before is None or after is None:
        return False
    if column == "evidence_level":
        return STRENGTH.index(EvidenceLevel(after)) < STRENGTH.index(EvidenceLevel(before))
    return bool(before < after) if column == "single_person" else bool(after < before)


def lowerings(desk_ids: Iterable[int], *, since: datetime) -> list[Event]:
    """The lines about the policy of these desks by which it asked less than before."""
    lines = Event.objects.filter(desk__in=set(desk_ids), kind=POLICY_CHANGED, at__gte=since).order_by("at")
    return [line for line in lines if any(asks_less(column, *change) for column, change in line.data.items())]


def lowered_from(code_request: CodeRequest) -> datetime:
    """From when on a lowered policy may have been lowered for this request."""
    sent_at = code_request.sent_at
    return min(code_request.started_at, sent_at - BEFORE_SENDING) if sent_at else code_request.started_at


def sent_under_less(code_request: CodeRequest, lines: Iterable[Event]) -> bool:
    """Whether the policy frozen at sending asks less than the desk did shortly before, by these lines."""
    frozen, sent_at = code_request.policy, code_request.sent_at
    if not frozen or sent_at is None:
        return False
    return any(
        asks_less(column, before, frozen[FIELDS[column]])
        for line in lines
        if line.desk_id == code_request.desk_id and lowered_from(code_request) <= line.at <= sent_at
        for column, (before, _after) in line.data.items()
        if FIELDS.get(column) in frozen
    )


def slots_for(code_request: CodeRequest) -> tuple[Slot, ...]:
    """The documents this customer is asked for, in the order of the wizard."""
    return tuple(Slot(slot) for slot in Policy.of(code_request).slots)


def _slots(code_request: CodeRequest, level: EvidenceLevel) -> tuple[Slot, ...]:
    if level is EvidenceLevel.COUNTER:
        return ()
    slots = [radio_slot(code_request)]
    if level in (EvidenceLevel.STANDARD, EvidenceLevel.STRICT):
        slots.append(Slot.CERTIFICATE)
    if code_request.asker and code_request.asker != Asker.OWNER and level is not EvidenceLevel.BASIC:
        slots.append(Slot.PERMISSION)
    if level is EvidenceLevel.STRICT:
        slots += [Slot.VIN_PLATE, Slot.IDENTITY]
    return tuple(slots)


def radio_slot(code_request: CodeRequest) -> Slot:
    """The photo that shows the radio: its label, or its front where there is no number on it to read."""
    by_car = code_request.number_kind == Kind.VIN
    return Slot.FRONT if code_request.number_unknown or by_car else Slot.LABEL


def checks_for(code_request: CodeRequest) -> tuple[CheckKind, ...]:
    """The questions of this verification, in the order in which a clerk answers them."""
    level = Policy.of(code_request).level
    if level is EvidenceLevel.COUNTER:
        return (CheckKind.NUMBER, CheckKind.VIN, CheckKind.HOLDER, CheckKind.SEEN)
    checks = [CheckKind.NUMBER, CheckKind.LABEL_REAL]
    if level is EvidenceLevel.BASIC:
        return (*checks, CheckKind.HOLDER)
    checks += [CheckKind.VIN, CheckKind.CERTIFICATE, CheckKind.HOLDER, CheckKind.CAR]
    if code_request.asker != Asker.OWNER:
        checks.append(CheckKind.PERMISSION)
    if level is EvidenceLevel.STRICT:
        checks += [CheckKind.VIN_PLATE, CheckKind.IDENTITY]
    return tuple(checks)


def asks_for_vin_tail(code_request: CodeRequest) -> bool:
    """Whether the customer types the end of the VIN, too, so that what staff read has something to be compared with."""
    return CheckKind.VIN in checks_for(code_request) and code_request.number_kind != Kind.VIN


def shown_on(code_request: CodeRequest, kind: CheckKind) -> tuple[Slot, ...]:
    """The documents that answer this question; where the car's VIN is the number, it is read off the car's papers."""
    if kind is CheckKind.NUMBER and code_request.number_kind == Kind.VIN:
        return CAR
    return SHOWN_ON.get(kind, ())


def missing_slots(code_request: CodeRequest, present: Sequence[str]) -> tuple[Slot, ...]:
    """What is asked for and not there; another proof of purchase stands in for a certificate not yet at hand."""
    have = set(present) | ({Slot.CERTIFICATE} if Slot.PURCHASE in present else set())
    return tuple(slot for slot in slots_for(code_request) if slot not in have)


def unanswered(code_request: CodeRequest) -> tuple[str, ...]:
    """The answers that a draft still lacks before it can be sent, in the order of the wizard, as codes."""
    present = code_request.uploads.filter(replaced_at=None, deleted_at=None).values_list("slot", flat=True)
    lacking = []
    if not (code_request.number_sealed or code_request.number_unknown or code_request.vin_sealed):
        lacking.append("number")
    lacking += [f"slot:{slot}" for slot in missing_slots(code_request, list(present))]
    if asks_for_vin_tail(code_request) and not (code_request.vin_tail_sealed or code_request.vin_tail_unknown):
        lacking.append("vin_tail")
    lacking += [f"cover:{slot}" for slot in waiting(code_request) if slot in slots_for(code_request)]
    for field in ("asker", "name", "email"):
        if not getattr(code_request, field):
            lacking.append(field)
    return tuple(lacking)
