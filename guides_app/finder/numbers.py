"""Tells numbers from words: a pre-code, a label's line, a VIN, a part number, a supplier's type.

The number itself is needed to recognise it and for nothing else; no answer carries it on.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from guides_app import identifiers
from guides_app.identifiers import Ask, Kind, Other, OtherNumber, Question, Read
from guides_app.lookalikes import latin, plain
from guides_app.models import IdentifierRule
from guides_app.models.identifier_rule import WhatItIs

SHORTEST, FEWEST_DIGITS, SURELY_A_NUMBER, VIN_DIGITS = 5, 3, 6, 5
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])[0-9]")
_PRECODE = re.compile(r"[A-Z][0-9]{3}")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_MAKES = {"UU1": "dacia", "UU2": "dacia"}


class Seen(StrEnum):
    """What a number looks like."""

    PRECODE = "precode"
    LINE = "line"
    VIN = "vin"
    PART = "part"
    TYPE = "type"
    SERIAL = "serial"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Number:
    """What was recognised, the families whose labels carry such a number, the make by the VIN, and the other words."""

    what: Seen
    families: tuple[int, ...] = ()
    make: str = ""
    rest: str = ""


def recognise(text: str) -> Number | None:
    """The number in a text, alone or among words; None where there are words only."""
    if not any(char.isdigit() for char in text):
        return None
    labels = _Labels()
    if number := _whole(text, labels):
        return number
    words = text.split()
    for word in words if len(words) > 1 else []:
        if number := _one_word(word, labels):
            return Number(number.what, number.families, number.make, _without_numbers(words))
    return None


class _Labels:
    """The shapes of the numbers on families' labels, read when the first of them is asked for."""

    @cached_property
    def shapes(self) -> list[tuple[str, int, str]]:
        """What each is, whose it is, and the shape."""
        rules = IdentifierRule.objects.exclude(what=WhatItIs.PRECODE).filter(family__isnull=False)
        return [(what, family, shape) for what, family, shape in rules.values_list("what", "family", "shape") if family]


def _whole(text: str, labels: _Labels) -> Number | None:
    """The text is nothing but a number."""
    value = latin(plain(text))
    if set(value) <= {"0"}:
        return None
    if vin := _vin(value) or _begun_vin(text):
        return vin
    reading = identifiers.read_number(text, kind=Kind.PRECODE)
    if isinstance(reading, Read):
        return _line(value, labels)
    if isinstance(reading, Ask) and (reading.question is Question.LOOK_ALIKE or value.startswith("0")):
        return Number(Seen.PRECODE)
    is_part = isinstance(reading, OtherNumber) and reading.what is Other.PART_NUMBER
    return None if _has_words(text) else _by_shape(value, labels, is_part=is_part)


def _one_word(word: str, labels: _Labels) -> Number | None:
    value = latin(plain(word))
    return Number(Seen.PRECODE) if _PRECODE.fullmatch(value) else _vin(value) or _by_shape(value, labels)


def _line(value: str, labels: _Labels) -> Number:
    """A pre-code, maybe in its line of the label: there the part number tells the radio."""
    part = identifiers.part_number_in(value)
    if not part:
        return Number(Seen.PRECODE)
    found = _by_shape(part, labels)
    return Number(Seen.LINE, found.families if found else ())


def _vin(value: str) -> Number | None:
    """17 signs; a few words with a year may have as many, but neither the digits nor the maker."""
    bare = value.removeprefix("VIN")
    digits = sum(char.isdigit() for char in bare)
    if _VIN.fullmatch(bare) and (_maker(bare) or digits >= VIN_DIGITS):
        return Number(Seen.VIN, make=_maker(bare))
    return None


def _begun_vin(text: str) -> Number | None:
    """The first signs of a VIN in one word, such as UU1: they name the maker."""
    value = latin(plain(text))
    begun = len(text.split()) == 1 and len(value) < identifiers.VIN_LENGTH and any(map(str.isdigit, value[:3]))
    return Number(Seen.VIN, make=_maker(value)) if begun and _maker(value) else None


def _maker(value: str) -> str:
    return _MAKES.get(value[:3], "renault") if identifiers.vin_is_of_brand(value) else ""


def _by_shape(value: str, labels: _Labels, *, is_part: bool = False) -> Number | None:
    """By the shapes that families' labels have; a part number, or a long number, that none has is one all the same."""
    digits = sum(char.isdigit() for char in value)
    if len(value) < SHORTEST or digits < FEWEST_DIGITS:
        return None
    found: dict[str, list[int]] = {}
    for what, family, shape in labels.shapes:
        if identifiers.fits(shape, value):
            found.setdefault(what, []).append(family)
    for what in (Seen.PART, Seen.TYPE, Seen.SERIAL):
        if what in found:
            return Number(what, tuple(dict.fromkeys(found[what])))
    if is_part:
        return Number(Seen.PART)
    return Number(Seen.UNKNOWN) if digits >= SURELY_A_NUMBER else None


def _has_words(text: str) -> bool:
    """A name of 4 letters or more, or a year: then it is a car that is described."""
    return any((len(word) > 3 and word.isalpha()) or _YEAR.fullmatch(word) for word in _WORD.findall(text))


def _without_numbers(words: list[str]) -> str:
    """The words that may name a car."""
    return " ".join(word for word in words if _YEAR.fullmatch(word) or sum(map(str.isdigit, word)) < FEWEST_DIGITS)
