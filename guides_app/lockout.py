"""Wrong tries and a radio's rule -> minutes to wait, as a range with its certainty. Pure.

Public sources contradict each other, so unless the rule is confirmed the answer is a range up to the longest
figure that any of them names; the display of the radio always has the last word.
"""

from dataclasses import dataclass
from enum import StrEnum

MOST_DOUBLINGS = 12
LONGEST_UNKNOWN = 60


class RuleKind(StrEnum):
    """How the waiting time grows."""

    DOUBLING = "doubling"
    FIXED = "fixed"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure a fact is."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    REPORTED = "reported"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rule:
    """The waiting rule of a radio family; `longest_minutes` is the longest figure that any source names."""

    kind: RuleKind
    first_minutes: int
    cap_minutes: int
    permanent_after: int | None
    certainty: Certainty
    longest_minutes: int = 0


@dataclass(frozen=True)
class Wait:
    """How long the radio makes one wait. `permanent`: it is said to lock for good at this count."""

    least_minutes: int
    most_minutes: int
    certainty: Certainty
    permanent: bool


NOT_KNOWN = Rule(RuleKind.UNKNOWN, 1, LONGEST_UNKNOWN, None, Certainty.UNKNOWN)


def wait_after(rule: Rule, wrong_tries: int | None) -> Wait:
    """The wait after so many wrong codes; None is "I do not know" and gets the whole range.

    A longest figure that another source names is not credited to the one that the rule follows.
    """
    if wrong_tries is None:
        return Wait(rule.first_minutes, _longest(rule), _unsure(rule.certainty), False)
    if wrong_tries < 0:
        raise ValueError("wrong_tries cannot be negative")
    if wrong_tries == 0:
        return Wait(0, 0, rule.certainty, False)
    permanent = rule.permanent_after is not None and wrong_tries >= rule.permanent_after
    least = _least(rule, wrong_tries)
    most = least if rule.certainty is Certainty.CONFIRMED and rule.kind is RuleKind.DOUBLING else _longest(rule)
    of_one_source = most <= max(least, rule.first_minutes, rule.cap_minutes)
    return Wait(least, max(least, most), rule.certainty if of_one_source else _unsure(rule.certainty), permanent)


def _least(rule: Rule, wrong_tries: int) -> int:
    if rule.kind is not RuleKind.DOUBLING:
        return rule.first_minutes
    minutes = rule.first_minutes << min(wrong_tries - 1, MOST_DOUBLINGS)
    return min(minutes, rule.cap_minutes) if rule.cap_minutes else minutes


def _longest(rule: Rule) -> int:
    return max(rule.first_minutes, rule.cap_minutes, rule.longest_minutes)


def _unsure(certainty: Certainty) -> Certainty:
    return Certainty.REPORTED if certainty in (Certainty.CONFIRMED, Certainty.LIKELY) else certainty
