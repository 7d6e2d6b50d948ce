"""Photos become clean JPEGs: decoded for real, upright, at most about 2000 px long, made of pixels and nothing else.

Runs in the decoder's process only. Each content type goes straight to its one parser; Pillow is never left to guess,
and a phone's MPO is read as the JPEG that it starts with. A picture without its colour profile may look a little paler:
we read letters, we do not print.
"""

import io
from typing import IO

from PIL import Image, ImageDraw, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from guides_app import turns
from guides_app.pictures.answers import CleanPage, UploadProblem, UploadRefused
from guides_app.pictures.formats import Content
from guides_app.pictures.legibility import hints_for
from guides_app.pictures.limits import LEAST_LONG_EDGE, LONG_EDGE, MAX_EDGE, MAX_PIXELS, MAX_THUMB_BYTES
from guides_app.squares import Mask

try:
    from pillow_heif import HeifImageFile
except ImportError:
    HeifImageFile = None

QUALITY = 82
THUMB_EDGE = 800
_BLOCK = 8  # what a JPEG codes together, and so what has to be black together
_FULL_COLOUR = 0  # no colour is shared between blocks, or it would run over the edge of what was covered
# Qualities to try, each with the bytes a pixel that a thumbnail then takes for one of the picture itself.
_THUMB_QUALITIES = {60: 0.75, 40: 0.55, 25: 0.4, 12: 0.0}
_PARSERS = {
    Content.JPEG: JpegImageFile,
    Content.PNG: PngImageFile,
    Content.WEBP: WebPImageFile,
    Content.HEIC: HeifImageFile,
}
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def clean_photo(source: IO[bytes], content: Content) -> tuple[CleanPage] | UploadRefused:
    """The photo in `source` as one clean page. Raises whatever Pillow raises on a broken file."""
    photo: ImageFile.ImageFile = _PARSERS[content](source)
    width, height = photo.size
    if width * height > MAX_PIXELS or (content is Content.JPEG and _says_too_much(photo, source)):
        return UploadRefused(UploadProblem.BROKEN)
    edge = max(width, height)
    if edge < LEAST_LONG_EDGE:
        return UploadRefused(UploadProblem.TOO_SMALL)
    if isinstance(photo, JpegImageFile):
        _decode_at_draft_scale(photo)
    photo.load()
    orientation = photo.getexif().get(turns.ORIENTATION) if content is not Content.HEIC else None
    picture = _flat(_shrunk(photo))
    if orientation in turns.UPRIGHT:
        picture = picture.transpose(Image.Transpose[turns.UPRIGHT[orientation]])
    return (page_of(picture, original_edge=edge),)


def page_of(picture: Image.Image, *, original_edge: int | None = None) -> CleanPage:
    """An RGB or grey picture as a page; hints are given for photos, whose `original_edge` is known."""
    small = _thumbnail(picture)
    hints = hints_for(picture, small, original_edge=original_edge) if original_edge else ()
    jpeg = _jpeg(picture, QUALITY)
    density = len(jpeg) / (picture.width * picture.height)
    return CleanPage(jpeg, _small_jpeg(small, density), picture.width, picture.height, hints)


def covered(source: IO[bytes], mask: Mask) -> tuple[CleanPage]:
    """A picture that we made before, with the cells of `mask` black: drawn anew, so that nothing lies below them."""
    photo = JpegImageFile(source)
    photo.load()
    picture = _flat(photo)
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in mask.boxes(picture.width, picture.height, grain=_BLOCK):
        draw.rectangle((left, top, right - 1, bottom - 1), fill=0)
    jpeg = _jpeg(picture, QUALITY, subsampling=_FULL_COLOUR)
    density = len(jpeg) / (picture.width * picture.height)
    return (CleanPage(jpeg, _small_jpeg(_thumbnail(picture), density), picture.width, picture.height),)


def _says_too_much(photo: ImageFile.ImageFile, source: IO[bytes]) -> bool:
    """A block of 8 by 8 costs a baseline JPEG two bits at the least, a progressive one one: a header that says more
    pixels than the file can hold lies, and the decoder would make the rest up."""
    at = source.tell()
    size = source.seek(0, io.SEEK_END)
    source.seek(at)
    return photo.width * photo.height * (1 if "progressive" in photo.info else 2) > size * 8 * 64


def _decode_at_draft_scale(photo: JpegImageFile) -> None:
    """Lets the JPEG decoder skip what shrinking would throw away; it halves up to three times."""
    width, height = photo.size
    share = LONG_EDGE / max(width, height)
    if share < 1:
        photo.draft(None, (max(1, int(width * share)), max(1, int(height * share))))


def _shrunk(picture: Image.Image) -> Image.Image:
    """At most LONG_EDGE, but kept as it is when within MAX_EDGE: 2016 px (a phone's 4032, halved) are not worth the
    third of the whole time, and the softer letters, that resampling costs."""
    if picture.mode in ("P", "PA", "1") or picture.mode.startswith("I"):
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    edge = max(picture.size)
    if edge <= MAX_EDGE:
        return picture
    share = LONG_EDGE / edge
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=1.5)


def _flat(picture: Image.Image) -> Image.Image:
    """The picture in RGB or grey, on white where it was transparent."""
    if picture.mode in ("RGB", "L"):
        return picture
    if picture.mode in ("RGBA", "LA", "RGBa", "La") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _thumbnail(picture: Image.Image) -> Image.Image:
    """Whole-number shrinking is several times cheaper than resampling, and nobody reads letters in a thumbnail."""
    factor = -(-max(picture.size) // THUMB_EDGE)
    return picture.reduce(factor) if factor > 1 else picture


def _small_jpeg(thumb: Image.Image, density: float) -> bytes:
    """At the best quality that fits; one that by the `density` of the picture would not fit is not tried."""
    for quality, share in _THUMB_QUALITIES.items():
        if share * density * thumb.width * thumb.height <= MAX_THUMB_BYTES:
            jpeg = _jpeg(thumb, quality)
            if len(jpeg) <= MAX_THUMB_BYTES:
                return jpeg
    return _small_jpeg(thumb.reduce(2), density)


def _jpeg(picture: Image.Image, quality: int, *, subsampling: int = -1) -> bytes:
    picture.info = {}  # or Pillow would write the comment of the original again
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=subsampling)
    return out.getvalue()
