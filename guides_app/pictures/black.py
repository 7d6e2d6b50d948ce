"""Which squares of a picture are black all over, as those that were covered before it was sent.

Runs in the decoder's process only.
"""

from PIL import Image

from guides_app.squares import CELLS, Cell, Mask

DARKEST = 16  # of 255: as black as a JPEG keeps black
_RIM = 16  # pixels at the edge of a square, where its neighbours' colours run in


def black_squares(picture: Image.Image) -> frozenset[Cell]:
    """The squares of the usual grid in which nothing is left to see."""
    grey = picture.convert("L")
    cells = sorted(CELLS.values())
    boxes = Mask(frozenset(cells)).boxes(grey.width, grey.height)
    return frozenset(cell for cell, box in zip(cells, boxes, strict=True) if _is_black(grey, box))


def _is_black(grey: Image.Image, box: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = box
    inner = (left + _RIM, top + _RIM, right - _RIM, bottom - _RIM)
    if inner[0] >= inner[2] or inner[1] >= inner[3]:
        return False
    return not any(grey.crop(inner).histogram()[DARKEST + 1 :])
