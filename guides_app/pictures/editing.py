"""A master turned, cropped, or with squares of it black: another master, drawn anew from the pixels that stay."""

import io
import math
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import TypeAlias

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngImageFile

from guides_app.pictures.answers import UploadProblem, UploadRefused
from guides_app.pictures.limits import LEAST_SHORT_EDGE
from guides_app.pictures.masters import Cleaned, is_master, kept
from guides_app.squares import Mask


class Turn(StrEnum):
    """Which way the picture is turned, by a quarter or by a half."""

    LEFT = "left"
    RIGHT = "right"
    OVER = "over"


_TRANSPOSED = {
    Turn.LEFT: Image.Transpose.ROTATE_90,
    Turn.RIGHT: Image.Transpose.ROTATE_270,
    Turn.OVER: Image.Transpose.ROTATE_180,
}


@dataclass(frozen=True)
class Crop:
    """How much goes from each edge, in per cent of the width or the height. Outside of 0 to 100 none can be made."""

    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0

    def __post_init__(self) -> None:
        if not all(0 <= part <= 100 for part in astuple(self)):
            raise ValueError("an edge outside of the picture")

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in pixels. A pixel that goes in part goes; where nothing stays, right is not
        beyond left, or bottom not below top."""
        left, right = _pixels(width, self.left), width - _pixels(width, self.right)
        top, bottom = _pixels(height, self.top), height - _pixels(height, self.bottom)
        return left, top, right, bottom

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of what stays, in pixels."""
        left, top, right, bottom = self.box(width, height)
        return max(0, right - left), max(0, bottom - top)


@dataclass(frozen=True)
class Cover:
    """Which squares become black."""

    mask: Mask


Edit: TypeAlias = Turn | Crop | Cover


def edited(master: bytes, edit: Edit) -> Cleaned | UploadRefused:
    """The picture after the edit. Refuses what is no master, a rest that is too small, and nothing but black."""
    if not is_master(master):
        return UploadRefused(UploadProblem.BROKEN)
    picture = PngImageFile(io.BytesIO(master))
    picture.load()
    match edit:
        case Turn():
            return kept(picture.transpose(_TRANSPOSED[edit]))
        case Crop():
            return _cropped(picture, edit)
        case Cover():
            return _covered(picture, edit.mask)


def _cropped(picture: Image.Image, crop: Crop) -> Cleaned | UploadRefused:
    if min(crop.size(*picture.size)) < LEAST_SHORT_EDGE:
        return UploadRefused(UploadProblem.TOO_SMALL)
    return kept(picture.crop(crop.box(*picture.size)))


def _covered(picture: Image.Image, mask: Mask) -> Cleaned | UploadRefused:
    if len(mask.cells) >= mask.columns * mask.rows:
        return UploadRefused(UploadProblem.ALL_COVERED)
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in mask.boxes(*picture.size):
        draw.rectangle((left, top, right - 1, bottom - 1), fill=0)
    return kept(picture)


def _pixels(whole: int, per_cent: float) -> int:
    """Rounded up, but without the dust that floats leave: 10 % of 300 are 30, not a little more."""
    return math.ceil(round(whole * per_cent / 100, 6))
