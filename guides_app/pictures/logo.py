"""A shop's logo: small enough to stand on every page and in every letter, drawn anew from pixels."""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from guides_app.pictures import intake
from guides_app.pictures.answers import UploadRefused
from guides_app.pictures.limits import MAX_BYTES

EDGES = (480, 160)
MOST_BYTES = 12 * 1024
_QUALITIES = (85, 75, 60, 45, 30, 15)


@dataclass(frozen=True)
class Logo:
    """A JPEG of at most MOST_BYTES, for twice the size at which it is shown; `digest` is its SHA-256 (hex)."""

    jpeg: bytes
    digest: str


def logo_of(upload: BinaryIO) -> Logo | UploadRefused:
    """The one picture in `upload`, shrunk into EDGES and never blown up. Never raises because of what is in it."""
    pixels = intake.pixels_of(upload.read(MAX_BYTES + 1))
    if isinstance(pixels, UploadRefused):
        return pixels
    picture = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.rgb)
    picture.thumbnail(EDGES, Image.Resampling.LANCZOS)
    jpeg = _encoded(picture)
    return Logo(jpeg, hashlib.sha256(jpeg).hexdigest())


def _encoded(picture: Image.Image) -> bytes:
    """At the best quality that is small enough; noise that is too large at any is softened."""
    for factor in (1, 2, 4, 8):
        softer = picture.reduce(factor).resize(picture.size) if factor > 1 else picture
        for quality in _QUALITIES:
            out = io.BytesIO()
            softer.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= MOST_BYTES:
                return out.getvalue()
    raise AssertionError
