"""A clean picture in the sizes and formats that pages show, each small enough for a slow phone.

AVIF says the same in fewer bytes, but not every Pillow can write it: where it cannot, pages offer what there is.
"""

import hashlib
import io
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial

from PIL import Image, features

WIDTHS = (360, 720)
LIKED_BYTES = 40 * 1024
MOST_BYTES = 60 * 1024


class Format(StrEnum):
    """The formats that pages offer, the smallest files first; the values end their addresses."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"


# Each format has a scale of its own: 62 of AVIF looks like 82 of the others.
_FAIR, _POOR = (82, 74, 66, 58, 50), (42, 32, 22, 12)
_FAIR_QUALITIES = {Format.AVIF: (62, 56, 50, 44, 38), Format.WEBP: _FAIR, Format.JPEG: _FAIR}
_POOR_QUALITIES = {Format.AVIF: (30, 22, 14, 6), Format.WEBP: _POOR, Format.JPEG: _POOR}


@dataclass(frozen=True)
class Rendition:
    """One picture file for pages; `digest` is the SHA-256 (hex) of `data`."""

    format: Format
    width: int
    height: int
    data: bytes
    digest: str


def renditions_of(master: Image.Image) -> tuple[Rendition, ...]:
    """Each width in each format. A small picture is never blown up: it comes in the widths that it has."""
    made = []
    for width in sorted({min(width, master.width) for width in WIDTHS}):
        picture = master.resize((width, max(1, round(master.height * width / master.width))), Image.Resampling.LANCZOS)
        for kind in formats():
            data = _fitting(picture, kind)
            made.append(Rendition(kind, width, picture.height, data, hashlib.sha256(data).hexdigest()))
    return tuple(made)


def formats() -> tuple[Format, ...]:
    """Those that the Pillow of this machine writes."""
    return tuple(kind for kind in Format if kind is not Format.AVIF or features.check("avif"))


def _fitting(picture: Image.Image, kind: Format) -> bytes:
    """At a quality that still looks well within LIKED_BYTES; else the best within MOST_BYTES, softened if need be."""
    fair, poor = _FAIR_QUALITIES[kind], _POOR_QUALITIES[kind]
    encoded = cache(partial(_encoded, picture, kind))
    found = _first(fair, LIKED_BYTES, encoded) or _first((fair[-1], *poor), MOST_BYTES, encoded)
    return found or next(data for data in _softened(picture, kind, poor[-1]) if len(data) <= MOST_BYTES)


def _first(qualities: Sequence[int], limit: int, encoded: Callable[[int], bytes]) -> bytes | None:
    """The best of falling qualities whose file is within the limit; halving saves most of the slow encodings."""
    at = bisect_left(qualities, True, key=lambda quality: len(encoded(quality)) <= limit)
    return encoded(qualities[at]) if at < len(qualities) else None


def _softened(picture: Image.Image, kind: Format, quality: int) -> Iterator[bytes]:
    for factor in range(2, 65):
        yield _encoded(picture.reduce(factor).resize(picture.size), kind, quality)


def _encoded(picture: Image.Image, kind: Format, quality: int) -> bytes:
    out = io.BytesIO()
    if kind is Format.AVIF:
        picture.save(out, "AVIF", quality=quality, speed=8, max_threads=1)
    elif kind is Format.WEBP:
        picture.save(out, "WEBP", quality=quality, method=4)
    else:
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
