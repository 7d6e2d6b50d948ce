"""The public pre-code function: one letter and three digits in, four digits out.

With i the index of the letter (A = 0) and d1 d2 d3 the digits: x = 10 i + d1, y = x + 10 d2 + d3, z = 7 y mod 100; the
code is (259 mod x) mod 100 in two digits, then the units and the tens of z. For A0xx x is zero and no code exists.
Source: eighteen public implementations and four published tables agree on every input that they answer; the tests
hold published pairs.
"""

import re
from dataclasses import dataclass, field

from guides_app.identifiers import Kind
from requests_app.lookup.source import Answer, Found, NotFound, Radio

METHOD = "pre-code function, version 1"
PRECODE = re.compile(r"[A-Z][0-9]{3}", re.ASCII)


@dataclass(frozen=True)
class Code:
    """A code: four ASCII digits, zeros included."""

    digits: str = field(repr=False)


@dataclass(frozen=True)
class Undefined:
    """A0xx: the function divides by zero; a person must look elsewhere."""


@dataclass(frozen=True)
class Malformed:
    """Not one letter A to Z and three digits 0 to 9."""


def code_of(precode: str) -> Code | Undefined | Malformed:
    """The code that belongs to an upper-case pre-code such as "S053"."""
    if not PRECODE.fullmatch(precode):
        return Malformed()
    d1, d2, d3 = (int(digit) for digit in precode[1:])
    x = 10 * (ord(precode[0]) - ord("A")) + d1
    if x == 0:
        return Undefined()
    z = 7 * (x + 10 * d2 + d3) % 100
    return Code(f"{259 % x % 100:02d}{z % 10}{z // 10}")


def find(radio: Radio) -> Answer:
    """Ask the function as a source. It answers for pre-codes only."""
    if radio.kind is not Kind.PRECODE or not radio.has_code:
        return NotFound("not a radio with a pre-code")
    match code_of(radio.number):
        case Code(digits):
            return Found(digits, METHOD)
        case Undefined():
            return NotFound("A0 pre-codes have no calculated code")
        case Malformed():
            return NotFound("not a complete pre-code")
