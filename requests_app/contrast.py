"""Whether white text can be read on a colour, as WCAG 2.2 counts contrast, and which colour near it would do."""

import re

LEAST = 4.5
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Whether this is a colour in the form that browsers send: #0a6b3d."""
    return bool(_COLOUR.fullmatch(text))


def with_white(colour: str) -> float:
    """The contrast of white text on this colour, from 1 to 21."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def nearest_readable(colour: str) -> str:
    """The lightest colour of the same hue, no lighter than this one, on which white text can be read."""
    shades = (darker(colour, step / 255) for step in range(255, -1, -1))
    return next(shade for shade in shades if with_white(shade) >= LEAST)


def darker(colour: str, factor: float) -> str:
    """The same hue with each part multiplied by a factor up to 1."""
    return "#" + "".join(f"{int(part * factor):02x}" for part in _parts(colour))


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
