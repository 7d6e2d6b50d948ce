"""The order that our process gives to the decoder's: a few bytes, and two descriptors beside them."""

import struct
from dataclasses import dataclass
from enum import StrEnum

from guides_app.pictures.formats import Content
from guides_app.squares import Mask

_ORDER = struct.Struct("!BBBBHBBQ")
ORDER_BYTES = _ORDER.size
_CONTENTS = tuple(Content)
_NO_MASK = (0, 0, 0)


class Wanted(StrEnum):
    """What is made of a file: JPEGs of its pages, the bare pixels of a picture, or one of our JPEGs covered in part."""

    PAGES = "pages"
    PIXELS = "pixels"
    COVERED = "covered"


_WANTED = tuple(Wanted)


@dataclass(frozen=True)
class Limits:
    """What one file may cost: seconds of CPU and of the clock (1 to 255), and megabytes of address space."""

    cpu_seconds: int
    wall_seconds: int
    memory_mb: int


@dataclass(frozen=True)
class Order:
    """What to make of a file of this content; the mask says what to cover."""

    wanted: Wanted
    content: Content
    limits: Limits
    mask: Mask | None = None

    def to_bytes(self) -> bytes:
        limits, mask = self.limits, self.mask
        grid = (mask.columns, mask.rows, mask.bits) if mask else _NO_MASK
        wanted, content = _WANTED.index(self.wanted), _CONTENTS.index(self.content)
        return _ORDER.pack(wanted, content, limits.cpu_seconds, limits.wall_seconds, limits.memory_mb, *grid)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Order":
        wanted, content, cpu_seconds, wall_seconds, memory_mb, columns, rows, bits = _ORDER.unpack(data)
        mask = Mask.from_bits(bits, columns=columns, rows=rows) if columns else None
        return cls(_WANTED[wanted], _CONTENTS[content], Limits(cpu_seconds, wall_seconds, memory_mb), mask)
