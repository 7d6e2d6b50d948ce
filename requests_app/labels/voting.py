"""From what engines saw on a photo, each time they looked, to what is believed of it. Pure.

Every look has a vote. A value is believed when the looks that saw it make it certain enough and none saw another one
in its place; whatever is doubtful is left out, so that a reading is right or not there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guides_app.identifiers import (
    Ask,
    Kind,
    Other,
    OtherNumber,
    Problem,
    Read,
    Unclear,
    folded,
    part_number_in,
    read_number,
)

THRESHOLD = 0.99
"""How certain a value must be to be told to anybody; `make bench` shows what this reads and what it gets wrong."""
LEAST_HEIGHT = 0.85
"""Of a pre-code that stands by itself, against the part number: stamps and dates in small print look like one."""

PRECODE_LENGTH = 4
UNREADABLE = ""
"""What looks like a pre-code of which one character is doubtful: it is believed of nobody, and lets no other be."""


class Field(StrEnum):
    """What is looked for on a label."""

    PRECODE = "precode"
    PART_NUMBER = "part_number"
    SERIAL = "serial"
    TYPE = "type"


_OTHERS = {Other.PART_NUMBER: Field.PART_NUMBER, Other.SERIAL: Field.SERIAL, Other.TYPE: Field.TYPE}


@dataclass(frozen=True)
class Sight:
    """A line of text or a bar code that was seen once: how certain its engine is (0 to 1), and how high its print is,
    in pixels of the photo; bars have none."""

    text: str
    certainty: float
    height: float = 0


@dataclass(frozen=True)
class Vote:
    """One value for one field. `alone` stands by itself, with neither part number nor words before it."""

    field: Field
    value: str
    certainty: float
    height: float
    alone: bool = False


@dataclass(frozen=True)
class Believed:
    """The likeliest value of a field, and how certain it is, from 0 to 1."""

    value: str
    certainty: float


@dataclass(frozen=True)
class LabelReading:
    """What a label shows as far as it is certain; a field that is not is empty."""

    precode: str = ""
    part_number: str = ""
    serial: str = ""
    type: str = ""


def reading_of(looks: Sequence[Sequence[Sight]], *, threshold: float = THRESHOLD) -> LabelReading:
    """What all the looks together make certain."""
    believed = {field: weigh(looks, field) for field in Field}
    return LabelReading(
        **{field.value: one.value for field, one in believed.items() if one and one.certainty >= threshold}
    )


def weigh(looks: Sequence[Sequence[Sight]], field: Field) -> Believed | None:
    """The likeliest value of one field. What was seen beside it in the same place takes from its certainty."""
    seen = [[vote for sight in look for vote in _votes_of(sight)] for look in looks]
    counts = _judge([vote for look in seen for vote in look])
    doubts: dict[str, float] = defaultdict(lambda: 1.0)
    for look in seen:
        votes = sorted((vote for vote in look if vote.field is field and counts(vote)), key=lambda vote: vote.certainty)
        for value, certainty in {vote.value: vote.certainty for vote in votes}.items():
            doubts[value] *= 1 - certainty
    if not doubts:
        return None
    first, *others = sorted(doubts, key=lambda value: doubts[value])
    return Believed(first, (1 - doubts[first]) * (doubts[others[0]] if others else 1))


def _judge(votes: Sequence[Vote]) -> Callable[[Vote], bool]:
    """Which votes count: of pre-codes by themselves those that also stand in a line; where none stands in one, those
    whose print is as large as that of the part number."""
    lined = {vote.value for vote in votes if vote.field is Field.PRECODE and not vote.alone}
    least = LEAST_HEIGHT * max((vote.height for vote in votes if vote.field is Field.PART_NUMBER), default=0)

    def counts(vote: Vote) -> bool:
        if not vote.alone:
            return True
        return vote.value in lined if lined else vote.height >= least

    return counts


def _votes_of(sight: Sight) -> Iterator[Vote]:
    reading, bare = read_number(sight.text, kind=Kind.PRECODE), folded(sight.text)
    if isinstance(reading, Read):
        alone = len(bare) == PRECODE_LENGTH and sight.height > 0
        yield Vote(Field.PRECODE, reading.value, sight.certainty, sight.height, alone)
        if part := part_number_in(sight.text):
            yield Vote(Field.PART_NUMBER, part, sight.certainty, sight.height)
    elif isinstance(reading, OtherNumber) and reading.what in _OTHERS:
        yield Vote(_OTHERS[reading.what], reading.value, sight.certainty, sight.height)
    elif isinstance(reading, Ask) and len(bare) == PRECODE_LENGTH:
        yield Vote(Field.PRECODE, UNREADABLE, sight.certainty, sight.height, alone=True)
    elif isinstance(reading, Unclear) and reading.problem is Problem.CUT_OFF:
        yield Vote(Field.PART_NUMBER, part_number_in(sight.text), sight.certainty, sight.height)
