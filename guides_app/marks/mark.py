"""One ring, arrow or number over a picture: read from plain data, written to it, said in words.

Places are permille of the picture: x and sizes of its width, y of its height, so a mark stays put in every size.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

MOST_MARKS = 9
T = TypeVar("T")


class Kind(StrEnum):
    """What is drawn."""

    RING = "ring"
    ARROW = "arrow"
    NUMBER = "number"


# Each number of a mark with its least and greatest value, in the order in which they are asked for.
RANGES = {"x": (0, 1000), "y": (0, 1000), "size": (20, 1000), "angle": (0, 359), "number": (1, 9)}
OF_KIND = {
    Kind.RING: ("x", "y", "size"),
    Kind.ARROW: ("x", "y", "size", "angle"),
    Kind.NUMBER: ("x", "y", "number"),
}


class Wrong(ValueError):
    """Marks or pictures that are not what they should be; the text names the place, `field` the part of a mark."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Mark:
    """A ring `size` wide around (x, y); an arrow `size` long whose head is at (x, y), pointing `angle` degrees
    clockwise from straight up; or a number on a disc at (x, y). What a kind does not use is 0."""

    kind: Kind
    x: int
    y: int
    size: int = 0
    angle: int = 0
    number: int = 0

    def as_data(self) -> dict[str, Any]:
        """What `parse_mark` reads: only what this kind uses."""
        return {"kind": self.kind.value, **{name: getattr(self, name) for name in OF_KIND[self.kind]}}

    def describe(self) -> str:
        """In words: "ring, top left"."""
        name = f"number {self.number}" if self.kind is Kind.NUMBER else self.kind.value
        row, column = ("top", "middle", "bottom")[_third(self.y)], ("left", "centre", "right")[_third(self.x)]
        return f"{name}, {row} {column}"


def parse_mark(data: Any) -> Mark:
    """A mark out of plain data. Raises Wrong."""
    if not isinstance(data, dict):
        raise Wrong("must have a kind and its numbers")
    kind = data.get("kind")
    if kind not in list(Kind):
        raise Wrong(f"kind must be one of {', '.join(Kind)}", "kind")
    kind = Kind(kind)
    for name in sorted(map(str, data.keys() - {"kind", *OF_KIND[kind]})):
        raise Wrong(f"{name} is not a part of a mark of the kind {kind}", name)
    return Mark(kind, **{name: _number(data, name) for name in OF_KIND[kind]})


def parse_marks(data: Any) -> tuple[Mark, ...]:
    """At most MOST_MARKS marks. Raises Wrong with the place: "mark 2: x must be between 0 and 1000"."""
    if not isinstance(data, list):
        raise Wrong("marks must be a list")
    if len(data) > MOST_MARKS:
        raise Wrong(f"a picture can have {MOST_MARKS} marks at most")
    return tuple(placed(f"mark {at}", parse_mark, one) for at, one in enumerate(data, start=1))


def placed(place: str, parse: Callable[[Any], T], data: Any) -> T:
    """What `parse` makes of the data; what it says against them begins with the place."""
    try:
        return parse(data)
    except Wrong as wrong:
        joint = ", " if str(wrong).startswith("mark ") else ": "
        raise Wrong(f"{place}{joint}{wrong}", wrong.field) from wrong


def _number(data: dict[str, Any], name: str) -> int:
    least, most = RANGES[name]
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Wrong(f"{name} must be between {least} and {most}", name)
    return value


def _third(permille: int) -> int:
    return min(2, permille * 3 // 1000)
