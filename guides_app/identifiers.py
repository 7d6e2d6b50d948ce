"""What somebody typed or photographed -> pre-code, serial, part number, VIN or unclear, with the correction to offer.

Pure. It never guesses in silence: whatever it changed is marked `corrected`, whatever is doubtful comes back as `Ask`,
and a number for which no trustworthy code exists goes to a person. Every pattern is of bounded length, and the input
is cut off before the first one runs, so no text can make it slow.
"""

import re
from itertools import zip_longest

from guides_app.lookalikes import confusable, has_foreign_digits, latin, plain
from guides_app.readings import (
    Ask,
    Difference,
    ForPerson,
    Kind,
    LooksLikeVin,
    PartNumber,
    Problem,
    Question,
    Read,
    Reading,
    Unclear,
    Why,
)

__all__ = [
    "NEVER_IN_A_VIN",
    "Ask",
    "Difference",
    "ForPerson",
    "Kind",
    "LooksLikeVin",
    "PartNumber",
    "Problem",
    "Question",
    "Read",
    "Reading",
    "Unclear",
    "Why",
    "compare",
    "fits",
    "label_line",
    "part_number_in",
    "read_number",
    "read_vin",
    "read_vin_tail",
    "vin_is_of_brand",
]

LONGEST_TEXT = 200
PRECODE_LENGTH = 4
VIN_LENGTH = 17
VIN_TAIL_LENGTH = 6
NEVER_IN_A_VIN = str.maketrans("IOQ", "100")
SERIAL_LENGTHS = range(5, 25)


_PART = r"(?:8200[0-9]{6}|77[0-9]{8}|28[0-9]{7}R)"
_PART_NUMBER = re.compile(_PART)
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_PRECODE = re.compile(r"[A-Z][0-9]{3}")
_LABEL_HEAD = re.compile(rf"[A-Z0-9]{{0,24}}?{_PART}(?:T|RT?B?|TB?)?(?:SECURITY|RADIO|PRE|CODE|NO|NR){{0,4}}")
_WORDS_HEAD = re.compile(r"(?:SECURITY|RADIO|PRE|CODE|NO|NR|IS){1,5}")
_CUT_OFF = re.compile(rf"{_PART}[A-Z]{{1,4}}[0-9]{{0,2}}")
_ALNUM = re.compile(r"[A-Z0-9]+")
_SURE_DIGITS = str.maketrans("OIL", "011")
_LIKELY_DIGITS = str.maketrans("OILBSZGQD", "011852600")
_BETWEEN = str.maketrans("", "", " -/.")
_MAKERS = frozenset(
    [
        "VF1",
        "VF2",
        "VF6",
        "VF8",
        "UU1",
        "UU2",
        "X7L",
        "93Y",
        "8A1",
        "9FB",
        "KNM",
        "L56",
        "VS5",
        "VSY",
        "VNV",
        "VFB",
        "VFJ",
        "VW1",
        "WF1",
        "FV1",
        "CF1",
        "GA1",
        "MEE",
        "NM1",
    ]
)


def read_number(text: str, *, kind: Kind, short_allowed: bool = False, serial_length: int | None = None) -> Reading:
    """Read the number a radio family asks for. Anything may come in; nothing is raised."""
    if kind is Kind.VIN:
        return read_vin(text)
    prepared = _prepare(text)
    if isinstance(prepared, Unclear):
        return prepared
    value, changed = prepared
    if kind is Kind.NONE:
        return ForPerson(value[:40], Why.NOT_ASKED)
    if kind is Kind.SERIAL:
        return _serial(value, changed=changed, length=serial_length)
    reading = _precode(value, changed=changed, short_allowed=short_allowed)
    if isinstance(reading, Read) and reading.value.startswith("A0"):
        return ForPerson(reading.value, Why.A0)
    return reading


def read_vin(text: str) -> Reading:
    """Read a VIN by ISO 3779: 17 characters without I, O and Q. European VINs carry no check digit."""
    prepared = _prepare(text)
    if isinstance(prepared, Unclear):
        return prepared
    value, changed = prepared
    value = value.removeprefix("VIN")
    if len(value) != VIN_LENGTH:
        return Unclear(Problem.VIN_LENGTH, len(value), VIN_LENGTH)
    if set(value) & set("IOQ"):
        return Unclear(Problem.VIN_LETTERS, len(value), VIN_LENGTH)
    return Read(value, changed)


def read_vin_tail(text: str) -> Read | Unclear:
    """Read the last 6 characters of a VIN, or of a whole VIN its end. I, O and Q can only be the 1 and 0 alike."""
    prepared = _prepare(text)
    if isinstance(prepared, Unclear):
        return Unclear(prepared.problem, prepared.got, VIN_TAIL_LENGTH)
    value, changed = prepared
    value = value.removeprefix("VIN")
    if len(value) not in (VIN_TAIL_LENGTH, VIN_LENGTH):
        return Unclear(Problem.VIN_LENGTH, len(value), VIN_TAIL_LENGTH)
    tail = value[-VIN_TAIL_LENGTH:].translate(NEVER_IN_A_VIN)
    return Read(tail, changed or tail != value)


def part_number_in(text: str) -> str:
    """The part number in a line of a label, or nothing."""
    found = re.search(_PART, latin(plain(text[:LONGEST_TEXT])))
    return found[0] if found else ""


