"""One row of a list, judged: what it says of which radio, or why it says nothing that can be kept. Knows no table."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from guides_app.identifiers import (
    PART_NUMBER,
    SERIAL_LENGTHS,
    TYPE,
    ForPerson,
    Kind,
    Read,
    Why,
    folded,
    label_line,
    read_number,
    read_vin,
)
from requests_app.code_import.columns import Columns, Field
from requests_app.code_import.files import Broken, Cells
from requests_app.lookup.registry import part_fingerprint, serial_fingerprint
from requests_app.lookup.source import Radio

CODE = re.compile(r"[0-9]{4}", re.ASCII)
SHORT_CODE = re.compile(r"[0-9]{1,3}", re.ASCII)
PRECODE = re.compile(r"[A-Z][0-9]{3}", re.ASCII)
SERIAL = re.compile(r"[A-Z0-9]+", re.ASCII)
DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})", re.ASCII)
LONGEST_SOURCE = 120
FORMULA = ("=", "+", "@")


class Reason(StrEnum):
    """Why a row is not added, or what somebody should look at."""

    TOO_LONG = "too_long"
    QUOTES = "quotes"
    ENCODING = "encoding"
    FORMULA = "formula"
    NO_CODE = "no_code"
    BAD_CODE = "bad_code"
    EATEN_ZEROS = "eaten_zeros"
    NO_RADIO = "no_radio"
    BAD_NUMBER = "bad_number"
    BAD_SERIAL = "bad_serial"
    PART_AS_SERIAL = "part_as_serial"
    BAD_PART = "bad_part"
    BAD_VIN = "bad_vin"
    BAD_DATE = "bad_date"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"  # kept all the same


REASONS = {
    Reason.TOO_LONG: _("the line is too long"),
    Reason.QUOTES: _("the quotes of the line are not closed"),
    Reason.ENCODING: _("written in another encoding than UTF-8"),
    Reason.FORMULA: _("a formula instead of a value"),
    Reason.NO_CODE: _("no code"),
    Reason.BAD_CODE: _("the code is not 4 digits"),
    Reason.EATEN_ZEROS: _("the code has less than 4 digits, as when a spreadsheet drops the zeros"),
    Reason.NO_RADIO: _("neither number nor serial number nor VIN"),
    Reason.BAD_NUMBER: _("the number is no pre-code"),
    Reason.BAD_SERIAL: _("the serial number is none"),
    Reason.PART_AS_SERIAL: _("a part number stands for the serial number"),
    Reason.BAD_PART: _("the part number is none"),
    Reason.BAD_VIN: _("the VIN is none"),
    Reason.BAD_DATE: _("the date is none"),
    Reason.DUPLICATE: _("known already"),
    Reason.CONFLICT: _("added, but another code is known for the same radio or car"),
}


@dataclass(frozen=True)
class Said:
    """A code, what it is said to belong to (a radio, a car, or both), since when, and by whose word."""

    radios: tuple[Radio, ...]
    code: str = field(repr=False)
    dated: date | None
    source: str


class Refused(Exception):
    """This row is not kept."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def judge(cells: Cells, columns: Columns, *, fill_zeros: bool) -> Said:
    """What the row says. Raises Refused. `fill_zeros` takes 86 for 0086, as spreadsheets make of it."""
    if isinstance(cells, Broken):
        raise Refused(Reason(cells.value))
    values = {name: _text(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
    for value in values.values():
        if value.startswith(FORMULA):
            raise Refused(Reason.FORMULA)
        if not value.isascii() and any("\udc80" <= char <= "\udcff" for char in value):
            raise Refused(Reason.ENCODING)
    code = _code(values[Field.CODE], fill_zeros=fill_zeros)
    dated = _date(cells[columns[Field.DATE]]) if columns.get(Field.DATE, len(cells)) < len(cells) else None
    return Said(_radios(values), code, dated, values.get(Field.SOURCE, "")[:LONGEST_SOURCE])


def _text(cell: object) -> str:
    """A cell as it was meant: numbers without the point that a spreadsheet gives them."""
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)


def _code(text: str, *, fill_zeros: bool) -> str:
    if CODE.fullmatch(text):
        return text
    if not text:
        raise Refused(Reason.NO_CODE)
    if SHORT_CODE.fullmatch(text):
        if fill_zeros:
            return text.zfill(4)
        raise Refused(Reason.EATEN_ZEROS)
    raise Refused(Reason.BAD_CODE)


def _radios(values: dict[Field, str]) -> tuple[Radio, ...]:
    number, serial, part = (values.get(name, "") for name in (Field.NUMBER, Field.SERIAL, Field.PART))
    radios = []
    if number:
        radios.append(_of_number(number, serial, part))
    elif serial:
        radios.append(Radio(_serial(serial), Kind.SERIAL, part_fingerprint=part and _of_part(part)))
    if vin := values.get(Field.VIN, ""):
        radios.append(Radio(_vin(vin), Kind.VIN))
    if not radios:
        raise Refused(Reason.NO_RADIO)
    return tuple(radios)


def _of_number(number: str, serial: str, part: str) -> Radio:
    """By its pre-code, with what tells it from the thousands that share it, from its own cells or the label's line."""
    of_line, before = ("", "") if len(number) <= 4 else label_line(number)
    if TYPE.fullmatch(before):
        before = ""
    part, serial = part or of_line, (_serial(serial) if serial else before)
    return Radio(
        _precode(number),
        Kind.PRECODE,
        part_fingerprint=part and _of_part(part),
        serial_fingerprint=serial and serial_fingerprint(serial),
    )


def _precode(text: str) -> str:
    if PRECODE.fullmatch(text):
        return text
    reading = read_number(text, kind=Kind.PRECODE)
    if isinstance(reading, Read) and (not reading.corrected or text.upper().endswith(reading.value)):
        return reading.value
    if isinstance(reading, ForPerson) and reading.why is Why.A0:
        return reading.value
    raise Refused(Reason.BAD_NUMBER)


def _serial(text: str) -> str:
    value = text if SERIAL.fullmatch(text) else folded(text)
    if PART_NUMBER.fullmatch(value):
        raise Refused(Reason.PART_AS_SERIAL)
    if len(value) not in SERIAL_LENGTHS or not SERIAL.fullmatch(value) or value.isalpha():
        raise Refused(Reason.BAD_SERIAL)
    return value


@lru_cache(maxsize=4096)  # there are few part numbers, and many radios of each
def _of_part(text: str) -> str:
    value = folded(text)
    if not PART_NUMBER.fullmatch(value):
        raise Refused(Reason.BAD_PART)
    return part_fingerprint(value)


def _vin(text: str) -> str:
    reading = read_vin(text)
    if not isinstance(reading, Read):
        raise Refused(Reason.BAD_VIN)
    return reading.value


def _date(cell: object) -> date | None:
    """The day, as 2019-12-31, 31.12.2019 or 31/12/2019."""
    if isinstance(cell, datetime):
        return cell.date()
    text = str(cell).strip()
    if not text:
        return None
    found = DATE.match(text)
    if not found:
        raise Refused(Reason.BAD_DATE)
    year, month, day, day_first, month_second, year_last = found.groups()
    try:
        return date(int(year or year_last), int(month or month_second), int(day or day_first))
    except ValueError:
        raise Refused(Reason.BAD_DATE) from None
