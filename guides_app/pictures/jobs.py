"""The order that our process gives to the decoder's: a few bytes, and two descriptors beside them."""

import struct
from dataclasses import dataclass

from guides_app.pictures.formats import Content
from guides_app.squares import Mask

_ORDER = struct.Struct("!BBBHBBQ")
ORDER_BYTES = _ORDER.size
_CONTENTS = tuple(Content)
_NO_MASK = (0, 0, 0)


@dataclass(frozen=True)
class Limits:
    """What one file may cost: seconds of CPU and of the clock (1 to 255), and megabytes of address space."""

    cpu_seconds: int
    wall_seconds: int
    memory_mb: int


@dataclass(frozen=True)
class Order:
    """Clean what somebody sent, or, with a mask, cover parts of what was cleaned before."""

    content: Content
    limits: Limits
    mask: Mask | None = None

    def to_bytes(self) -> bytes:
        limits, mask = self.limits, self.mask
        grid = (mask.columns, mask.rows, mask.bits) if mask else _NO_MASK
        content = _CONTENTS.index(self.content)
        return _ORDER.pack(content, limits.cpu_seconds, limits.wall_seconds, limits.memory_mb, *grid)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Order":
        content, cpu_seconds, wall_seconds, memory_mb, columns, rows, bits = _ORDER.unpack(data)
        mask = Mask.from_bits(bits, columns=columns, rows=rows) if columns else None
        return cls(_CONTENTS[content], Limits(cpu_seconds, wall_seconds, memory_mb), mask)
