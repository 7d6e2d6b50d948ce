"""What somebody typed or photographed -> pre-code, serial, part number, VIN or unclear, with the correction to offer.

Pure. It never guesses in silence: whatever it changed is marked `corrected`, whatever is doubtful comes back as `Ask`,
and a number for which no trustworthy code exists goes to a person. Every pattern is of bounded length, and the input
is cut off before the first one runs, so no text can make it slow.
"""

import re
from itertools import zip_longest

from guides_app.lookalikes import confusable, has_odd_digits, latin, plain, with_ascii_digits, words_of
from guides_app.number_shapes import (
    ALNUM,
    CUT_OFF,
    LABEL_HEAD,
    LETTERS_LIKE,
    LIKELY_DIGITS,
    MAKERS,
    NEVER_IN_A_VIN,
    PART_NUMBER,
    PRECODE,
    PRECODE_LENGTH,
    SERIAL_LENGTHS,
    SURE_DIGITS,
    TYPE,
    UNIT_SERIAL,
    VIN,
    VIN_HEAD,
    VIN_LENGTH,
    VIN_TAIL_LENGTH,
    WORDS_HEAD,
)
from guides_app.readings import (
    Ask,
    Difference,
    ForPerson,
    Kind,
    Other,
    OtherNumber,
    Problem,
    Question,
    Read,
    Reading,
    Unclear,
    Why,
)

__all__ = [
    "NEVER_IN_A_VIN",
    "PART_NUMBER",
    "SERIAL_LENGTHS",
    "TYPE",
    "VIN_LENGTH",
    "Ask",
    "Difference",
    "ForPerson",
    "Kind",
    "Other",
    "OtherNumber",
    "Problem",
    "Question",
    "Read",
    "Reading",
    "Unclear",
    "Why",
    "compare",
    "ends_like_a_vin",
    "fits",
    "folded",
    "label_line",
    "part_number_in",
    "read_number",
    "read_vin",
    "read_vin_tail",
    "vin_is_of_brand",
]

LONGEST_TEXT = 200
_BETWEEN = str.maketrans("", "", " -/.")
_LONE_PRECODE = re.compile(r"(?<![^ ])([A-Z]) ?([0-9OIL]{3})(?![^ ])")


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
    reading = _precode(text, value, changed=changed, short_allowed=short_allowed)
    if isinstance(reading, Read) and reading.value.startswith("A0"):
        return ForPerson(reading.value, Why.A0)
    return reading


def read_vin(text: str) -> Reading:
    """Read a VIN by ISO 3779: 17 characters without I, O and Q. European VINs carry no check digit."""
    prepared = _prepare(text)
    if isinstance(prepared, Unclear):
        return prepared
    value, changed = prepared
    bare = _without_words(text, value)
    changed = changed or bare != value.removeprefix("VIN")
    if len(bare) != VIN_LENGTH:
        return Unclear(Problem.VIN_LENGTH, len(bare), VIN_LENGTH)
    if set(bare) & set("IOQ"):
        return Ask(Question.VIN_LETTERS, (bare.translate(NEVER_IN_A_VIN),))
    return Read(bare, changed)


def _without_words(text: str, value: str) -> str:
    """What stands behind `VIN`, `(E)` or the like; or the one word that is long enough; or all of it."""
    if len(value) <= VIN_LENGTH:
        return value.removeprefix("VIN")
    if VIN_HEAD.fullmatch(value[:-VIN_LENGTH]):
        return value[-VIN_LENGTH:]
    words = {word for word in _words(text) if len(word) == VIN_LENGTH}
    return words.pop() if len(words) == 1 else value.removeprefix("VIN")


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


def folded(text: str) -> str:
    """Upper case and Latin, without separators; at most LONGEST_TEXT characters are looked at."""
    return latin(plain(text[:LONGEST_TEXT]))


def part_number_in(text: str) -> str:
    """The part number in a line of a label, or nothing."""
    found = PART_NUMBER.search(folded(text))
    return found[0] if found else ""


def label_line(text: str) -> tuple[str, str]:
    """Of a whole line of a label the part number, and what stands before it: the supplier's own type or serial."""
    line = folded(text)
    found = PART_NUMBER.search(line)
    return (found[0], line[: found.start()]) if found else ("", "")


def vin_is_of_brand(vin: str) -> bool:
    """A hint for staff, never a reason to refuse: twins and some plants carry other makers' prefixes."""
    return plain(vin[:LONGEST_TEXT])[:3] in MAKERS


