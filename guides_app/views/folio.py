"""Everything that is known about some radios, read in one query and sorted for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from guides_app import lockout
from guides_app.entry import Procedure
from guides_app.models import (
    Confidence,
    DisplayMessage,
    DisplayReading,
    EntryProcedure,
    Fact,
    FamilyStep,
    FreePlace,
    LockoutRule,
    RadioFamily,
    Section,
    Source,
)
from guides_app.models.fact import KINDS
from guides_app.models.lockout_rule import careful_rule

F = TypeVar("F", bound=Fact)
TRIES = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True)
class WaitRow:
    """One line of the table of waits; the last one stands for "so many or more"."""

    tries: int
    wait: lockout.Wait
    or_more: bool


@dataclass(frozen=True)
class Waits:
    """How long one family locks."""

    rows: list[WaitRow]
    unknown: lockout.Wait
    permanent_after: int | None
    certainty: str
    rules: list[LockoutRule]


@dataclass(frozen=True)
class FamilyFolio:
    """One radio family as a guide shows it."""

    family: RadioFamily
    readings: list[DisplayReading]
    procedures: list[EntryProcedure]
    procedure: Procedure | None
    steps: dict[str, list[FamilyStep]]
    messages: list[DisplayMessage]
    waits: Waits
    sources: list[Source]


@dataclass(frozen=True)
class Folio:
    """Some families, and what holds for every radio."""

    families: list[FamilyFolio]
    messages: list[DisplayMessage]
    places: list[FreePlace]


def read(families: Sequence[RadioFamily], *, brand_id: int | None = None) -> Folio:
    """One query, however many families there are."""
    by_id = {family.pk: family for family in families}
    facts = [_whole(fact, by_id) for fact in Fact.objects.about(list(by_id)).whole()]
    shared = [fact for fact in facts if fact.family_id is None]
    places = [place for place in _kind(FreePlace, shared) if place.brand_id in (None, brand_id)]
    return Folio(
        families=[_family(family, [fact for fact in facts if fact.family_id == family.pk]) for family in families],
        messages=_kind(DisplayMessage, shared),
        places=places,
    )


def waits_of(rules: list[LockoutRule]) -> Waits:
    """The table of waits, by the careful reading of what the sources say."""
    rule = careful_rule(rules)
    rows = [WaitRow(tries, lockout.wait_after(rule, tries), tries == TRIES[-1]) for tries in TRIES]
    unknown = lockout.wait_after(rule, None)
    return Waits(rows, unknown, rule.permanent_after, str(Confidence(rule.certainty.value).label), rules)


def _whole(fact: Fact, families: dict[int, RadioFamily]) -> Fact:
    """The child row of a fact, with the source and family that are in hand already."""
    child: Fact = next((getattr(fact, kind) for kind in KINDS if hasattr(fact, kind)), fact)
    child.source = fact.source
    child.family = families.get(fact.family_id) if fact.family_id else None
    return child


def _family(family: RadioFamily, facts: list[Fact]) -> FamilyFolio:
    procedures = _kind(EntryProcedure, facts)
    written = _kind(FamilyStep, facts)
    return FamilyFolio(
        family=family,
        readings=_kind(DisplayReading, facts),
        procedures=procedures,
        procedure=procedures[0].procedure(shows=family.display_word) if procedures else None,
        steps={section.value: [step for step in written if step.section == section] for section in Section},
        messages=_kind(DisplayMessage, facts),
        waits=waits_of(_kind(LockoutRule, facts)),
        sources=list(dict.fromkeys(fact.source for fact in facts)),
    )


def _kind(model: type[F], facts: Sequence[Fact]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, model)]
