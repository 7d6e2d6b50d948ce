"""What a file is, told by its first bytes alone; its name and its declared type are never asked."""

from enum import StrEnum

HEAD_BYTES = 64
_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_HEIF_CONTAINERS = frozenset({b"mif1", b"msf1"})


class Content(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    OTHER = "other"


def content_of(head: bytes) -> Content:
    """The type that the first HEAD_BYTES of a file show; everything not listed is OTHER.

    A PDF has to begin with its own mark: readers also open one behind a page of HTML, we do not.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return Content.JPEG
    if head.startswith(_PNG):
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
