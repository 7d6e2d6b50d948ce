"""A photo's file -> its pixels, upright, in screen colours, no larger than asked; or the reason why not.

Runs in the decoder's process only. Each format goes straight to its one parser; Pillow is never left to guess, and a
phone's MPO is read as the JPEG that it starts with.
"""

import io
import struct
from itertools import chain

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from guides_app.pictures import formats, limits
from guides_app.pictures.answers import CleanPage, Pixels, UploadProblem, UploadRefused
from guides_app.pictures.colours import even_transparency, flat, in_screen_colours, plain
from guides_app.pictures.formats import Content
from guides_app.pictures.pages import page_of
from guides_app.pictures.signs import signs_of

try:
    from pillow_heif import HeifImageFile
except ImportError:
    HeifImageFile = None

Size = tuple[int, int]
_PARSERS: dict[Content, type[ImageFile.ImageFile]] = {
    Content.JPEG: JpegImageFile,
    Content.PNG: PngImageFile,
    Content.WEBP: WebPImageFile,
    Content.HEIC: HeifImageFile,
}
_MAX_MEGAPIXELS = {
    Content.JPEG: limits.MAX_MEGAPIXELS,
    Content.PNG: limits.MAX_MEGAPIXELS_PNG,
    Content.WEBP: limits.MAX_MEGAPIXELS_WEBP,
    Content.HEIC: limits.MAX_MEGAPIXELS_HEIC,
}
_ORIENTATION = 0x0112
# What the camera noted, and the turn or mirroring that undoes it. 1 is upright already.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_STRIP_PIXELS = 1_000_000
_SLACK = 48


class _Refusal(Exception):
    def __init__(self, problem: UploadProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def photo_page(data: bytes, content: Content) -> tuple[CleanPage] | UploadRefused:
    """The photo in `data` as one page. Raises whatever a parser raises on a broken file."""
    try:
        photo = _opened(data, content)
        size = photo.size
        edge = max(size)
        if edge < limits.LEAST_LONG_EDGE:
            raise _Refusal(UploadProblem.TOO_SMALL)
        picture = _upright(photo, kept_size(photo.size), slack=_SLACK)
        return (page_of(picture, original_edge=edge, signs=signs_of(data, size)),)
    except _Refusal as refusal:
        return UploadRefused(refusal.problem)


def photo_pixels(data: bytes, content: Content) -> Pixels | UploadRefused:
    """The picture in `data` as a master of the library: RGB, at most MASTER_EDGE long."""
    try:
        photo = _opened(data, content)
        size = fitted(photo.size, limits.MASTER_EDGE)
        if min(size) < limits.LEAST_SHORT_EDGE:
            raise _Refusal(UploadProblem.TOO_SMALL)
        picture = _upright(photo, size).convert("RGB")
        return Pixels(picture.width, picture.height, picture.tobytes())
    except _Refusal as refusal:
        return UploadRefused(refusal.problem)


def fitted(size: Size, long_edge: int) -> Size:
    """The size shrunk to at most this long edge."""
    share = min(1.0, long_edge / max(size))
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def kept_size(size: Size) -> Size:
    """How large a page is kept. A strip keeps more of its length, or its print would be too small to read; one that is
    longer still is refused."""
    long, short = max(size), min(size)
    if long <= limits.LONG_EDGE:
        return size
    wanted = min(1.0, max(limits.LONG_EDGE / long, limits.STRIP_EDGE / short))
    share = min(wanted, limits.MAX_EDGE / long)
    if share * 2 < wanted:
        raise _Refusal(UploadProblem.TOO_NARROW)
    return fitted(size, round(long * share))


def _opened(data: bytes, content: Content) -> ImageFile.ImageFile:
    """Judged by its header before a pixel is decoded."""
    if formats.is_animated(data, content):
        raise _Refusal(UploadProblem.ANIMATED)
    if content is Content.WEBP:
        _judge(formats.size_of_webp(data), content)
    photo = _PARSERS[content](io.BytesIO(formats.bare_png(data) if content is Content.PNG else data))
    _judge(photo.size, content)
    if isinstance(photo, JpegImageFile):
        _judge_jpeg(photo, data)
    if isinstance(photo, PngImageFile):
        photo.info["icc_profile"] = formats.profile_of_png(data)
        even_transparency(photo, depth=formats.depth_of_png(data))
    return photo


def _judge(size: Size, content: Content) -> None:
    if size[0] * size[1] > _MAX_MEGAPIXELS[content] * 1_000_000:
        raise _Refusal(UploadProblem.TOO_MANY_PIXELS)


def _judge_jpeg(photo: JpegImageFile, data: bytes) -> None:
    """A block of 8 by 8 costs a baseline JPEG two bits at the least, a progressive one one: a header that announces
    more pixels than the file can hold lies, and the decoder would make the rest up."""
    pixels = photo.width * photo.height
    progressive = "progressive" in photo.info
    lies = pixels * (1 if progressive else 2) > len(data) * 8 * 64
    if lies or data.count(b"\xff\xda") > limits.MAX_SCANS:
        raise _Refusal(UploadProblem.BROKEN)
    held = pixels * len(photo.getbands()) / 3
    if progressive and held > limits.MAX_MEGAPIXELS_PROGRESSIVE * 1_000_000:
        raise _Refusal(UploadProblem.TOO_MANY_PIXELS)


def _upright(photo: ImageFile.ImageFile, size: Size, *, slack: int = 0) -> Image.Image:
    """Decoded and shrunk to `size`, in screen colours, on a ground, set upright: RGB or grey."""
    profile = photo.info.get("icc_profile")
    photo.draft(None, size)  # lets a JPEG's decoder skip what shrinking would throw away; it halves up to three times
    photo.load()
    orientation = _orientation(photo)
    picture = flat(in_screen_colours(_shrunk(photo, size, slack), profile))
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
    picture.info = {}
    return picture


def _orientation(photo: ImageFile.ImageFile) -> int | None:
    """What the camera noted; a note that cannot be read says nothing, and HEIC's reader heeds it by itself."""
    if photo.format == "HEIF":
        return None
    try:
        noted = photo.getexif().get(_ORIENTATION)
    except (SyntaxError, ValueError, LookupError, EOFError, TypeError, OSError, struct.error):
        return None
    return noted if isinstance(noted, int) else None


def _shrunk(photo: Image.Image, size: Size, slack: int) -> Image.Image:
    """In a plain mode, as large as `size` or by so much `slack` larger: 2016 px (a phone's 4032, halved) are not worth
    the third of the whole time, and the softer letters, that resampling costs."""
    factor = min(photo.width // size[0], photo.height // size[1])
    picture = _reduced(photo, factor) if factor > 1 else plain(photo)
    if max(picture.size) - max(size) <= slack and min(picture.size) - min(size) <= slack:
        return picture
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _reduced(photo: Image.Image, factor: int) -> Image.Image:
    """By a whole number, strip by strip: no second copy of all pixels is made, whatever their mode."""
    rows = factor * max(1, _STRIP_PIXELS // (photo.width * factor))
    tops = range(0, photo.height, rows)
    strips = (plain(photo.crop((0, top, photo.width, min(top + rows, photo.height)))).reduce(factor) for top in tops)
    first = next(strips)
    whole = Image.new(first.mode, (first.width, -(-photo.height // factor)))
    for top, strip in zip(tops, chain([first], strips), strict=True):
        whole.paste(strip, (0, top // factor))
    return whole
