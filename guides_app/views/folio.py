"""Everything that is known about some radios, read in one query and sorted for the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from guides_app.entry import Procedure
from guides_app.models import (
    Answer,
    DisplayMessage,
    DisplayReading,
    DisplayState,
    EntryProcedure,
    Fact,
    FamilyStep,
    FreePlace,
    IdentifierRule,
    LockoutRule,
    Looks,
    RadioFamily,
    Section,
    Source,
    Topic,
    Translated,
)
from guides_app.models.identifier_rule import WhatItIs
from guides_app.views.waits import Waits, waits_of

F = TypeVar("F", bound=Fact)
OF_OTHER_LOCKS = (DisplayState.NOTHING, DisplayState.PAIRING)
WITHOUT_A_CODE = (Topic.DEALER,)


@dataclass(frozen=True)
class LabelLine:
    """One kind of number on a label, with a sample of each shape."""

    what: WhatItIs
    samples: list[str]
    rule: IdentifierRule


@dataclass(frozen=True)
class FamilyFolio:
    """One radio family as a page shows it. What it does not say itself is said by the family that it is alike."""

    family: RadioFamily
    readings: list[DisplayReading]
    procedures: list[EntryProcedure]
    steps: dict[str, list[FamilyStep]]
    messages: list[DisplayMessage]
    answers: list[Answer]
    label: list[LabelLine]
    waits: Waits

    def procedure(self) -> Procedure | None:
        """The way to enter the code that customers get."""
        return self.procedures[0].procedure(shows=self.family.display_word) if self.procedures else None

    def facts(self) -> list[Fact]:
        """All that is shown of it."""
        steps = [step for section in self.steps.values() for step in section]
        lines = [line.rule for line in self.label]
        return [
            *self.messages, *self.readings, *steps, *lines, *self.procedures, *self.waits.rules, *self.answers,
        ]  # fmt: skip

    def states(self) -> set[str]:
        """The states of the display for which this radio has words of its own."""
        return {message.state for message in self.messages}

    def borrows(self) -> bool:
        """True when something is said by the family that it is alike."""
        return any(fact.family_id != self.family.pk for fact in self.facts())


@dataclass(frozen=True)
class Folio:
    """Some families, what holds for every radio, and what is known of one car alone."""

    families: list[FamilyFolio]
    messages: list[DisplayMessage]
    places: list[FreePlace]
    answers: list[Answer]
    of_car: list[Answer]

    def rows(self) -> list[Translated]:
        """Every row whose texts are shown."""
        families = [folio.family for folio in self.families]
        lenders = [family.alike for family in families if family.alike]
        return [*families, *lenders, *self.facts()]

    def facts(self) -> list[Fact]:
        """Every fact that is shown."""
        of_families = [fact for folio in self.families for fact in folio.facts()]
        return [*self.messages, *self.places, *of_families, *self.of_car, *self.answers]

    def sources(self) -> list[Source]:
        """Whom all this comes from, each once."""
        return list({fact.source_id: fact.source for fact in self.facts()}.values())


def read(families: Sequence[RadioFamily], *, guide_id: int | None = None) -> Folio:
    """One query, however many families there are."""
    speakers = [pk for family in families for pk in family.speakers()]
    facts = [fact.of_its_kind() for fact in Fact.objects.about(speakers, guide_id=guide_id).whole()]
    folios = [_family(family, facts) for family in families]
    shared = [fact for fact in facts if fact.family_id is None and fact.guide_id is None and _helps(fact, folios)]
    return Folio(
        families=folios,
        messages=_kind(DisplayMessage, shared),
        places=_kind(FreePlace, shared),
        answers=_kind(Answer, shared),
        of_car=[answer for answer in _kind(Answer, facts) if answer.guide_id is not None],
    )


def _helps(fact: Fact, folios: Sequence[FamilyFolio]) -> bool:
    """Of what holds for every radio: what each radio here says in its own words is left out, and so is what helps only
    with a code where none of them has one."""
    if isinstance(fact, DisplayMessage) and folios and not _can_show(fact, folios):
        return False
    if not folios or any(folio.family.carries_code for folio in folios):
        return True
    return getattr(fact, "state", None) in OF_OTHER_LOCKS or getattr(fact, "topic", None) in WITHOUT_A_CODE


def _can_show(message: DisplayMessage, folios: Sequence[FamilyFolio]) -> bool:
    """What a radio says itself stands for what is said of all; only some screens want to be paired at all."""
    said = [message.state in folio.states() for folio in folios]
    if message.state == DisplayState.PAIRING:
        return not any(said) and any(folio.family.looks == Looks.TOUCH for folio in folios)
    return not all(said)


def _family(family: RadioFamily, facts: list[Fact]) -> FamilyFolio:
    written = _kind(FamilyStep, facts)
    return FamilyFolio(
        family=family,
        readings=family.said(_kind(DisplayReading, facts)),
        procedures=family.said(_kind(EntryProcedure, facts)),
        steps={section.value: family.said(s for s in written if s.section == section) for section in Section},
        messages=family.said(_kind(DisplayMessage, facts)),
        answers=family.said(_kind(Answer, facts)),
        label=_label(rule for rule in _kind(IdentifierRule, facts) if rule.family_id == family.pk),
        waits=waits_of(family.said(_kind(LockoutRule, facts))),
    )


def _label(rules: Iterable[IdentifierRule]) -> list[LabelLine]:
    """What stands on the label, the number that we need first, with the first sample of each shape."""
    lines: dict[WhatItIs, LabelLine] = {}
    for rule in rules:
        line = lines.setdefault(WhatItIs(rule.what), LabelLine(WhatItIs(rule.what), [], rule))
        line.samples.append(rule.fitting.splitlines()[0])
    return [lines[what] for what in WhatItIs if what in lines]


def _kind(model: type[F], facts: Sequence[Fact]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, model)]
