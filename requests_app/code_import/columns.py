"""Which column of a list is what: by the words of its first line, or as somebody says."""

from collections.abc import Sequence
from enum import StrEnum

from guides_app.identifiers import folded


class Field(StrEnum):
    """What a column can be."""

    NUMBER = "number"
    SERIAL = "serial"
    PART = "part"
    VIN = "vin"
    CODE = "code"
    DATE = "date"
    SOURCE = "source"


WORDS = {
    Field.NUMBER: (
        "PRECODE", "PRECOD", "SECURITY", "SECURITYCODE", "SECURITYNUMBER", "NUMBER", "RADIONUMBER", "VORCODE",
    ),
    Field.SERIAL: (
        "SERIAL", "SERIALNUMBER", "SERIALNO", "SN", "SERIE", "NUMERODESERIE", "SERIENNUMMER", "NUMARSERIE", "MATRICOLA",
    ),
    Field.PART: (
        "PART", "PARTNUMBER", "PARTNO", "REFERENCE", "REF", "TEILENUMMER", "REFERINTA", "REFERENCIA", "RIFERIMENTO",
    ),
    Field.VIN: ("VIN", "FIN", "CHASSIS", "CHASSISNUMBER", "TELAIO", "BASTIDOR", "FAHRGESTELLNUMMER", "SASIU"),
    Field.CODE: ("CODE", "RADIOCODE", "COD", "CODRADIO", "CODIGO", "CODICE", "CODERADIO", "PIN"),
    Field.DATE: ("DATE", "DATUM", "DATA", "FECHA", "DATED", "DAY"),
    Field.SOURCE: ("SOURCE", "QUELLE", "SURSA", "FUENTE", "FONTE", "ORIGIN"),
}  # fmt: skip
KEYS = (Field.NUMBER, Field.SERIAL, Field.VIN)
Columns = dict[Field, int]


class ColumnsUnclear(Exception):
    """It cannot be told where the codes stand, or what they belong to; says what is missing."""


def columns_of(first: Sequence[object], mapping: dict[Field, str] | None = None) -> tuple[Columns, bool]:
    """Where each field stands, counted from 0, and whether the first line is a header.

    `mapping` gives a field's column by its words or by its number, counted from 1. Raises ColumnsUnclear.
    """
    words = [folded(str(cell)) for cell in first]
    columns = _said(words, mapping) if mapping else _by_words(words)
    if Field.CODE not in columns:
        raise ColumnsUnclear("no column is called code")
    if not columns.keys() & set(KEYS):
        raise ColumnsUnclear("no column is called number, serial or vin")
    if len(set(columns.values())) < len(columns):
        raise ColumnsUnclear("one column cannot be two things")
    header = not mapping or any(words[at] and not any(map(str.isdigit, words[at])) for at in columns.values())
    return columns, header


def _by_words(words: list[str]) -> Columns:
    return {field: words.index(word) for field, known in WORDS.items() for word in reversed(known) if word in words}


def _said(words: list[str], mapping: dict[Field, str]) -> Columns:
    columns = {}
    for field, said in mapping.items():
        at = int(said) - 1 if said.isascii() and said.isdigit() else -1
        if at < 0 and folded(said) in words:
            at = words.index(folded(said))
        if not 0 <= at < len(words):
            raise ColumnsUnclear(f"there is no column {said!r}")
        columns[field] = at
    return columns
