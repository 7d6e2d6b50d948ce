"""A misspelt word and the right one. Pure.

A typing error is found without reading the whole vocabulary: both words share a key, which is either of them with a
letter or two left out. `match` then tells whether they are really that close.
"""

from enum import IntEnum
from itertools import combinations

SHORTEST_PREFIX = 3
SHORTEST_MISSPELT, LONGEST_MISSPELT = 4, 16
TWICE_MISSPELT = range(8, 13)


class Match(IntEnum):
    """How well a typed word is a known one; the number is its worth."""

    NONE = 0
    MISSPELT = 2
    BEGUN = 3
    EXACT = 4


def keys_of_name(word: str) -> set[str]:
    """Under which a name is kept: itself, its beginnings, and what is left of it after a slip."""
    return {word, *(word[:n] for n in range(SHORTEST_PREFIX, len(word)))} | _left_after_slips(word)


def keys_of_typed(word: str) -> set[str]:
    """Where to look for a typed word."""
    return {word} | _left_after_slips(word)


def match(typed: str, known: str) -> Match:
    """Whether the typed word is the known one, its beginning, or within a slip or two of it."""
    if typed == known:
        return Match.EXACT
    if len(typed) >= SHORTEST_PREFIX and known.startswith(typed):
        return Match.BEGUN
    close = distance(typed, known) <= min(_slips(typed), _slips(known))
    return Match.MISSPELT if close else Match.NONE


def distance(left: str, right: str) -> int:
    """Letters added, left out, exchanged or swapped with their neighbour, to make one word of the other."""
    before: list[int] = []
    last = list(range(len(right) + 1))
    for n, char in enumerate(left, start=1):
        row = [n]
        for m, other in enumerate(right, start=1):
            cost = min(last[m] + 1, row[m - 1] + 1, last[m - 1] + (char != other))
            if n > 1 and m > 1 and char == right[m - 2] and left[n - 2] == other:
                cost = min(cost, before[m - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _slips(word: str) -> int:
    """How many slips are forgiven; none in what is partly a number."""
    if not SHORTEST_MISSPELT <= len(word) <= LONGEST_MISSPELT or not word.isalpha():
        return 0
    return 2 if len(word) in TWICE_MISSPELT else 1


def _left_after_slips(word: str) -> set[str]:
    """The word with as many letters left out as slips are forgiven in it."""
    places = range(len(word))
    left_out = [gone for count in range(1, _slips(word) + 1) for gone in combinations(places, count)]
    return {"".join(word[n] for n in places if n not in gone) for gone in left_out}
