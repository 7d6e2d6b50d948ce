"""Every kind of pixel that a file can have -> grey or red, green and blue as a screen shows them, so that all that can
be read in the file can be read in what is kept. Runs in the decoder's process only.

Lost without care: 16 bits of grey (cut off at 255 they are white), print on transparent ground, dark profiles.
"""

import io
from collections.abc import Callable

from PIL import Image, ImageChops, ImageCms, ImageFilter

from guides_app.pictures.limits import MAX_PROFILE_BYTES

_SRGB = ImageCms.createProfile("sRGB")
_SPACES = {"RGB": "RGB ", "RGBA": "RGB ", "CMYK": "CMYK"}
# Levels of grey (0 to 255) and of transparency.
_LIGHT, _DARK, _OPAQUE, _CLEAR = 220, 110, 200, 55
_WHITE, _GREY, _BLACK = (255, 255, 255), (118, 118, 118), (0, 0, 0)


def plain(picture: Image.Image) -> Image.Image:
    """The same pixels in a mode that can be shrunk: L, RGB, RGBA or CMYK."""
    clear = picture.info.get("transparency")
    if picture.mode.startswith("I"):
        return _eight_bits(picture, clear)
    if clear is not None or picture.mode in ("PA", "LA", "La", "RGBa"):
        return picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in ("L", "RGB", "RGBA", "CMYK") else picture.convert("RGB")


def even_transparency(picture: Image.Image, *, depth: int) -> None:
    """PNGs of fewer or more than 8 bits name their transparent colour in their own scale; Pillow's pixels have ours."""
    clear = picture.info.get("transparency")
    most = 2**depth - 1
    if depth == 8 or picture.mode.startswith("I") or clear is None or isinstance(clear, bytes):
        return
    if isinstance(clear, tuple):
        picture.info["transparency"] = tuple(value * 255 // most for value in clear)
    else:
        picture.info["transparency"] = clear * 255 // most


def in_screen_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """By its profile, where it has one that fits its pixels and does not say what screens assume anyway."""
    space = _SPACES.get(picture.mode)
    if space is None or not profile or len(profile) > MAX_PROFILE_BYTES:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if own.profile.xcolor_space != space or "sRGB" in (own.profile.profile_description or ""):
            return picture
        bare = picture.convert("RGB") if picture.mode == "RGBA" else picture
        shown = ImageCms.profileToProfile(bare, own, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    if shown is None:
        return picture
    if picture.mode == "RGBA":
        shown.putalpha(picture.getchannel("A"))
    return shown


def flat(picture: Image.Image) -> Image.Image:
    """A plain picture in RGB or grey; where it was transparent, on a ground on which it can be read: mostly white."""
    if picture.mode in ("RGB", "L"):
        return picture
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    alpha = picture.getchannel("A")
    paper = Image.new("RGB", picture.size, _ground(picture, alpha))
    paper.paste(picture, mask=alpha)
    return paper


def _ground(picture: Image.Image, alpha: Image.Image) -> tuple[int, int, int]:
    """Black for light print, grey for light and dark print beside each other: judged along the edges of the print."""
    opaque = alpha.point(_above(_OPAQUE))
    near_clear = alpha.point(_up_to(_CLEAR)).filter(ImageFilter.MaxFilter(5))
    edge = ImageChops.darker(opaque, near_clear)
    levels = picture.convert("L").histogram(edge.convert("1"))
    whole, light, dark = sum(levels), sum(levels[_LIGHT:]), sum(levels[:_DARK])
    if not whole or light * 4 < whole:
        return _WHITE
    return _GREY if dark * 20 > whole else _BLACK


def _above(level: int) -> Callable[[int], int]:
    return lambda value: 255 if value > level else 0


def _up_to(level: int) -> Callable[[int], int]:
    return lambda value: 255 if value <= level else 0


def _eight_bits(picture: Image.Image, clear: int | None) -> Image.Image:
    """16 bits of grey (Pillow's I;16, low byte first) by their upper 8."""
    if picture.mode != "I;16":
        return picture.point(lambda value: value / 256).convert("L")
    data = picture.tobytes()
    grey = Image.frombytes("L", picture.size, data[1::2])
    if clear is None:
        return grey
    low = Image.frombytes("L", picture.size, data[0::2])
    high_equal = grey.point(lambda value: 255 if value == clear >> 8 else 0)
    low_equal = low.point(lambda value: 255 if value == clear & 255 else 0)
    grey = grey.convert("RGBA")
    grey.putalpha(ImageChops.invert(ImageChops.darker(high_equal, low_equal)))
    return grey