def label_line(text: str) -> tuple[str, str]:
    """Of a whole line of a label the part number, and what stands before it: the supplier's own type or serial."""
    line = latin(plain(text[:LONGEST_TEXT]))
    found = re.search(_PART, line)
    return (found[0], line[: found.start()]) if found else ("", "")


def vin_is_of_brand(vin: str) -> bool:
    """A hint for staff, never a reason to refuse: twins and some plants carry other makers' prefixes."""
    return plain(vin[:LONGEST_TEXT])[:3] in _MAKERS


def compare(left: str, right: str) -> list[Difference]:
    """Two readings of one number, character by character; the empty list means that they agree."""
    pairs = zip_longest(left, right, fillvalue="")
    return [Difference(n, a, b, confusable(a, b)) for n, (a, b) in enumerate(pairs, start=1) if a != b]


def fits(shape: str, text: str) -> bool:
    """True when text has the shape: `@` a letter, `#` a digit, `*` either, anything else itself; linear by design."""
    if len(text) > LONGEST_TEXT:
        return False
    value = latin(plain(text))
    wanted = shape.translate(_BETWEEN)
    return len(value) == len(wanted) and all(_fits_one(s, c) for s, c in zip(wanted, value, strict=True))


def _fits_one(sign: str, char: str) -> bool:
    if not char.isascii():
        return False
    tests = {"@": char.isalpha(), "#": char.isdigit(), "*": char.isalnum()}
    return tests.get(sign, sign.upper() == char)


def _prepare(text: str) -> tuple[str, bool] | Unclear:
    """Bounded, Latin, upper case, without separators; and whether letters had to be exchanged."""
    if len(text) > LONGEST_TEXT:
        return Unclear(Problem.TOO_LONG, len(text), LONGEST_TEXT)
    bare = plain(text)
    value = latin(bare)
    if not value:
        return Unclear(Problem.EMPTY, 0, PRECODE_LENGTH)
    if has_foreign_digits(text) or not _ALNUM.fullmatch(value):
        return Unclear(Problem.SHAPE, len(value), PRECODE_LENGTH)
    return value, value != bare or not text.isascii()


def _serial(value: str, *, changed: bool, length: int | None) -> Reading:
    if length is not None and len(value) == length:
        return Read(value, changed)
    if _PART_NUMBER.fullmatch(value):
        return PartNumber(value)
    if _VIN.fullmatch(value):
        return LooksLikeVin(value)
    if length is not None:
        return Unclear(Problem.SERIAL_LENGTH, len(value), length)
    if len(value) not in SERIAL_LENGTHS or value.isalpha():
        return Unclear(Problem.SHAPE, len(value), SERIAL_LENGTHS.start)
    return Read(value, changed)


def _precode(value: str, *, changed: bool, short_allowed: bool) -> Reading:
    if len(value) < PRECODE_LENGTH:
        return _short(value, short_allowed=short_allowed)
    if len(value) == PRECODE_LENGTH:
        return _four(value, changed=changed)
    return _line(value)


def _short(value: str, *, short_allowed: bool) -> Reading:
    """Old labels print 2 or 3 characters; zeros may be filled in only after a letter."""
    if not short_allowed or not value[-1].isdigit():
        return Unclear(Problem.SHORT, len(value), PRECODE_LENGTH)
    letter, digits = value[0], value[1:]
    if value.isdigit():
        return ForPerson(value, Why.NO_LETTER)
    if letter.isalpha() and digits.isdigit() and len(digits) == 2:
        return Read(f"{letter}0{digits}", corrected=True)
    return ForPerson(value, Why.SHORT)


def _four(value: str, *, changed: bool) -> Reading:
    letter, rest = value[0], value[1:]
    if _PRECODE.fullmatch(value):
        return Read(value, changed)
    if value.isdigit() and letter != "0":
        return ForPerson(value, Why.NO_LETTER)
    sure, likely = rest.translate(_SURE_DIGITS), rest.translate(_LIKELY_DIGITS)
    if not likely.isdigit() or not any(c.isdigit() for c in rest):
        return Unclear(Problem.SHAPE, len(value), PRECODE_LENGTH)
    if letter == "0":
        return Ask(Question.LETTER_O, f"O{likely}")
    if not letter.isalpha():
        return Unclear(Problem.SHAPE, len(value), PRECODE_LENGTH)
    if sure.isdigit():
        return Read(letter + sure, corrected=True)
    return Ask(Question.LOOK_ALIKE, letter + likely)


def _line(value: str) -> Reading:
    """A whole line of the label. The LAST four characters are the pre-code; the T before them only parts."""
    if _PART_NUMBER.fullmatch(value):
        return PartNumber(value)
    head, tail = value[:-PRECODE_LENGTH], value[-PRECODE_LENGTH:]
    mended = tail[0] + tail[1:].translate(_SURE_DIGITS)
    if (
        tail[-1].isdigit()
        and _PRECODE.fullmatch(mended)
        and (_WORDS_HEAD.fullmatch(head) or _LABEL_HEAD.fullmatch(head))
    ):
        return Read(mended, corrected=True)
    if len(value) == VIN_LENGTH and (_VIN.fullmatch(value) or value[:3] in _MAKERS):
        return LooksLikeVin(value)
    if _CUT_OFF.fullmatch(value):
        return Unclear(Problem.CUT_OFF, len(value), PRECODE_LENGTH)
    if _PRECODE.fullmatch(tail):
        return Ask(Question.FROM_LINE, tail)
    return Unclear(Problem.SHAPE, len(value), PRECODE_LENGTH)
