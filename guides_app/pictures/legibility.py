"""Says of a clean picture what may make it hard to read. It takes a few tenths of a millisecond."""

from PIL import Image, ImageChops

from guides_app.pictures.answers import Hint

SMALL_EDGE = 1000
_CROP = (640, 480)
# Grey levels (0 to 255), found by looking at photos of labels: the darkest and lightest parts count, not the mean, so
# that a lit display in a dark car is not called dark and a white certificate is not called bright.
_DARK_AT_MOST = 80
_BRIGHT_AT_LEAST = 170
_SHARP_EDGE_AT_LEAST = 22
_FLAT_RANGE = 24


def hints_for(picture: Image.Image, thumb: Image.Image, *, original_edge: int) -> tuple[Hint, ...]:
    """Hints for `picture`; `thumb` shows all of it, `original_edge` is the long edge in px before we shrank it."""
    hints: list[Hint] = []
    grey = thumb.convert("L").histogram()
    light, dark = _level(grey, above=0.02), _level(grey, above=0.98)
    if _is_blurred(picture):
        hints.append(Hint.BLURRED)
    if light <= _DARK_AT_MOST:
        hints.append(Hint.DARK)
    if dark >= _BRIGHT_AT_LEAST:
        hints.append(Hint.BRIGHT)
    if original_edge < SMALL_EDGE:
        hints.append(Hint.SMALL)
    return tuple(hints)


def _is_blurred(picture: Image.Image) -> bool:
    """True when nothing in the middle of the picture has a hard edge, measured against how much contrast there is."""
    width, height = min(picture.width, _CROP[0]), min(picture.height, _CROP[1])
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    grey = picture.crop((left, top, left + width, top + height)).convert("L")
    levels = grey.histogram()
    contrast = _level(levels, above=0.005) - _level(levels, above=0.995)
    if contrast < _FLAT_RANGE:
        return False
    steps = ImageChops.difference(grey.crop((0, 0, width - 1, height - 1)), grey.crop((1, 1, width, height)))
    hardest = _level(steps.histogram(), above=0.002)
    return hardest * 100 < contrast * _SHARP_EDGE_AT_LEAST


def _level(histogram: list[int], *, above: float) -> int:
    """The grey level that the share `above` of all pixels lies over."""
    left = int(sum(histogram) * above)
    for level in range(255, -1, -1):
        left -= histogram[level]
        if left < 0:
            return level
    return 0
