"""How long a radio makes one wait, as pages show it: a range first, a table only where the wait grows."""

from collections.abc import Sequence
from dataclasses import dataclass

from guides_app import lockout
from guides_app.models import Confidence, LockoutRule
from guides_app.models.lockout_rule import careful_rule

TRIES = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True)
class WaitRow:
    """One line of the table of waits; the last one stands for "so many or more"."""

    tries: int
    wait: lockout.Wait
    or_more: bool


@dataclass(frozen=True)
class Waits:
    """How long one family locks. `rows` is empty where the wait does not grow."""

    rows: list[WaitRow]
    unknown: lockout.Wait
    permanent_after: int | None
    confidence: Confidence
    rules: list[LockoutRule]

    @property
    def certainty(self) -> str:
        """In words, in the language of whoever reads."""
        return str(self.confidence.label)

    @property
    def anchor(self) -> str:
        """Its place on a page; the same for families of which the same is known."""
        return f"waits-{self.rules[0].pk}" if self.rules else "waits-unknown"


@dataclass(frozen=True)
class SameWaits:
    """Radios of which the same is known about the wait."""

    names: list[str]
    waits: Waits


def waits_of(rules: list[LockoutRule]) -> Waits:
    """By the careful reading of what the sources say."""
    rule = careful_rule(rules)
    grows = rule.kind is lockout.RuleKind.DOUBLING
    rows = [WaitRow(tries, lockout.wait_after(rule, tries), tries == TRIES[-1]) for tries in TRIES if grows]
    sure = lockout.wait_after(rule, 1).certainty
    return Waits(rows, lockout.wait_after(rule, None), rule.permanent_after, Confidence(sure.value), rules)


def same_waits(radios: Sequence[tuple[str, Waits]]) -> list[SameWaits]:
    """Names of radios and their waits -> one table for all of which the same is known."""
    tables: dict[str, SameWaits] = {}
    for name, waits in radios:
        tables.setdefault(waits.anchor, SameWaits([], waits)).names.append(name)
    return list(tables.values())