def ends_like_a_vin(text: str) -> bool:
    """Whether a VIN, or the end of one, ends as ISO 3779 has it: in four digits. A hint for staff."""
    end = plain(text[:LONGEST_TEXT])[-4:]
    return len(end) == 4 and end.isascii() and end.isdigit()


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
    value = latin(with_ascii_digits(bare))
    if not value:
        return Unclear(Problem.EMPTY, 0, PRECODE_LENGTH)
    if has_odd_digits(text) or not ALNUM.fullmatch(value):
        return Unclear(Problem.SHAPE, len(value), PRECODE_LENGTH)
    return value, value != bare or not text.isascii()


def _words(text: str) -> list[str]:
    """The same with its separators: the words of it."""
    return words_of(latin(with_ascii_digits(text)))


def _serial(value: str, *, changed: bool, length: int | None) -> Reading:
    if length is not None and len(value) == length:
        return Read(value, changed)
    if PART_NUMBER.fullmatch(value):
        return OtherNumber(Other.PART_NUMBER, value)
    if VIN.fullmatch(value):
        return OtherNumber(Other.VIN, value)
    if TYPE.fullmatch(value):
        return OtherNumber(Other.TYPE, value)
    if length is not None:
        return Unclear(Problem.SERIAL_LENGTH, len(value), length)
    if len(value) not in SERIAL_LENGTHS or value.isalpha():
        return Unclear(Problem.SHAPE, len(value), SERIAL_LENGTHS.start)
    return Read(value, changed)


def _precode(text: str, value: str, *, changed: bool, short_allowed: bool) -> Reading:
    if len(value) < PRECODE_LENGTH:
        return _short(value, short_allowed=short_allowed)
    if len(value) == PRECODE_LENGTH:
        return _four(value, changed=changed)
    return _line(text, value)


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
    if PRECODE.fullmatch(value):
        return Read(value, changed)
    if value.isdigit():
        return _four_digits(value)
    sure, likely = rest.translate(SURE_DIGITS), rest.translate(LIKELY_DIGITS)
    if not likely.isdigit() or not any(c.isdigit() for c in rest):
        return Unclear(Problem.SHAPE, len(value), PRECODE_LENGTH)
    if letter.isdigit():
        return Ask(Question.LOOK_ALIKE, tuple(like + likely for like in LETTERS_LIKE.get(letter, "")))
    if sure.isdigit():
        return Read(letter + sure, corrected=True)
    return Ask(Question.LOOK_ALIKE, (letter + likely,))


def _four_digits(value: str) -> Ask:
    """The code itself, what the display shows instead of it (0000), or a letter that was taken for a digit."""
    if value == "0000":
        return Ask(Question.FIRST_LETTER, ())
    likely = tuple(like + value[1:] for like in LETTERS_LIKE.get(value[0], ""))
    return Ask(Question.FIRST_LETTER, likely, otherwise=ForPerson(value, Why.NO_LETTER))


def _line(text: str, value: str) -> Reading:
    """A whole line of the label. The LAST four characters are the pre-code; the T before them only parts."""
    if other := _another_number(value):
        return other
    head, tail = value[:-PRECODE_LENGTH], value[-PRECODE_LENGTH:]
    mended = tail[0] + tail[1:].translate(SURE_DIGITS)
    if tail[-1].isdigit() and PRECODE.fullmatch(mended) and (WORDS_HEAD.fullmatch(head) or LABEL_HEAD.fullmatch(head)):
        return Read(mended, corrected=True)
    if len(value) == VIN_LENGTH and (VIN.fullmatch(value) or value[:3] in MAKERS):
        return OtherNumber(Other.VIN, value)
    if CUT_OFF.fullmatch(value):
        return Unclear(Problem.CUT_OFF, len(value), PRECODE_LENGTH)
    if alone := _alone_in(text):
        return Ask(Question.FROM_LINE, alone)
    if PRECODE.fullmatch(tail):
        return Ask(Question.FROM_LINE, (tail,))
    return Unclear(Problem.SHAPE, len(value), PRECODE_LENGTH)


def _another_number(value: str) -> OtherNumber | None:
    for what, shape in ((Other.PART_NUMBER, PART_NUMBER), (Other.TYPE, TYPE), (Other.SERIAL, UNIT_SERIAL)):
        if shape.fullmatch(value):
            return OtherNumber(what, value)
    return None


def _alone_in(text: str) -> tuple[str, ...]:
    """Every pre-code that stands by itself in a longer text, in its order."""
    found = _LONE_PRECODE.findall(" ".join(_words(text)))
    read = [letter + digits.translate(SURE_DIGITS) for letter, digits in found if any(c.isdigit() for c in digits)]
    return tuple(dict.fromkeys(read))
