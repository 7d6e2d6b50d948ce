"""A file that somebody sent -> a master of the library and its renditions, or the reason why not; never an exception.

A master is a PNG of pixels and nothing else. Cleaning a master gives the same bytes whatever library packs them today,
so an export that is imported elsewhere stays what it was.
"""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from guides_app.pictures import formats, intake
from guides_app.pictures.answers import UploadRefused
from guides_app.pictures.formats import Content
from guides_app.pictures.limits import MASTER_EDGE
from guides_app.pictures.renditions import Rendition, renditions_of


@dataclass(frozen=True)
class Cleaned:
    """The picture as it is kept, and as pages show it; `digest` is the SHA-256 (hex) of the master."""

    master: bytes
    width: int
    height: int
    digest: str
    renditions: tuple[Rendition, ...]


def clean(data: bytes) -> Cleaned | UploadRefused:
    """The picture in `data`, upright, at most MASTER_EDGE px long, without anything but its pixels."""
    pixels = intake.pixels_of(data)
    if isinstance(pixels, UploadRefused):
        return pixels
    picture = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.rgb)
    return kept(picture, master=data if is_master(data) else b"")


def is_master(data: bytes) -> bool:
    """True for a file in the form of our own masters, by whatever library it was packed."""
    try:
        return formats.content_of(data) is Content.PNG and formats.is_plain_png(data, most_edge=MASTER_EDGE)
    except formats.Broken:
        return False


def kept(picture: Image.Image, *, master: bytes = b"") -> Cleaned:
    """These pixels as a picture of the library; `master` where a file says just them already."""
    master = master or _png(picture)
    return Cleaned(master, *picture.size, hashlib.sha256(master).hexdigest(), renditions_of(picture))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=9)
    return out.getvalue()
