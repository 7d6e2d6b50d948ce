"""A number that engines read off the customer's own photo: put to them where they typed none, never assumed."""

from dataclasses import dataclass

from django.db import transaction

from guides_app import identifiers
from guides_app.identifiers import Kind, Read
from requests_app.evidence import current
from requests_app.lookup.registry import label_fingerprints
from requests_app.models import CodeRequest, MachineReading, Slot, Upload
from requests_app.workflow.drafting import save_answers

Answer = MachineReading.Answer


@dataclass(frozen=True)
class Proposal:
    """The number that was read, and the part number before it, or nothing."""

    number: str
    part_number: str
    kind: Kind
    reading: MachineReading


def proposal_for(draft: CodeRequest) -> Proposal | None:
    """What to ask the customer, where they went on without a number and were not asked yet."""
    if not draft.number_unknown or draft.number_sealed or draft.vin_sealed:
        return None
    row = MachineReading.standing_of(draft)
    if row is None or row.answer:
        return None
    kind = Kind(draft.family.number_kind) if draft.family else Kind.PRECODE
    number = row.number(kind)
    read = draft.family.read_number(number) if draft.family else identifiers.read_number(number, kind=kind)
    return Proposal(read.value, row.found.part_number, kind, row) if isinstance(read, Read) else None


@transaction.atomic
def answer_proposal(draft: CodeRequest, number: str, *, theirs: bool) -> None:
    """The customer says whether the number that they were shown is theirs; a yes makes it their number, and the photo
    that shows it the one of the label, which is asked of whoever knows the number.

    Nothing is kept where another number stands by now, or where they were asked already.
    """
    proposal = proposal_for(draft)
    if proposal is None or proposal.number != number:
        return
    answer = Answer.YES if theirs else Answer.NO
    unanswered = MachineReading.objects.filter(pk=proposal.reading.pk, answer="")
    if unanswered.update(answer=answer) and theirs:
        save_answers(
            draft,
            number=number,
            number_kind=proposal.kind,
            number_unknown="",
            **label_fingerprints(f"{proposal.part_number} {number}"),
        )
        if not current(draft, Slot.LABEL):
            Upload.objects.filter(pages=proposal.reading.page_id).update(slot=Slot.LABEL)
