"""How long a radio makes one wait, as pages show it: a range first, a table only where the wait grows."""

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
    def key(self) -> tuple[int, ...]:
        """Equal for families of which the same is known."""
        return tuple(rule.pk for rule in self.rules)


def waits_of(rules: list[LockoutRule]) -> Waits:
    """By the careful reading of what the sources say."""
    rule = careful_rule(rules)
    grows = rule.kind is lockout.RuleKind.DOUBLING
    rows = [WaitRow(tries, lockout.wait_after(rule, tries), tries == TRIES[-1]) for tries in TRIES if grows]
    return Waits(rows, lockout.wait_after(rule, None), rule.permanent_after, Confidence(rule.certainty.value), rules)
