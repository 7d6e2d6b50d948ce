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
from requests_app.missing import Code, Missing, MissingOf
from requests_app.models import Asker, CheckKind, CodeRequest, Desk, Event, EvidenceLevel, EvidenceRule, Slot
from requests_app.states import Status
from requests_app.uncovered import waiting

RADIO = (Slot.LABEL, Slot.FRONT)
CAR = (Slot.CERTIFICATE, Slot.PURCHASE)
SEEN_INSTEAD = (Slot.IDENTITY,)
"""Papers that need not be copied at the counter: nobody reads a number off them."""
SHOWN_ON: dict[CheckKind, tuple[Slot, ...]] = {
    CheckKind.NUMBER: RADIO,
    CheckKind.VIN: CAR,
    CheckKind.LABEL_REAL: RADIO,
    CheckKind.CERTIFICATE: CAR,
    CheckKind.HOLDER: CAR,
    CheckKind.CAR: CAR,
    CheckKind.PERMISSION: (Slot.PERMISSION,),
    CheckKind.PURCHASE: (Slot.PURCHASE,),
    CheckKind.VIN_PLATE: (Slot.VIN_PLATE,),
    CheckKind.IDENTITY: (Slot.IDENTITY,),
}
"""The documents that answer a question; whoever answers has opened every page of them."""

ASKED_FOR = (CheckKind.PERMISSION, CheckKind.PURCHASE, CheckKind.VIN_PLATE, CheckKind.IDENTITY)
"""The questions that are put where the document that answers them is asked for."""
OF_ASKER = "evidence:"
"""Before the kind of asker, in the record of a desk: which documents were asked of them before and after."""


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
    WEAK_SOURCE = "weak_source"


@dataclass(frozen=True)
class Policy:
    """What one request is verified by. `drawn` says whether it fell into the random share; that is drawn once.

    `seen` are the papers of which the original was seen at the counter: no file of theirs is asked for. Of a source
    that was right less often than `below` percent, a second person looks at its codes.
    """

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
    seen: tuple[str, ...] = ()
    below: int = 0
    again_days: int = 0

    @classmethod
    def of_desk(cls, code_request: CodeRequest) -> Self:
        """What the desk asks now, for a request as this one is."""
        desk = code_request.desk
        level = EvidenceLevel(desk.evidence_level)
        slots, seen = _slots(code_request), _seen(code_request)
        return cls(
            level=level,
            slots=tuple(str(slot) for slot in slots if slot not in seen),
            high_flag=desk.second_person,
            override=desk.second_for_override,
            typed_code=desk.second_for_typed_code,
            first_releases=desk.second_for_first,
            random_share=desk.second_share,
            drawn=secrets.randbelow(100) < desk.second_share,
            always=desk.second_always,
            single_person=desk.single_person,
            wait_hours=desk.single_wait_hours,
            seen=tuple(str(slot) for slot in slots if slot in seen),
            below=desk.second_below,
            again_days=desk.again_days,
        )

    @classmethod
    def of(cls, code_request: CodeRequest) -> Self:
        """The policy that was frozen into the request; of a draft what the desk asks now."""
        frozen = code_request.policy
        if not frozen:
            return cls.of_desk(code_request)
        papers = {"slots": tuple(frozen["slots"]), "seen": tuple(frozen.get("seen", ()))}
        return cls(**{**frozen, "level": EvidenceLevel(frozen["level"]), **papers})

    def as_json(self) -> dict[str, Any]:
        """As it is kept in the request and named in the record."""
        return {**asdict(self), "slots": list(self.slots), "seen": list(self.seen)}

    @property
    def originals_shown(self) -> bool:
        """Whether staff judge papers that are not here, but were shown in person."""
        return self.level is EvidenceLevel.COUNTER or bool(self.seen)

    @property
    def has_short_way(self) -> bool:
        """Whether the label alone may do for who was given the code before. Not where originals are always shown."""
        return self.again_days > 0 and self.level is not EvidenceLevel.COUNTER


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
    "second_below": "below",
    "again_days": "again_days",
    "second_always": "always",
    "single_person": "single_person",
    "single_wait_hours": "wait_hours",
}
"""The columns of a desk that say how much is asked, and what each is called in a frozen policy."""
MORE_IS_LESS = ("single_person", "again_days")
"""Those of which a higher value asks less."""


