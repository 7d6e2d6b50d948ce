"""What a file is and how large it would be, read from its bytes before anything is decoded. Its name is never asked."""

import zlib
from collections.abc import Iterator
from enum import StrEnum

MOST_BYTES = 15 * 1024 * 1024
PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"}
_WEBP_ANIMATED = 0x02


class Content(StrEnum):
    """The formats that are read; the values are Pillow's names."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


class Reason(StrEnum):
    """Why a file is not taken, or not edited so; the sentence for each is the form's."""

    EMPTY = "empty"
    TOO_HEAVY = "too_heavy"
    NOT_A_PICTURE = "not_a_picture"
    ANIMATED = "animated"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    BROKEN = "broken"
    ALL_COVERED = "all_covered"


class Broken(ValueError):
    """The file contradicts itself."""


def content_of(data: bytes) -> Content | None:
    """The format that the first bytes show; None for everything that is not read here."""
    if data.startswith(b"\xff\xd8\xff"):
        return Content.JPEG
    if data.startswith(PNG_START):
        return Content.PNG
    return Content.WEBP if data.startswith(b"RIFF") and data[8:12] == b"WEBP" else None


def is_animated(data: bytes, content: Content) -> bool:
    """True for an animated PNG or WebP, which Pillow would read as its first frame."""
    if content is Content.PNG:
        return any(kind == b"acTL" for kind, _ in _png_chunks(data))
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


def bare_png(data: bytes) -> bytes:
    """The same picture without the chunks that pictures do not need: texts and profiles may be bombs of their own."""
    return PNG_START + b"".join(chunk for kind, chunk in _png_chunks(data) if kind in _PNG_KEPT)


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
