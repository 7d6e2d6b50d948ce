"""A clean picture in the sizes and formats that pages show, each small enough for a slow phone."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image

WIDTHS = (360, 720)
LIKED_BYTES = 40 * 1024
MOST_BYTES = 60 * 1024
_FAIR_QUALITIES = (82, 74, 66, 58, 50)
_POOR_QUALITIES = (42, 32, 22, 12)


class Format(StrEnum):
    """The formats that pages offer; the values end their addresses."""

    WEBP = "webp"
    JPEG = "jpg"


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
        for kind in Format:
            data = _fitting(picture, kind)
            made.append(Rendition(kind, width, picture.height, data, hashlib.sha256(data).hexdigest()))
    return tuple(made)


def _fitting(picture: Image.Image, kind: Format) -> bytes:
    """At a quality that still looks well within LIKED_BYTES; else the best within MOST_BYTES, softened if need be."""
    good: list[bytes] = []
    for quality in _FAIR_QUALITIES:
        good.append(_encoded(picture, kind, quality))
        if len(good[-1]) <= LIKED_BYTES:
            return good[-1]
    return next(data for data in _worse(good, picture, kind) if len(data) <= MOST_BYTES)


def _worse(good: list[bytes], picture: Image.Image, kind: Format) -> Iterator[bytes]:
    yield from good[::-1][:1] if len(good[-1]) <= MOST_BYTES else ()
    for quality in _POOR_QUALITIES:
        yield _encoded(picture, kind, quality)
    for factor in range(2, 65):
        yield _encoded(picture.reduce(factor).resize(picture.size), kind, _POOR_QUALITIES[-1])


def _encoded(picture: Image.Image, kind: Format, quality: int) -> bytes:
    out = io.BytesIO()
    if kind is Format.WEBP:
        picture.save(out, "WEBP", quality=quality, method=4)
    else:
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
