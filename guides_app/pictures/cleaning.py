"""A file that somebody sent -> a master of our own and its renditions, or the reason why not. Never raises for a file.

A master is a PNG of pixels and nothing else. Cleaning a master gives the same bytes whatever library packs them today,
so an export that is imported elsewhere stays what it was. Colour profiles are dropped: we show keys, we do not print.
"""

import hashlib
import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from guides_app import turns
from guides_app.pictures import headers
from guides_app.pictures.headers import Content, Reason
from guides_app.pictures.renditions import Rendition, renditions_of

LONG_EDGE = 1440
LEAST_EDGE = 200
MOST_PIXELS = 40_000_000
MOST_SCANS = 40  # a progressive JPEG can say the same pixels again and again; honest ones have about 10 scans
# Each format goes straight to its one parser: Pillow is never left to guess among all that it knows.
_PARSERS: dict[Content, type[ImageFile.ImageFile]] = {
    Content.JPEG: JpegImageFile,
    Content.PNG: PngImageFile,
    Content.WEBP: WebPImageFile,
}
# Everything that Pillow and the headers raise on a broken file.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    EOFError,
    TypeError,
    ArithmeticError,
    MemoryError,
    RecursionError,
    struct.error,
    Image.DecompressionBombError,
)


@dataclass(frozen=True)
class Cleaned:
    """The picture as it is kept, and as pages show it; `digest` is the SHA-256 (hex) of the master."""

    master: bytes
    width: int
    height: int
    digest: str
    renditions: tuple[Rendition, ...]


@dataclass(frozen=True)
class Refused:
    """No, and why."""

    reason: Reason


def clean(data: bytes) -> Cleaned | Refused:
    """The picture in `data`, upright, at most LONG_EDGE px long, without anything but its pixels."""
    if not data:
        return Refused(Reason.EMPTY)
    if len(data) > headers.MOST_BYTES:
        return Refused(Reason.TOO_HEAVY)
    content = headers.content_of(data)
    if content is None:
        return Refused(Reason.NOT_A_PICTURE)
    try:
        return _cleaned(data, content)
    except _BROKEN:
        return Refused(Reason.BROKEN)


def _cleaned(data: bytes, content: Content) -> Cleaned | Refused:
    if headers.is_animated(data, content):
        return Refused(Reason.ANIMATED)
    if content is Content.WEBP and (reason := _judged(headers.size_of_webp(data))):
        return Refused(reason)
    photo = _PARSERS[content](io.BytesIO(headers.bare_png(data) if content is Content.PNG else data))
    if reason := _judged(photo.size):
        return Refused(reason)
    if isinstance(photo, JpegImageFile) and _says_too_much(photo, data):
        return Refused(Reason.BROKEN)
    picture = _bare(photo)
    is_master = content is Content.PNG and headers.is_plain_png(data, most_edge=LONG_EDGE)
    return kept(picture, master=data if is_master else b"")


def kept(picture: Image.Image, *, master: bytes = b"") -> Cleaned:
    """These pixels as a picture of the library; `master` where a file says just them already."""
    master = master or _png(picture)
    return Cleaned(master, *picture.size, hashlib.sha256(master).hexdigest(), renditions_of(picture))


def _judged(size: tuple[int, int]) -> Reason | None:
    """Judges the edges as they will be kept, so that what was taken once is never refused later."""
    if size[0] * size[1] > MOST_PIXELS:
        return Reason.TOO_MANY_PIXELS
    return Reason.TOO_SMALL if min(_fitted(size)) < LEAST_EDGE else None


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    share = min(1.0, LONG_EDGE / max(size)) if max(size) else 1.0
    return round(size[0] * share), round(size[1] * share)


def _says_too_much(photo: JpegImageFile, data: bytes) -> bool:
    """A block of 8 by 8 costs a baseline JPEG two bits at the least, a progressive one one: a header that announces
    more pixels than the file can hold lies, and the decoder would make the rest up."""
    bits_a_block = 1 if "progressive" in photo.info else 2
    lies = photo.width * photo.height * bits_a_block > len(data) * 8 * 64
    return lies or data.count(b"\xff\xda") > MOST_SCANS


def _bare(photo: ImageFile.ImageFile) -> Image.Image:
    """Decoded, shrunk, on white where it was transparent, upright, and RGB."""
    size = _fitted(photo.size)
    photo.draft(None, size)  # a JPEG need not be decoded larger than this
    photo.load()
    orientation = photo.getexif().get(turns.ORIENTATION)
    picture = _flat(_even(photo).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0))
    if orientation in turns.UPRIGHT:
        picture = picture.transpose(Image.Transpose[turns.UPRIGHT[orientation]])
    picture.info = {}
    return picture


def _even(picture: Image.Image) -> Image.Image:
    """In a mode whose pixels can be mixed; a palette's cannot."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.point(lambda value: value / 256).convert("L")
    if "transparency" in picture.info or picture.mode in ("PA", "LA"):
        return picture.convert("RGBA")
    return picture if picture.mode in ("RGB", "RGBA", "L") else picture.convert("RGB")


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=9)
    return out.getvalue()
