"""Two texts -> what went, what came and what stayed, word by word, so that a change is read at a glance. Pure."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|[^\s]+")
MOST_PAIRS = 60_000  # of equal words; a text of 8 long lines has a third of that, and beyond it takes seconds


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Part:
    """Some words with one fate."""

    fate: Fate
    text: str


def words(before: str, after: str) -> list[Part]:
    """Read in order: what stayed and came is the later text, what stayed and went the earlier one."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if _pairs(old, new) > MOST_PAIRS:
        return _parts((Fate.OUT, before), (Fate.IN, after))
    found: list[Part] = []
    gone = come = ""
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        stays = "".join(new[j1:j2])
        if tag == "equal" and (stays.strip() or not (gone or come)):
            found += _parts((Fate.OUT, gone), (Fate.IN, come), (Fate.SAME, stays))
            gone = come = ""
        else:  # a blank between two changed words changes with them
            gone, come = gone + "".join(old[i1:i2]), come + stays
    return found + _parts((Fate.OUT, gone), (Fate.IN, come))


def _pairs(old: list[str], new: list[str]) -> int:
    """How many words of the one could be how many of the other: what the comparison costs."""
    there = Counter(new)
    return sum(there[word] for word in old)


def _parts(*pairs: tuple[Fate, str]) -> list[Part]:
    return [Part(fate, text) for fate, text in pairs if text]