def asks_less(column: str, before: Any, after: Any) -> bool:
    """Whether a desk asks less of a request with this column at `after` than at `before`."""
    if column.startswith(OF_ASKER):
        return bool(set(before or ()) - set(after or ()))
    if column not in FIELDS or before is None or after is None:
        return False
    if column == "evidence_level":
        return STRENGTH.index(EvidenceLevel(after)) < STRENGTH.index(EvidenceLevel(before))
    return bool(before < after) if column in MORE_IS_LESS else bool(after < before)


def asks_less_than(policy: Policy, other: Policy) -> bool:
    """Whether one policy asks for a lower level, or for fewer papers beside the photo of the radio, than another."""
    papers = [{*one.slots, *one.seen} - set(RADIO) for one in (policy, other)]
    return asks_less("evidence_level", other.level, policy.level) or asks_less(OF_ASKER, papers[1], papers[0])


def lowerings(desk_ids: Iterable[int], *, since: datetime) -> list[Event]:
    """The lines about the policy of these desks by which it asked less than before."""
    lines = Event.objects.filter(desk__in=set(desk_ids), kind=POLICY_CHANGED, at__gte=since).order_by("at")
    return [line for line in lines if any(asks_less(column, *change) for column, change in line.data.items())]


def lowered_from(code_request: CodeRequest) -> datetime:
    """From when on a lowered policy may have been lowered for this request."""
    sent_at = code_request.sent_at
    return min(code_request.started_at, sent_at - BEFORE_SENDING) if sent_at else code_request.started_at


def lowerings_of(code_request: CodeRequest) -> list[Event]:
    """The lines of its desk that may have lowered the policy for this request."""
    return lowerings([code_request.desk_id], since=lowered_from(code_request))


def sent_under_less(code_request: CodeRequest, lines: Iterable[Event]) -> bool:
    """Whether the policy frozen at sending asks less than the desk did shortly before, by these lines."""
    frozen, sent_at = code_request.policy, code_request.sent_at
    if not frozen or sent_at is None:
        return False
    now = {column: frozen[name] for column, name in FIELDS.items() if name in frozen}
    now[f"{OF_ASKER}{code_request.asker}"] = frozen["slots"]
    return any(
        asks_less(column, before, now[column])
        for line in lines
        if line.desk_id == code_request.desk_id and lowered_from(code_request) <= line.at <= sent_at
        for column, (before, _after) in line.data.items()
        if column in now
    )


def slots_for(code_request: CodeRequest) -> tuple[Slot, ...]:
    """The documents this customer is asked for, in the order of the wizard."""
    if by_label_alone(code_request):
        return (radio_slot(code_request),)
    return tuple(Slot(slot) for slot in Policy.of(code_request).slots)


def by_label_alone(code_request: CodeRequest) -> bool:
    """Whether the label is all that is asked for: while a request goes the short way, or is begun for it."""
    if code_request.status != Status.DRAFT or code_request.again_of_id is None:
        return code_request.relies
    return Policy.of(code_request).has_short_way


def _seen(code_request: CodeRequest) -> set[str]:
    """The papers of a request begun at the counter whose originals were seen there."""
    if not (code_request.pk and code_request.opened_by_id):
        return set()
    rows = code_request.seen_originals.filter(slot__in=SEEN_INSTEAD)
    return set(rows.values_list("slot", flat=True))


def may_be_seen(code_request: CodeRequest) -> tuple[Slot, ...]:
    """The papers that are asked for here and of which, at the counter, the original does as well as a copy."""
    return tuple(slot for slot in _slots(code_request) if slot in SEEN_INSTEAD) if code_request.opened_by_id else ()


def slots_of_level(code_request: CodeRequest) -> tuple[Slot, ...]:
    """What the desk's level asks, whoever asks: known before the customer has said who they are."""
    frozen = code_request.policy
    return _of_level(code_request, EvidenceLevel(frozen["level"] if frozen else code_request.desk.evidence_level))


