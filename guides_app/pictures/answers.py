"""What the decoder may answer, and how the answer crosses from its process to ours.

The other side has touched hostile bytes, so the answer is plain lengths and bytes, checked here; it is never unpickled.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guides_app.pictures.limits import (
    LIKENESS_BYTES,
    MASTER_EDGE,
    MAX_ANSWER_BYTES,
    MAX_EDGE,
    MAX_JPEG_BYTES,
    MAX_PDF_PAGES,
    MAX_THUMB_BYTES,
)
from guides_app.squares import COLUMNS, ROWS, Cell, Mask

_LENGTH = struct.Struct("!I")
_MAX_HEADER_BYTES = 8192
MOST_BYTES_SAID = _LENGTH.size + _MAX_HEADER_BYTES + MAX_ANSWER_BYTES


class UploadProblem(StrEnum):
    """Why a file was not taken, or a picture not edited so; the sentence for each is the form's."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    NOT_ACCEPTED = "not_accepted"
    HEIC = "heic"
    BROKEN = "broken"
    TOO_SMALL = "too_small"
    TOO_NARROW = "too_narrow"
    TOO_MANY_PIXELS = "too_many_pixels"
    ANIMATED = "animated"
    PDF_LOCKED = "pdf_locked"
    PDF_TOO_MANY_PAGES = "pdf_too_many_pages"
    PDF_LIVE_FORM = "pdf_live_form"
    PDF_NOT_HERE = "pdf_not_here"
    NO_SPACE = "no_space"
    BUSY = "busy"
    ALL_COVERED = "all_covered"
    STORE_AWAY = "store_away"


class Hint(StrEnum):
    """What a person may want to look at again; a hint never refuses a photo."""

    BLURRED = "blurred"
    DARK = "dark"
    BRIGHT = "bright"
    SMALL = "small"


class Sign(StrEnum):
    """What a person should know of where a picture comes from. It proves nothing, and its sender is not told."""

    EDITED = "edited"
    SCREEN = "screen"


@dataclass(frozen=True)
class CleanPage:
    """One upright picture and its thumbnail, both made anew by us, with nothing but pixels in them.

    `black` names the squares of the usual grid in which nothing is left to see; `likeness` knows a photo again
    in its four turns (likeness.py), and is empty where there is nothing to know.
    """

    jpeg: bytes
    thumb: bytes
    width: int
    height: int
    hints: tuple[Hint, ...] = ()
    black: frozenset[Cell] = frozenset()
    likeness: bytes = b""
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True)
class Pixels:
    """One upright picture as bare pixels: three bytes each, red, green and blue."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True)
class UploadRefused:
    """No; `pages` counts the pages of a PDF that has too many."""

    problem: UploadProblem
    pages: int = 0


Answer = tuple[CleanPage, ...] | Pixels | UploadRefused


class Malformed(Exception):
    """The decoder did not finish its answer, or finished with something that is not one."""


def pack(answer: Answer) -> bytes:
    blobs: list[bytes] = []
    header: dict[str, Any]
    if isinstance(answer, UploadRefused):
        header = {"problem": answer.problem, "pages": answer.pages}
    elif isinstance(answer, Pixels):
        header = {"pixels": [answer.width, answer.height]}
        blobs = [answer.rgb]
    else:
        sizes = [
            {
                "jpeg": len(p.jpeg),
                "thumb": len(p.thumb),
                "width": p.width,
                "height": p.height,
                "hints": p.hints,
                "black": Mask(p.black).bits,
                "likeness": p.likeness.hex(),
                "signs": p.signs,
            }
            for p in answer
        ]
        header = {"clean": sizes}
        blobs = [blob for page in answer for blob in (page.jpeg, page.thumb)]
    head = json.dumps(header).encode()
    return b"".join([_LENGTH.pack(len(head)), head, *blobs])


def unpack(data: memoryview) -> Answer:
    """The answer in `data`, or Malformed."""
    try:
        (length,) = _LENGTH.unpack_from(data)
        header = json.loads(bytes(data[_LENGTH.size : _LENGTH.size + min(length, _MAX_HEADER_BYTES)]))
        blobs = data[_LENGTH.size + length :]
        if "problem" in header:
            return UploadRefused(UploadProblem(header["problem"]), pages=int(header["pages"]))
        if "pixels" in header:
            width, height = header["pixels"]
            return _pixels(int(width), int(height), blobs)
        return _pages(header["clean"], blobs)
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed from error


def _pixels(width: int, height: int, rgb: memoryview) -> Pixels:
    if not (0 < width <= MASTER_EDGE and 0 < height <= MASTER_EDGE and len(rgb) == width * height * 3):
        raise Malformed
    return Pixels(width, height, bytes(rgb))


def _pages(sizes: list[Mapping[str, Any]], blobs: memoryview) -> tuple[CleanPage, ...]:
    pages: list[CleanPage] = []
    at = 0
    for size in sizes:
        middle = at + int(size["jpeg"])
        end = middle + int(size["thumb"])
        hints = tuple(Hint(hint) for hint in size["hints"])
        black = Mask.from_bits(int(size["black"]), columns=COLUMNS, rows=ROWS).cells
        page = CleanPage(
            bytes(blobs[at:middle]),
            bytes(blobs[middle:end]),
            int(size["width"]),
            int(size["height"]),
            hints,
            black,
            bytes.fromhex(size["likeness"]),
            tuple(Sign(sign) for sign in size["signs"]),
        )
        _check(page)
        pages.append(page)
        at = end
    if not 0 < len(pages) <= MAX_PDF_PAGES or at != len(blobs):
        raise Malformed
    return tuple(pages)


def _check(page: CleanPage) -> None:
    pictures = all(blob.startswith(b"\xff\xd8") and blob.endswith(b"\xff\xd9") for blob in (page.jpeg, page.thumb))
    sizes = 0 < page.width <= MAX_EDGE and 0 < page.height <= MAX_EDGE
    if len(page.likeness) not in (0, 4 * LIKENESS_BYTES):
        raise Malformed
    if not pictures or not sizes or len(page.thumb) > MAX_THUMB_BYTES or len(page.jpeg) > MAX_JPEG_BYTES:
        raise Malformed
