"""The order that our process gives to the decoder's: a few bytes, and two descriptors beside them."""

import struct
from dataclasses import dataclass

from requests_app.vault.content import Content

_ORDER = struct.Struct("!BBBH")
ORDER_BYTES = _ORDER.size
_CONTENTS = tuple(Content)


@dataclass(frozen=True)
class Limits:
    """What one file may cost: seconds of CPU and of the clock (1 to 255), and megabytes of address space."""

    cpu_seconds: int
    wall_seconds: int
    memory_mb: int


@dataclass(frozen=True)
class Order:
    content: Content
    limits: Limits

    def to_bytes(self) -> bytes:
        limits = self.limits
        return _ORDER.pack(_CONTENTS.index(self.content), limits.cpu_seconds, limits.wall_seconds, limits.memory_mb)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Order":
        content, cpu_seconds, wall_seconds, memory_mb = _ORDER.unpack(data)
        return cls(_CONTENTS[content], Limits(cpu_seconds, wall_seconds, memory_mb))
