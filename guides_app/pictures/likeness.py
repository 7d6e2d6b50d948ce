"""Knows a photo again that was saved anew, made smaller, brighter or darker, turned, or cut a little at its edges.

A likeness says for a coarse grid over the picture where it gets lighter or darker; steps that are too small to last are
left out. Most of it equal means the same photo, not the same thing photographed twice. Four numbers of it find those
that may be alike in an index, before they are compared.
"""

from dataclasses import dataclass

from PIL import Image

from guides_app.pictures.limits import LIKENESS_BYTES

_COARSE, _FINE = 8, 16
_STEP = 6  # grey levels
_STEPS = 2 * _FINE * _FINE
_BYTES = _STEPS // 8
_LEAST_STEPS = 64  # of a picture with fewer, dark or of one colour, nothing can be said
_MOST_UNLIKE = 0.12  # different photos of papers on one table begin at 0.17, the same one cut by a fiftieth is at 0.12
KEYS = 4
_TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


@dataclass(frozen=True)
class Likeness:
    """`keys` are parts of the coarse grid; of the fine one `lighter` says which way, `lasting` which steps last."""

    keys: tuple[int, ...]
    lighter: int
    lasting: int

    def to_bytes(self) -> bytes:
        keys = b"".join(key.to_bytes(2, "big") for key in self.keys)
        return keys + self.lighter.to_bytes(_BYTES, "big") + self.lasting.to_bytes(_BYTES, "big")

    @classmethod
    def from_bytes(cls, data: bytes) -> "Likeness":
        """ValueError for what is none."""
        if len(data) != LIKENESS_BYTES:
            raise ValueError("not the length of a likeness")
        keys = tuple(int.from_bytes(data[at : at + 2], "big") for at in range(0, 2 * KEYS, 2))
        fine = data[2 * KEYS :]
        return cls(keys, int.from_bytes(fine[:_BYTES], "big"), int.from_bytes(fine[_BYTES:], "big"))

    def is_like(self, other: "Likeness") -> bool:
        """True when both can only be of the same photo: steps that differ, or last in one of them alone, are few."""
        both = self.lasting & other.lasting
        most = max(self.lasting.bit_count(), other.lasting.bit_count())
        unlike = ((self.lighter ^ other.lighter) & both).bit_count() + (most - both.bit_count()) / 2
        return unlike <= _MOST_UNLIKE * most


def turns_of(picture: Image.Image) -> bytes:
    """The bytes of its four likenesses: upright, and turned by a quarter, a half and three; none as `likeness_of`."""
    upright = likeness_of(picture)
    return upright and upright + b"".join(_likeness(picture.transpose(turn)).to_bytes() for turn in _TURNS)


def turns_from_bytes(data: bytes) -> tuple[Likeness, ...]:
    """What `turns_of` gave. ValueError for what is none."""
    return tuple(Likeness.from_bytes(data[at : at + LIKENESS_BYTES]) for at in range(0, len(data), LIKENESS_BYTES))


def likeness_of(picture: Image.Image) -> bytes:
    """The bytes of its `Likeness`; none where there is too little to tell pictures apart. A small picture will do."""
    likeness = _likeness(picture)
    return likeness.to_bytes() if likeness.lasting.bit_count() >= _LEAST_STEPS else b""


def _likeness(picture: Image.Image) -> Likeness:
    grey = picture.convert("L")
    levels = grey.resize((_FINE + 1, _FINE + 1), Image.Resampling.BOX).tobytes()
    lighter = lasting = 0
    for row in range(_FINE):
        for column in range(_FINE):
            at = row * (_FINE + 1) + column
            for neighbour in (at + 1, at + _FINE + 1):
                step = levels[neighbour] - levels[at]
                lighter = lighter << 1 | (step > 0)
                lasting = lasting << 1 | (abs(step) >= _STEP)
    return Likeness(_keys(grey), lighter, lasting)


def _keys(grey: Image.Image) -> tuple[int, ...]:
    levels = grey.resize((_COARSE + 1, _COARSE), Image.Resampling.BOX).tobytes()
    rows = [levels[top : top + _COARSE + 1] for top in range(0, len(levels), _COARSE + 1)]
    bits = [row[at + 1] > row[at] for row in rows for at in range(_COARSE)]
    size = len(bits) // KEYS
    return tuple(sum(bit << n for n, bit in enumerate(bits[at : at + size])) for at in range(0, len(bits), size))
