"""Which parts of a picture are to be covered: squares of a grid laid over it, named as people count them.

A cell is (row, column), both from 1, (1, 1) at the top left. Customers cover their papers with it, and editors their
pictures; staff point at a part of a customer's photo with it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self

COLUMNS, ROWS = 8, 6
MOST_CELLS = 64
Cell = tuple[int, int]
CELLS: dict[str, Cell] = {
    f"{row}-{column}": (row, column) for row in range(1, ROWS + 1) for column in range(1, COLUMNS + 1)
}  # by the names that forms send


class Box(NamedTuple):
    """A box of squares that points at a part of a picture: its first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def around(cls, cells: Iterable[Cell]) -> Self | None:
        """The smallest box with all of these cells; none without cells."""
        found = list(cells)
        if not found:
            return None
        rows, columns = zip(*found, strict=True)
        return cls(min(rows), min(columns), max(rows), max(columns))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The box that `str` wrote; none where it lies outside of the grid or is no box."""
        parts = text.split("-")
        if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) == 1 for part in parts):
            return None
        box = cls(*map(int, parts))
        inside = 1 <= box.top <= box.bottom <= ROWS and 1 <= box.left <= box.right <= COLUMNS
        return box if inside else None

    def __str__(self) -> str:
        return "-".join(map(str, self))

    @property
    def cells(self) -> frozenset[Cell]:
        rows, columns = range(self.top, self.bottom + 1), range(self.left, self.right + 1)
        return frozenset((row, column) for row in rows for column in columns)

    @property
    def x(self) -> int:
        """How many squares are left of it."""
        return self.left - 1

    @property
    def y(self) -> int:
        """How many squares are above it."""
        return self.top - 1

    @property
    def width(self) -> int:
        """In squares."""
        return self.right - self.left + 1

    @property
    def height(self) -> int:
        """In squares."""
        return self.bottom - self.top + 1


@dataclass(frozen=True)
class Mask:
    """Some squares of a grid. One with a cell outside of its grid cannot be made."""

    cells: frozenset[Cell]
    columns: int = COLUMNS
    rows: int = ROWS

    def __post_init__(self) -> None:
        if not 0 < self.columns * self.rows <= MOST_CELLS:
            raise ValueError("a grid of this size is not drawn")
        if not all(1 <= row <= self.rows and 1 <= column <= self.columns for row, column in self.cells):
            raise ValueError("a cell outside of the grid")

    @property
    def bits(self) -> int:
        """The cells as one number, for the order to the decoder."""
        return sum(1 << ((row - 1) * self.columns + column - 1) for row, column in self.cells)

    @classmethod
    def from_bits(cls, bits: int, *, columns: int, rows: int) -> "Mask":
        places = (place for place in range(MOST_CELLS) if bits >> place & 1)
        return cls(frozenset((place // columns + 1, place % columns + 1) for place in places), columns, rows)

    def boxes(self, width: int, height: int, *, grain: int = 1) -> Iterator[tuple[int, int, int, int]]:
        """Left, top, right and bottom of each cell in a picture, widened outwards to whole blocks of `grain` pixels."""
        for row, column in sorted(self.cells):
            left, top = (column - 1) * width // self.columns, (row - 1) * height // self.rows
            right, bottom = -(-column * width // self.columns), -(-row * height // self.rows)
            yield left - left % grain, top - top % grain, right + -right % grain, bottom + -bottom % grain
