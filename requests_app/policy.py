"""Which evidence a desk asks of whom, and which questions staff must answer before a code may be given.

Levels follow data minimisation: no identity paper unless the desk is Strict; at the counter nothing is uploaded.
"""

from collections.abc import Sequence

from guides_app.identifiers import Kind
from requests_app.models import Asker, CheckKind, CodeRequest, EvidenceLevel, Slot
from requests_app.uncovered import waiting


def slots_for(code_request: CodeRequest) -> tuple[Slot, ...]:
    """The documents this customer is asked for, in the order of the wizard."""
    level = EvidenceLevel(code_request.desk.evidence_level)
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
    level = EvidenceLevel(code_request.desk.evidence_level)
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
