"""Which parts of a picture are to be covered: squares of a grid laid over it, named as people count them.

A cell is (row, column), both from 1, (1, 1) at the top left. Customers cover their papers with it, and editors their
pictures.
"""

from collections.abc import Iterator
from dataclasses import dataclass

COLUMNS, ROWS = 8, 6
MOST_CELLS = 64
Cell = tuple[int, int]
CELLS: dict[str, Cell] = {
    f"{row}-{column}": (row, column) for row in range(1, ROWS + 1) for column in range(1, COLUMNS + 1)
}  # by the names that forms send


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
