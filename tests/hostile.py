"""Makes files that mean harm: bombs, lies and files that are two things at once. Small to keep, dear to open."""

import io
import zlib
from functools import cache

from PIL import Image

from guides_app.pictures.limits import MAX_SCANS
from tests.files import jpeg_of, make_jpeg, make_pdf, make_png, make_webp, png_chunk

MARK = b"<script>HOSTILE-MARK</script>"
_PNG_START = b"\x89PNG\r\n\x1a\n"


@cache
def zeros(megabytes: int) -> bytes:
    """So many megabytes of nothing, deflated to a thousandth."""
    press = zlib.compressobj(1)
    block = bytes(1024 * 1024)
    return b"".join([*(press.compress(block) for _ in range(megabytes)), press.flush()])


def png_of_pixels(width: int, height: int, *, before_pixels: bytes = b"", pixels: bytes = b"") -> bytes:
    """A PNG whose header says one bit a pixel, with whatever chunks and pixels are given."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    head = png_chunk(b"IHDR", size + b"\x01\x00\x00\x00\x00")
    return _PNG_START + head + before_pixels + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")


def png_bomb() -> bytes:
    """2.5 thousand million pixels in 1.4 MB."""
    return png_of_pixels(50_000, 50_000, pixels=zeros(300))


def png_profile_bomb() -> bytes:
    return png_of_pixels(800, 800, before_pixels=png_chunk(b"iCCP", b"p\0\0" + zeros(400)), pixels=zeros(1))


def png_text_bomb() -> bytes:
    return png_of_pixels(800, 800, before_pixels=png_chunk(b"zTXt", b"t\0\0" + zeros(400)), pixels=zeros(1))


def png_with_many_texts() -> bytes:
    """Each text under Pillow's limit, all together 400 MB."""
    texts = png_chunk(b"zTXt", b"t\0\0" + zeros(1)[:-5]) * 400
    return png_of_pixels(800, 800, before_pixels=texts, pixels=zeros(1))


def png_lie() -> bytes:
    return png_of_pixels(7000, 7000, pixels=zlib.compress(b"short"))


def jpeg_lie(width: int, height: int) -> bytes:
    """A small JPEG whose frame header says that it is `width` by `height`."""
    jpeg = bytearray(jpeg_of(Image.new("RGB", (800, 600))))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(jpeg)


@cache
def jpeg_scan_bomb(repeats: int = 400) -> bytes:
    """A progressive JPEG of 49 megapixels whose last scan comes again and again."""
    out = io.BytesIO()
    Image.new("L", (7000, 7000), 90).save(out, "JPEG", progressive=True)
    jpeg = out.getvalue()
    scan = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + scan * repeats + b"\xff\xd9"


def slow_jpeg() -> bytes:
    """The same with as many scans as are let pass: more than a second of work."""
    return jpeg_scan_bomb(MAX_SCANS - 10)


def webp_lie() -> bytes:
    """A lossless WebP whose header says 16383 by 16383: 268 megapixels."""
    out = io.BytesIO()
    Image.new("RGB", (700, 700), "red").save(out, "WEBP", lossless=True)
    webp = bytearray(out.getvalue())
    at = webp.index(b"VP8L") + 9
    flags = int.from_bytes(webp[at : at + 4], "little") & ~0xFFFFFFF
    webp[at : at + 4] = (flags | 16382 | 16382 << 14).to_bytes(4, "little")
    return bytes(webp)


@cache
def polyglots() -> dict[str, bytes]:
    """Files that another program would read as something else; all carry MARK."""
    html = b"<html>" + MARK
    return {
        "jpeg and html": make_jpeg() + html,
        "jpeg with html in a comment": make_jpeg()[:2]
        + b"\xff\xfe"
        + (len(html) + 2).to_bytes(2, "big")
        + html
        + make_jpeg()[2:],
        "jpeg and php": make_jpeg() + b"<?php system('id'); ?>" + MARK,
        "png and zip": make_png() + b"PK\x03\x04" + bytes(26) + MARK + b"PK\x05\x06" + bytes(18),
        "png with html in a chunk": make_png()[:33] + png_chunk(b"tEXt", b"Comment\0" + MARK) + make_png()[33:],
        "webp and html": make_webp() + html,
        "pdf and zip": make_pdf() + b"PK\x03\x04" + bytes(26) + MARK,
    }