def _of_level(code_request: CodeRequest, level: EvidenceLevel) -> tuple[Slot, ...]:
    if level is EvidenceLevel.COUNTER:
        return ()
    if level is EvidenceLevel.BASIC:
        return (radio_slot(code_request),)
    strict = (Slot.VIN_PLATE, Slot.IDENTITY) if level is EvidenceLevel.STRICT else ()
    return (radio_slot(code_request), Slot.CERTIFICATE, *strict)


def with_rule(of_level: tuple[Slot, ...], asked_of_asker: Iterable[Slot]) -> tuple[Slot, ...]:
    """What is asked in all, where the rule for this kind of asker adds these; at Basic and Counter it adds nothing."""
    more = [slot for slot in asked_of_asker if slot not in of_level] if Slot.CERTIFICATE in of_level else []
    return (*of_level, *more)


def _slots(code_request: CodeRequest) -> tuple[Slot, ...]:
    of_level = slots_of_level(code_request)
    return with_rule(of_level, _rule(code_request.desk, code_request.asker)) if code_request.asker else of_level


def _rule(desk: Desk, asker: str) -> tuple[Slot, ...]:
    return next(rule.slots for rule in EvidenceRule.of_desk(desk) if rule.asker == asker)


def asked_at(level: EvidenceLevel, asker: Asker, desk: Desk | None = None) -> tuple[Slot, ...]:
    """What a desk asks at this level of somebody who knows the number and asks as this, by its own rules if it has
    any, for its lead to look at."""
    draft = CodeRequest(asker=asker, number_kind=Kind.PRECODE)
    return with_rule(_of_level(draft, level), _rule(desk or Desk(), asker))


def radio_slot(code_request: CodeRequest) -> Slot:
    """The photo that shows the radio: its label, or its front where there is no number on it to read."""
    by_car = code_request.number_kind == Kind.VIN
    return Slot.FRONT if code_request.number_unknown or by_car else Slot.LABEL


def checks_for(code_request: CodeRequest) -> tuple[CheckKind, ...]:
    """The questions of this verification, in the order in which a clerk answers them."""
    policy = Policy.of(code_request)
    if code_request.relies:
        return (CheckKind.NUMBER, CheckKind.LABEL_REAL)
    level, asked = policy.level, (*policy.slots, *policy.seen)
    if level is EvidenceLevel.COUNTER:
        return (CheckKind.NUMBER, CheckKind.VIN, CheckKind.HOLDER, CheckKind.SEEN)
    checks = [CheckKind.NUMBER, CheckKind.LABEL_REAL]
    if level is EvidenceLevel.BASIC:
        return (*checks, CheckKind.HOLDER)
    checks += [CheckKind.VIN, CheckKind.CERTIFICATE, CheckKind.HOLDER, CheckKind.CAR]
    checks += [kind for kind in ASKED_FOR if SHOWN_ON[kind][0] in asked]
    if policy.seen:
        checks.append(CheckKind.SEEN)
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


def to_cover(code_request: CodeRequest) -> tuple[Code, ...]:
    """The papers that came as they are and wait for their squares, as what is missing: `cover:identity`."""
    return tuple(MissingOf.COVER.named(slot) for slot in waiting(code_request))


def unanswered(code_request: CodeRequest) -> tuple[Code, ...]:
    """The answers that are still missing before a draft can be sent, in the order of the wizard, as codes."""
    present = code_request.uploads.filter(replaced_at=None, deleted_at=None).values_list("slot", flat=True)
    missing: list[Code] = []
    if not (code_request.number_sealed or code_request.number_unknown or code_request.vin_sealed):
        missing.append(Missing.NUMBER)
    missing += [MissingOf.SLOT.named(slot) for slot in missing_slots(code_request, list(present))]
    if asks_for_vin_tail(code_request) and not (code_request.vin_tail_sealed or code_request.vin_tail_unknown):
        missing.append(Missing.VIN_TAIL)
    missing += to_cover(code_request)
    for field in (Missing.ASKER, Missing.NAME, Missing.EMAIL):
        if not getattr(code_request, field):
            missing.append(field)
    return tuple(missing)
