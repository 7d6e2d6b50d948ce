"""What a file is, by its first bytes, and what its header says; its name and its declared type are never asked.

Also which formats are taken here: HEIC needs a reader that is not installed everywhere.
"""

import zlib
from collections.abc import Iterator
from enum import StrEnum
from importlib.util import find_spec

from guides_app.pictures.limits import MAX_PROFILE_BYTES

HEAD_BYTES = 64
PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_HEIF_CONTAINERS = frozenset({b"mif1", b"msf1"})
_WEBP_ANIMATED = 0x02


class Content(StrEnum):
    """What a file is."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    OTHER = "other"


_NAMES = {Content.JPEG: "JPG", Content.PNG: "PNG", Content.WEBP: "WebP", Content.HEIC: "HEIC", Content.PDF: "PDF"}
_MEDIA_TYPES = {
    Content.JPEG: ("image/jpeg",),
    Content.PNG: ("image/png",),
    Content.WEBP: ("image/webp",),
    Content.HEIC: ("image/heic", "image/heif"),
    Content.PDF: ("application/pdf",),
}


class Broken(ValueError):
    """The file contradicts itself."""


def taken(*, pdf: bool = False) -> tuple[Content, ...]:
    """The formats that are read here and now, the commonest first."""
    heic = (Content.HEIC,) if find_spec("pillow_heif") else ()
    return Content.JPEG, Content.PNG, *heic, Content.WEBP, *((Content.PDF,) if pdf else ())


def names(*, pdf: bool = False) -> tuple[str, ...]:
    """What people call the formats that are taken."""
    return tuple(_NAMES[content] for content in taken(pdf=pdf))


def accept_attribute(*, pdf: bool = False) -> str:
    """For a file input: exactly what is taken. A phone that keeps HEIC then hands over a JPG of it by itself."""
    return ",".join(media_type for content in taken(pdf=pdf) for media_type in _MEDIA_TYPES[content])


def content_of(head: bytes) -> Content:
    """The type that the first HEAD_BYTES of a file show; everything not listed is OTHER.

    A PDF has to begin with its own mark: readers also open one behind a page of HTML, we do not.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return Content.JPEG
    if head.startswith(PNG_START):
        return Content.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Content.WEBP
    if head[4:8] == b"ftyp" and _is_heic(head):
        return Content.HEIC
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").startswith(b"%PDF-"):
        return Content.PDF
    return Content.OTHER


def _is_heic(head: bytes) -> bool:
    major = head[8:12]
    if major in _HEIC_BRANDS:
        return True
    end = min(int.from_bytes(head[:4], "big"), len(head))
    compatible = {head[at : at + 4] for at in range(16, end, 4)}
    return major in _HEIF_CONTAINERS and bool(compatible & _HEIC_BRANDS)


def is_animated(data: bytes, content: Content) -> bool:
    """True for an animated PNG or WebP, which Pillow would read as its first frame."""
    if content is Content.PNG:
        return any(kind == b"acTL" and chunk[8:12] > b"\0\0\0\1" for kind, chunk in _png_chunks(data))
    return content is Content.WEBP and data[12:16] == b"VP8X" and bool(data[20] & _WEBP_ANIMATED)


def size_of_webp(data: bytes) -> tuple[int, int]:
    """Width and height; asked here because Pillow reserves the whole canvas as soon as it opens the file."""
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise Broken
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    raise Broken


def depth_of_png(data: bytes) -> int:
    """Bits of one sample: 1, 2, 4, 8 or 16."""
    return data[24]


def bare_png(data: bytes) -> bytes:
    """The same picture without the chunks that pictures do not need: texts and profiles may be bombs of their own."""
    return PNG_START + b"".join(chunk for kind, chunk in _png_chunks(data) if kind in _PNG_KEPT)


def profile_of_png(data: bytes) -> bytes | None:
    """The colour profile, unpacked as far as MAX_PROFILE_BYTES; None where there is none that is whole and within."""
    packed = next((chunk[8:-4] for kind, chunk in _png_chunks(data) if kind == b"iCCP"), b"")
    press = zlib.decompressobj()
    try:
        profile = press.decompress(packed[packed.find(b"\0") + 2 :], MAX_PROFILE_BYTES)
    except zlib.error:
        return None
    return profile if press.eof else None


def is_plain_png(data: bytes, *, most_edge: int) -> bool:
    """True for a file in the form of our own masters: three bytes a pixel within `most_edge`, and not a byte beside."""
    chunks = list(_png_chunks(data))
    kinds = [kind for kind, _ in chunks]
    if kinds != [b"IHDR", *[b"IDAT"] * (len(kinds) - 2), b"IEND"] or sum(len(c) for _, c in chunks) + 8 != len(data):
        return False
    if any(int.from_bytes(chunk[-4:], "big") != zlib.crc32(chunk[4:-4]) for _, chunk in chunks):
        return False
    head = chunks[0][1][8:-4]
    width, height = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
    if head[8:] != b"\x08\x02\x00\x00\x00" or not 0 < max(width, height) <= most_edge:
        return False
    return _inflates_to(b"".join(chunk[8:-4] for _, chunk in chunks[1:-1]), height * (1 + 3 * width))


def _inflates_to(packed: bytes, size: int) -> bool:
    press = zlib.decompressobj()
    try:
        return len(press.decompress(packed, size + 1)) == size and press.eof and not press.unused_data
    except zlib.error:
        return False


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk up to the end of the picture: its kind, and the chunk with length and checksum."""
    at, kind = len(PNG_START), b""
    while kind != b"IEND":
        kind = data[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if len(kind) < 4 or end > len(data):
            raise Broken
        yield kind, data[at:end]
        at = end
