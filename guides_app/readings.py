"""What reading a number can come to: the closed set of answers of `identifiers`. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a radio family's code is found by."""

    PRECODE = "precode"
    SERIAL = "serial"
    VIN = "vin"
    NONE = "none"


class Question(StrEnum):
    """What only the person in front of the radio can answer."""

    FIRST_LETTER = "first_letter"  # four digits: its first may be a letter, or all of it the code itself
    LOOK_ALIKE = "look_alike"
    FROM_LINE = "from_line"
    VIN_LETTERS = "vin_letters"


class Why(StrEnum):
    """Why a number is accepted but belongs before a person."""

    NO_LETTER = "no_letter"
    A0 = "a0"
    SHORT = "short"
    NOT_ASKED = "not_asked"


class Other(StrEnum):
    """A number that stands on the radio or the car and is not the one that was asked for."""

    PART_NUMBER = "part_number"  # the same for thousands of radios
    TYPE = "type"  # the maker's own name of the kind of unit
    SERIAL = "serial"  # of this unit, where its pre-code is asked for
    VIN = "vin"  # of the car, where the number of the radio is asked for


class Problem(StrEnum):
    """Why a text cannot be the number."""

    EMPTY = "empty"
    SHAPE = "shape"
    SHORT = "short"
    CUT_OFF = "cut_off"
    VIN_LENGTH = "vin_length"
    SERIAL_LENGTH = "serial_length"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Read:
    """The number. `corrected`: we changed look-alikes or took it from a longer line, which must be shown."""

    value: str
    corrected: bool


@dataclass(frozen=True)
class ForPerson:
    """Accepted as typed; a person looks at it, no code is computed from it."""

    value: str
    why: Why


@dataclass(frozen=True)
class Ask:
    """The text is nearly a number: put the proposals, the likelier first, to the person.

    `otherwise` is what the text is taken for where they say that it is none of these.
    """

    question: Question
    proposals: tuple[str, ...]
    otherwise: ForPerson | None = None


@dataclass(frozen=True)
class OtherNumber:
    """A number that says something else."""

    what: Other
    value: str


@dataclass(frozen=True)
class Unclear:
    """Not a number. `got` and `need` are counts of characters, for the error text."""

    problem: Problem
    got: int
    need: int


Reading = Read | Ask | OtherNumber | ForPerson | Unclear


@dataclass(frozen=True)
class Difference:
    """One place where two readings part; `position` starts at 1, an absent character is ''."""

    position: int
    left: str
    right: str
    confusable: bool
