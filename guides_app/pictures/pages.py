"""Pictures as they are kept of what somebody sent: a JPEG and a thumbnail, made of pixels and nothing else.

Runs in the decoder's process only.
"""

import io
from typing import IO

from PIL import Image, ImageDraw
from PIL.JpegImagePlugin import JpegImageFile

from guides_app.pictures.answers import CleanPage, Sign
from guides_app.pictures.black import black_squares
from guides_app.pictures.colours import flat
from guides_app.pictures.legibility import hints_for
from guides_app.pictures.likeness import turns_of
from guides_app.pictures.limits import MAX_ANSWER_BYTES, MAX_JPEG_BYTES, MAX_THUMB_BYTES, THUMB_EDGE
from guides_app.squares import Mask

QUALITY = 82
_POORER_QUALITIES = (70, 55, 40, 25, 12)
_BLOCK = 8  # what a JPEG codes together, and so what has to be black together
_FULL_COLOUR = 0  # no colour is shared between blocks, or it would run over the edge of what was covered
# Qualities to try, each with the bytes a pixel that a thumbnail then takes for one of the picture itself.
_THUMB_QUALITIES = {60: 0.75, 40: 0.55, 25: 0.4, 12: 0.0}


def page_of(
    picture: Image.Image,
    *,
    original_edge: int | None = None,
    is_photo: bool = True,
    pages: int = 1,
    signs: tuple[Sign, ...] = (),
) -> CleanPage:
    """An RGB or grey picture as one of so many pages. With an `original_edge` it gets hints, and a photo or scan has a
    likeness: pages that were drawn are alike wherever a form is. `signs` are those of the file that it came in."""
    small = _thumbnail(picture)
    hints = hints_for(picture, small, original_edge=original_edge) if original_edge else ()
    jpeg = _fitting_jpeg(picture, most_bytes=min(MAX_JPEG_BYTES, MAX_ANSWER_BYTES // pages - MAX_THUMB_BYTES))
    thumb = _small_jpeg(small, _density(jpeg, picture))
    likeness = turns_of(small) if is_photo else b""
    black = black_squares(picture)
    return CleanPage(jpeg, thumb, picture.width, picture.height, hints, black, likeness, signs)


def covered(source: IO[bytes], mask: Mask) -> tuple[CleanPage]:
    """A picture that we made before, with the cells of `mask` black: drawn anew, so that nothing lies below them."""
    photo = JpegImageFile(source)
    photo.load()
    picture = flat(photo)
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in mask.boxes(picture.width, picture.height, grain=_BLOCK):
        draw.rectangle((left, top, right - 1, bottom - 1), fill=0)
    jpeg = _fitting_jpeg(picture, most_bytes=MAX_JPEG_BYTES, subsampling=_FULL_COLOUR)
    thumb = _small_jpeg(_thumbnail(picture), _density(jpeg, picture))
    return (CleanPage(jpeg, thumb, picture.width, picture.height),)


def _density(jpeg: bytes, picture: Image.Image) -> float:
    return len(jpeg) / (picture.width * picture.height)


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


def _fitting_jpeg(picture: Image.Image, *, most_bytes: int, subsampling: int = -1) -> bytes:
    jpeg = _jpeg(picture, QUALITY, subsampling=subsampling)
    for quality in _POORER_QUALITIES:
        if len(jpeg) <= most_bytes:
            break
        jpeg = _jpeg(picture, quality, subsampling=subsampling)
    return jpeg


def _jpeg(picture: Image.Image, quality: int, *, subsampling: int = -1) -> bytes:
    picture.info = {}  # or Pillow would write the comment of the original again
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=subsampling)
    return out.getvalue()
