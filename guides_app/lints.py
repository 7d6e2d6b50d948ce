"""What stops a document from being published, and what only deserves a second look. Pure: no tables."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

MOST_WORDS = 20
MOST_LINES = 8
BANNED = (
    "sorry", "invalid", "illegal", "forbidden", "oops", "simply", "just", "easy", "easily", "instantly", "100%",
    "guaranteed", "unlock", "crack", "hack", "generator", "calculator", "suspicious", "fraud", "fake",
)  # fmt: skip
# Of no width, or turning the direction: what is read is not what is written, and no search finds it.
_HIDDEN = re.compile(r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_SENTENCE_END = re.compile(r"[.!?:]\s+|\n+")
_LINK = re.compile(r"\]\(([^)\s]{0,500})")
_GOOD_LINK = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(?:/|$)|mailto:[^@\s]+@[^@\s]+$", re.IGNORECASE)


class Level(StrEnum):
    """An error blocks publishing; a warning asks."""

    ERROR = "error"
    WARNING = "warning"


class Rule(StrEnum):
    """What a finding is about."""

    REFUSED = "refused"
    NO_FAMILY = "no_family"
    NO_CHECK_DATE = "no_check_date"
    NO_CHECKER = "no_checker"
    NO_SOURCE = "no_source"
    NO_ENTRY = "no_entry"
    NO_WAIT = "no_wait"
    NO_SAMPLES = "no_samples"
    NO_SUMMARY = "no_summary"
    YEARS_OVERLAP = "years_overlap"
    REVIEW_DUE = "review_due"
    NO_ALT = "no_alt"
    BROKEN_LINK = "broken_link"
    BANNED_WORD = "banned_word"
    HIDDEN_SIGN = "hidden_sign"
    LONG_SENTENCE = "long_sentence"
    LONG_STEP = "long_step"
    CHANGED_SINCE = "changed_since"


@dataclass(frozen=True)
class Passage:
    """One text that readers see, and where it stands; `language` of a translation, `stale` if of an older text."""

    place: str
    text: str
    language: str = ""
    stale: bool = False


@dataclass(frozen=True)
class FamilyFacts:
    """What a family must have before anybody may lean on it."""

    name: str
    carries_code: bool
    has_entry: bool
    has_wait: bool
    has_samples: bool = True


@dataclass(frozen=True)
class GuideFacts:
    """What only guides have. `overlaps` names other guides of the model that claim the same years."""

    checked_on: date | None
    review_by: date | None = None
    today: date | None = None
    has_checker: bool = True
    has_summary: bool = True
    years_without_source: bool = False
    overlaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A document as the lints see it."""

    families: tuple[FamilyFacts, ...]
    passages: tuple[Passage, ...]
    guide: GuideFacts | None = None
    pictures_without_alt: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that a lint has to say; `language` where it says it of a translation."""

    level: Level
    rule: Rule
    place: str
    detail: str = ""
    language: str = ""


def lint(draft: Draft) -> list[Finding]:
    """All findings, errors first."""
    found = [
        *(_guide_gaps(draft.guide, draft.families) if draft.guide else ()),
        *(finding for family in draft.families for finding in _family_gaps(family)),
        *(_error(Rule.NO_ALT, place) for place in draft.pictures_without_alt),
        *(replace(finding, language=said.language) for said in draft.passages for finding in _wording(said)),
    ]
    return sorted(found, key=lambda finding: finding.level is not Level.ERROR)


def blocks(findings: Iterable[Finding]) -> bool:
    """True when the document must not be published."""
    return any(finding.level is Level.ERROR for finding in findings)


def _error(rule: Rule, place: str, detail: str = "") -> Finding:
    return Finding(Level.ERROR, rule, place, detail)


def _warning(rule: Rule, place: str, detail: str = "") -> Finding:
    return Finding(Level.WARNING, rule, place, detail)


def _guide_gaps(guide: GuideFacts, families: tuple[FamilyFacts, ...]) -> list[Finding]:
    found = [_error(Rule.YEARS_OVERLAP, "years", other) for other in guide.overlaps]
    if not families:
        found.append(_error(Rule.NO_FAMILY, "fits"))
    if guide.checked_on is None:
        found.append(_error(Rule.NO_CHECK_DATE, "checked_on"))
    elif not guide.has_checker:
        found.append(_error(Rule.NO_CHECKER, "checked_by"))
    if guide.years_without_source:
        found.append(_error(Rule.NO_SOURCE, "years_source"))
    if not guide.has_summary:
        found.append(_warning(Rule.NO_SUMMARY, "summary"))
    if guide.review_by and guide.today and guide.review_by < guide.today:
        found.append(_warning(Rule.REVIEW_DUE, "review_by", guide.review_by.isoformat()))
    return found


def _family_gaps(family: FamilyFacts) -> list[Finding]:
    if not family.carries_code:
        return []
    needed = ((Rule.NO_ENTRY, family.has_entry), (Rule.NO_WAIT, family.has_wait), (Rule.NO_SAMPLES, family.has_samples))
    return [_error(rule, family.name) for rule, there in needed if not there]


def _wording(passage: Passage) -> list[Finding]:
    """What holds in every language; the banned words are English ones."""
    words = [] if passage.language else re.findall(r"[\w%']+", passage.text.casefold())
    found = [_error(Rule.BANNED_WORD, passage.place, word) for word in BANNED if word in words]
    if hidden := _HIDDEN.search(passage.text):
        found.append(_error(Rule.HIDDEN_SIGN, passage.place, f"U+{ord(hidden[0]):04X}"))
    if len(passage.text.strip().splitlines()) > MOST_LINES:
        found.append(_error(Rule.LONG_STEP, passage.place))
    bad_links = [address for address in _LINK.findall(passage.text) if not _GOOD_LINK.match(address)]
    sentences = [part for part in _SENTENCE_END.split(passage.text) if len(part.split()) > MOST_WORDS]
    found += [_error(Rule.BROKEN_LINK, passage.place, address[:60]) for address in bad_links]
    found += [_warning(Rule.LONG_SENTENCE, passage.place, sentence[:60]) for sentence in sentences]
    return [*found, _warning(Rule.CHANGED_SINCE, passage.place)] if passage.stale else found
