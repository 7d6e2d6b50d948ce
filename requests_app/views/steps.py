"""Which questions one request has, in which order, and which is the first without an answer. Computed, never stored."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from guides_app.models import RadioFamily
from requests_app import policy, uncovered
from requests_app.models import CodeRequest, EvidenceLevel, Slot, UncoveredPicture

SLUGS = {
    Slot.LABEL: "label-photo",
    Slot.FRONT: "front-photo",
    Slot.CERTIFICATE: "certificate",
    Slot.PURCHASE: "purchase",
    Slot.VIN_PLATE: "vin-photo",
    Slot.IDENTITY: "identity",
    Slot.PERMISSION: "permission",
    Slot.DISPLAY: "display-photo",
}
SLOTS = {slug: slot for slot, slug in SLUGS.items()}


@dataclass(frozen=True)
class Step:
    """One page of the wizard: `name` is that of its address, `slot` the document it asks for."""

    name: str
    slot: Slot | None = None

    @property
    def url(self) -> str:
        if self.slot:
            return reverse("requests:document", args=[SLUGS[self.slot]])
        return reverse(f"requests:{self.name}")


CAR, RADIO, NUMBER, VIN_TAIL, CONTACT, CHECK = (
    Step(name) for name in ("car", "radio", "number", "vin-tail", "contact", "check")
)


class Path:
    """The questions of one draft. A draft that is not yet kept has answered nothing but what its guide says."""

    def __init__(self, draft: CodeRequest, *, car_chosen: bool = True) -> None:
        self.draft = draft
        self.car_chosen = car_chosen

    @cached_property
    def families(self) -> list[RadioFamily]:
        """The radios of the chosen car."""
        guide = self.draft.guide
        if guide is None:
            return []
        rows = RadioFamily.objects.filter(fitments__guide=guide).order_by("fitments__position", "fitments__pk")
        return list(dict.fromkeys(rows))

    @cached_property
    def present(self) -> list[str]:
        """The slots that hold a document."""
        if not self.draft.pk:
            return []
        return list(self.draft.uploads.filter(replaced_at=None, deleted_at=None).values_list("slot", flat=True))

    @cached_property
    def waiting(self) -> dict[Slot, UncoveredPicture]:
        """The papers that wait to be covered."""
        return uncovered.waiting(self.draft)

    @cached_property
    def steps(self) -> list[Step]:
        steps = [] if self.car_chosen else [CAR]
        if len(self.families) > 1:
            steps.append(RADIO)
        known = policy.slots_of_level(self.draft)
        slots = tuple(dict.fromkeys((*policy.slots_for(self.draft), *self.waiting)))
        steps.append(NUMBER)
        steps += [Step("document", slot) for slot in slots if slot in known]
        if policy.asks_for_vin_tail(self.draft):
            certificate = Step("document", Slot.CERTIFICATE)
            steps.insert(steps.index(certificate) + 1 if certificate in steps else len(steps), VIN_TAIL)
        steps.append(CONTACT)
        steps += [Step("document", slot) for slot in slots if slot not in known]
        return [*steps, CHECK]

    def answered(self, step: Step) -> bool:
        draft = self.draft
        if step == CAR:
            return self.car_chosen
        if step == RADIO:
            return bool(draft.number_kind)
        if step == NUMBER:
            return bool(draft.number_sealed or draft.number_unknown or draft.vin_sealed)
        if step == VIN_TAIL:
            return bool(draft.vin_tail_sealed or draft.vin_tail_unknown)
        if step == CONTACT:
            return bool(draft.asker and draft.name and draft.email)
        if step.slot:
            return step.slot not in self.waiting and step.slot not in policy.missing_slots(draft, self.present)
        return False

    @property
    def first_missing(self) -> Step:
        return next(step for step in self.steps if not self.answered(step))

    def reachable(self, step: Step) -> bool:
        """Whether every question before this one has an answer."""
        steps = self.steps
        return step in steps and steps.index(step) <= steps.index(self.first_missing)

    def after(self, step: Step) -> Step:
        steps = self.steps
        return steps[steps.index(step) + 1] if step in steps else self.first_missing

    def before(self, step: Step) -> Step | None:
        steps = self.steps
        place = steps.index(step) if step in steps else 0
        return steps[place - 1] if place else None

    def place(self, step: Step) -> tuple[int, int]:
        """Question n of m; looking over the answers is the last."""
        return self.steps.index(step) + 1, len(self.steps)

    @property
    def without_code(self) -> bool:
        """Whether this radio, or every radio of this car, carries no code: then nothing is asked."""
        family = self.draft.family
        if family is not None:
            return not family.carries_code
        return bool(self.families) and not any(family.carries_code for family in self.families)

    @property
    def at_the_counter(self) -> bool:
        return self.draft.desk.evidence_level == EvidenceLevel.COUNTER
