"""What stops a guide from being published, and what only deserves a second look. Pure: it reads a Draft, no tables."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_WORDS = 20
MOST_LINES = 8
BANNED = (
    "sorry", "invalid", "illegal", "forbidden", "oops", "simply", "just", "easy", "easily", "instantly", "100%",
    "guaranteed", "unlock", "crack", "hack", "generator", "calculator", "suspicious", "fraud", "fake",
)  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?:]\s+|\n+")


class Level(StrEnum):
    """An error blocks publishing; a warning asks."""

    ERROR = "error"
    WARNING = "warning"


class Rule(StrEnum):
    """What a finding is about."""

    NO_FAMILY = "no_family"
    NO_CHECK_DATE = "no_check_date"
    NO_SOURCE = "no_source"
    NO_ENTRY = "no_entry"
    NO_WAIT = "no_wait"
    BANNED_WORD = "banned_word"
    LONG_SENTENCE = "long_sentence"
    LONG_STEP = "long_step"


@dataclass(frozen=True)
class Passage:
    """One text that readers see, and where it stands."""

    place: str
    text: str


@dataclass(frozen=True)
class FamilyFacts:
    """What a family must have before a guide may lean on it."""

    name: str
    carries_code: bool
    has_entry: bool
    has_wait: bool


@dataclass(frozen=True)
class Draft:
    """A guide as the lints see it."""

    checked_on: date | None
    families: tuple[FamilyFacts, ...]
    passages: tuple[Passage, ...]
    facts_without_source: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that a lint has to say."""

    level: Level
    rule: Rule
    place: str
    detail: str = ""


def lint(draft: Draft) -> list[Finding]:
    """All findings, errors first."""
    found = _gaps(draft)
    for passage in draft.passages:
        found += _wording(passage)
    return sorted(found, key=lambda finding: finding.level is not Level.ERROR)


def blocks(findings: list[Finding]) -> bool:
    """True when the guide must not be published."""
    return any(finding.level is Level.ERROR for finding in findings)


def _gaps(draft: Draft) -> list[Finding]:
    found = [Finding(Level.ERROR, Rule.NO_SOURCE, place) for place in draft.facts_without_source]
    if not draft.families:
        found.append(Finding(Level.ERROR, Rule.NO_FAMILY, "guide"))
    if draft.checked_on is None:
        found.append(Finding(Level.ERROR, Rule.NO_CHECK_DATE, "guide"))
    for family in draft.families:
        if family.carries_code and not family.has_entry:
            found.append(Finding(Level.ERROR, Rule.NO_ENTRY, family.name))
        if family.carries_code and not family.has_wait:
            found.append(Finding(Level.ERROR, Rule.NO_WAIT, family.name))
    return found


def _wording(passage: Passage) -> list[Finding]:
    words = re.findall(r"[\w%']+", passage.text.casefold())
    banned = [Finding(Level.ERROR, Rule.BANNED_WORD, passage.place, word) for word in BANNED if word in words]
    too_long = [
        Finding(Level.WARNING, Rule.LONG_SENTENCE, passage.place, sentence[:60])
        for sentence in _SENTENCE_END.split(passage.text)
        if len(sentence.split()) > MOST_WORDS
    ]
    many_lines = len(passage.text.strip().splitlines()) > MOST_LINES
    return banned + too_long + ([Finding(Level.ERROR, Rule.LONG_STEP, passage.place)] if many_lines else [])
