"""Where a mark is drawn: in a drawing over the picture that is VIEW_WIDTH wide and as high as the picture asks."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from guides_app.marks.mark import Kind, Mark

VIEW_WIDTH = 1000
DISC_RADIUS = 50
_HEAD_LENGTH, _HEAD_HALF = 60, 38


@dataclass(frozen=True)
class Shape:
    """A mark in the units of the drawing, VIEW_WIDTH wide."""

    kind: Kind
    x: int
    y: int
    radius: int = 0
    path: str = ""
    number: int = 0


def view_height(width: int, height: int) -> int:
    """How high the drawing over a picture of this size is, when it is VIEW_WIDTH wide."""
    return max(1, round(VIEW_WIDTH * height / width))


def shape(mark: Mark, *, height: int) -> Shape:
    """The mark for a drawing that is `height` high."""
    x, y = mark.x, round(mark.y * height / 1000)
    if mark.kind is Kind.RING:
        return Shape(mark.kind, x, y, radius=mark.size // 2)
    if mark.kind is Kind.NUMBER:
        return Shape(mark.kind, x, y, radius=DISC_RADIUS, number=mark.number)
    return Shape(mark.kind, x, y, path=" ".join(_arrow(x, y, mark.size, mark.angle)))


def _arrow(x: int, y: int, size: int, angle: int) -> Iterator[str]:
    """From the tail to the tip, then the two strokes of the head."""
    along, across = math.sin(math.radians(angle)), -math.cos(math.radians(angle))
    head = min(_HEAD_LENGTH, size)
    yield f"M{round(x - size * along)} {round(y - size * across)}L{x} {y}"
    for side in (_HEAD_HALF, -_HEAD_HALF):
        start = f"M{round(x - head * along - side * across)} {round(y - head * across + side * along)}"
        yield f"{start}L{x} {y}"
