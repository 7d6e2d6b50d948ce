"""Rows out of a file that somebody brings: CSV or XLSX, packed with gzip or not. Nothing is read whole.

A row is its line in the file, counted from 1, and its cells. Where a line cannot be read its cells are a `Broken`.
"""

import codecs
import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from typing import BinaryIO

LONGEST_LINE = 10_000  # characters
SAMPLE = 64 * 1024
LARGEST_SHEET = 400 * 1024 * 1024  # bytes, unpacked
LARGEST_STRINGS = 100 * 1024 * 1024  # bytes of the part of a workbook that is held in memory
DELIMITERS = ",;\t|"


class Broken(StrEnum):
    """Why the cells of a line cannot be told."""

    TOO_LONG = "too_long"
    QUOTES = "quotes"


Cells = tuple[object, ...] | Broken
Rows = Iterator[tuple[int, Cells]]


class Unreadable(Exception):
    """The file, or the rest of it, is none that can be read; says why."""


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of the whole file (hex); it stands at its beginning afterwards."""
    digest = hashlib.sha256()
    while part := file.read(SAMPLE):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()


def rows_of(file: BinaryIO) -> Rows:
    """Every row with its line. Raises Unreadable, also in mid-file where it ends too early."""
    reader = io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file
    start = _peek(reader)
    if start.startswith(b"PK\x03\x04"):
        yield from _workbook(reader)
    elif start.startswith(b"\x1f\x8b"):
        yield from _unpacked(reader)
    else:
        yield from _text(reader, start)


def first_of(rows: Rows) -> tuple[object, ...]:
    """The cells of the first line, which is taken from `rows`. Raises Unreadable where there are none."""
    _line, cells = next(rows, (0, ()))
    if isinstance(cells, Broken):
        raise Unreadable("its first line cannot be read")
    if not cells:
        raise Unreadable("it is empty")
    return cells


def _peek(file: BinaryIO) -> bytes:
    if hasattr(file, "peek"):
        return bytes(file.peek(SAMPLE)[:SAMPLE])
    start = file.read(SAMPLE)
    file.seek(0)
    return start


def _unpacked(file: BinaryIO) -> Rows:
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            inner = io.BufferedReader(unpacked)
            yield from _text(inner, bytes(inner.peek(SAMPLE)[:SAMPLE]))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable("the packed file is damaged or cut off") from error


def _text(file: BinaryIO, sample: bytes) -> Rows:
    encoding = _encoding(sample)
    text = io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape", newline="")
    delimiter = _delimiter(sample.decode(encoding, errors="replace"))
    lines = _lines(text)
    try:
        for number, line in lines:
            if line is None:
                yield number, Broken.TOO_LONG
                continue
            try:
                cells = next(csv.reader([line], delimiter=delimiter, strict=True))
            except (csv.Error, StopIteration):
                yield number, Broken.QUOTES
            else:
                yield number, tuple(cells)
    except UnicodeError as error:  # a whole encoding that breaks off, as UTF-16 does
        raise Unreadable("the file ends within a character") from error


def _lines(text: io.TextIOWrapper) -> Iterator[tuple[int, str | None]]:
    """Each line with its number; None for one that is too long, of which no more than that is ever held."""
    number, within = 0, False
    while line := text.readline(LONGEST_LINE):
        ended = line.endswith(("\n", "\r"))
        if not within:
            number += 1
            if ended or len(line) < LONGEST_LINE:
                yield number, line.rstrip("\r\n")
            else:
                yield number, None
        within = not ended and len(line) == LONGEST_LINE


def _encoding(sample: bytes) -> str:
    return "utf-16" if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _delimiter(sample: str) -> str:
    """The sign that parts the cells of the first line, by how often it is there."""
    first = sample.splitlines()[0] if sample.strip() else ""
    return max(DELIMITERS, key=first.count)


def _workbook(file: BinaryIO) -> Rows:
    """The first sheet. Formulas stay what is written; a bomb is refused by the sizes that its parts declare."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only who brings a workbook waits for it

    if not file.seekable():
        raise Unreadable("a workbook is read from a file only")
    try:
        _check_sizes(file)
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        for number, cells in enumerate(chain(sheet.iter_rows(values_only=True)), start=1):
            yield number, tuple("" if cell is None else cell for cell in cells)
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook fails in many ways, and each is the file's fault
        raise Unreadable("this is no workbook that can be read") from error


def _check_sizes(file: BinaryIO) -> None:
    with zipfile.ZipFile(file) as parts:
        for part in parts.infolist():
            most = LARGEST_STRINGS if "sharedStrings" in part.filename else LARGEST_SHEET
            if part.file_size > most:
                raise Unreadable("the workbook is too large; save it as CSV")
    file.seek(0)
