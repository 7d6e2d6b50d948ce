"""Draws the photos of the demonstration: a radio's label and a registration certificate, both plainly marked as such.

They look like photos taken by hand, on a radio's lid and on a table; nothing on them copies a real document.
"""

import io
import math
from collections.abc import Callable
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SIZE = (2000, 1500)
SMALL = (640, 480)
INK = (24, 26, 30)
PALE = (110, 116, 124)
RED = (190, 44, 36)
Fields = list[tuple[str, str, str]]
Size = tuple[int, int]


def label_photo(line: str, *, light: int = 0, sharp: bool = True, size: Size = SIZE) -> bytes:
    """A JPEG of the label on top of a radio; `line` is what stands under the bar code, the number at its end.

    Photos of one `light` look alike; each other number is another play of light and shade, 0 is none.
    """
    photo = _ground(_metal, size)
    _place(photo, _label(line), angle=-3, centre=(1010, 740))
    return _as_photo(photo, light=light, blur=0.6 if sharp else 11)


def certificate_photo(
    fields: Fields, *, light: int = 0, size: Size = SIZE, title: str = "REGISTRATION CERTIFICATE"
) -> bytes:
    """A JPEG of a registration certificate on a table; each field has its code, its name and its value. `title` makes
    it another paper."""
    photo = _ground(_wood, size)
    _place(photo, _certificate(fields, title), angle=2, centre=(1000, 750))
    return _as_photo(photo, light=light, blur=0.6)


@cache
def _drawn(draw: Callable[[], Image.Image], size: Size) -> Image.Image:
    return draw().resize(size)


def _ground(draw: Callable[[], Image.Image], size: Size) -> Image.Image:
    return _drawn(draw, size).copy()


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, *, ink: tuple[int, ...] = INK,
    bold: bool = False, anchor: str = "la",
) -> None:  # fmt: skip
    draw.text(at, text, font=_font(size), fill=ink, anchor=anchor, stroke_width=size // 34 if bold else 0)


def _label(line: str) -> Image.Image:
    """The sticker: 1300 x 760."""
    label = Image.new("RGBA", (1300, 760), (0, 0, 0, 0))
    draw = ImageDraw.Draw(label)
    draw.rounded_rectangle((0, 0, 1299, 759), 26, fill=(249, 249, 245, 255), outline=(205, 205, 200, 255), width=3)
    draw.rounded_rectangle((48, 44, 330, 128), 14, fill=RED)
    _write(draw, (189, 86), "DEMO", 58, ink=(255, 255, 255), bold=True, anchor="mm")
    _write(draw, (366, 48), "Car radio, 4 x 15 W", 40)
    _write(draw, (366, 94), "An invented label, for demonstration", 30, ink=PALE)
    _write(draw, (1252, 48), "12 V", 58, bold=True, anchor="ra")
    draw.line((48, 158, 1252, 158), fill=INK, width=4)
    _bars(draw, line, (48, 200, 1252, 430))
    part, _, number = line.rpartition(" ")
    _write(draw, (650, 500), f"{part}  {number}", 104, bold=True, anchor="mm")
    draw.line((48, 580, 1252, 580), fill=PALE, width=2)
    for at, text in ((48, "HW 0102"), (330, "SW 0304"), (612, "2026-11"), (1252, "Made nowhere")):
        _write(draw, (at, 612), text, 38, ink=PALE, anchor="ra" if at > 1000 else "la")
    _write(draw, (48, 680), "Disconnect the battery before removal.", 32, ink=PALE)
    return label


def _bars(draw: ImageDraw.ImageDraw, line: str, box: tuple[int, int, int, int]) -> None:
    """Bars that look like a bar code and say nothing that a scanner would read."""
    left, top, right, bottom = box
    at, seed = left, sum(ord(c) * (n + 3) for n, c in enumerate(line))
    while at < right:
        seed = (seed * 1103515245 + 12345) % 2**31
        width, gap = 4 + 4 * (seed >> 8 & 3), 5 + 4 * (seed >> 12 & 3)
        draw.rectangle((at, top, min(at + width, right), bottom), fill=INK)
        at += width + gap


def _certificate(fields: Fields, title: str) -> Image.Image:
    """The paper with its fields, and SPECIMEN across."""
    paper = _paper(title).copy()
    draw = ImageDraw.Draw(paper)
    top = 186
    for code, name, value in fields:
        draw.rounded_rectangle((60, top + 4, 150, top + 62), 8, fill=(63, 92, 110))
        _write(draw, (105, top + 33), code, 34, ink=(255, 255, 255), anchor="mm")
        _write(draw, (176, top + 16), name, 30, ink=(96, 92, 80))
        _write(draw, (690, top + 6), value, 50, bold=True)
        draw.line((60, top + 88, 1580, top + 88), fill=(198, 190, 168), width=2)
        top += 104
    return Image.alpha_composite(paper, _across("SPECIMEN", paper.size))


@cache
def _paper(title: str) -> Image.Image:
    """The paper before anything is filled in: 1640 x 1240, with waves in its ground."""
    paper = Image.new("RGBA", (1640, 1240), (246, 241, 226, 255))
    draw = ImageDraw.Draw(paper)
    for n in range(46):
        wave = [(x, 30 * n - 60 + 26 * math.sin(x / 90 + n / 3) + 10 * math.sin(x / 31)) for x in range(0, 1660, 8)]
        draw.line(wave, fill=(226, 219, 200) if n % 2 else (214, 225, 214), width=2)
    draw.rectangle((0, 0, 1639, 150), fill=(63, 92, 110))
    _write(draw, (60, 50), title, 58, ink=(255, 255, 255), bold=True)
    _write(draw, (1580, 64), "Part I", 40, ink=(255, 255, 255), anchor="ra")
    _write(draw, (60, 1186), "An invented paper for demonstration. It is valid nowhere.", 32, ink=(96, 92, 80))
    return paper


@cache
def _across(word: str, size: tuple[int, int]) -> Image.Image:
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    _write(ImageDraw.Draw(layer), (size[0] / 2, size[1] / 2), word, 260, ink=(*RED, 52), bold=True, anchor="mm")
    return layer.rotate(24, resample=Image.Resampling.BICUBIC)


def _metal() -> Image.Image:
    """The lid of a radio: brushed, with screws and slots."""
    photo = _streaks((166, 170, 175), strength=46, length=(1, 60))
    draw = ImageDraw.Draw(photo)
    for top in (90, 138, 186):
        for left in range(220, 1800, 200):
            draw.rounded_rectangle((left, top, left + 140, top + 20), 10, fill=(52, 54, 58))
    for x, y in ((110, 140), (1890, 140), (110, 1390), (1890, 1390)):
        draw.ellipse((x - 46, y - 46, x + 46, y + 46), fill=(120, 124, 130), outline=(84, 88, 94), width=5)
        draw.line((x - 26, y - 14, x + 26, y + 14), fill=(62, 64, 70), width=10)
        draw.line((x - 14, y + 26, x + 14, y - 26), fill=(62, 64, 70), width=10)
    return photo


def _wood() -> Image.Image:
    """A table, its boards running across."""
    photo = _streaks((158, 112, 76), strength=24, length=(3, 50))
    draw = ImageDraw.Draw(photo)
    for top in (310, 700, 1120):
        draw.line((0, top, SIZE[0], top + 6), fill=(92, 60, 38), width=7)
    return photo


def _streaks(colour: tuple[int, int, int], *, strength: float, length: tuple[int, int]) -> Image.Image:
    """A ground of one colour with grain running from left to right."""
    down, along = length
    grain = Image.effect_noise((SIZE[0] // along, SIZE[1] // down), strength).resize(SIZE, Image.Resampling.BICUBIC)
    flat = Image.new("RGB", SIZE, colour)
    return ImageChops.overlay(flat, Image.merge("RGB", (grain, grain, grain)))


def _place(photo: Image.Image, sheet: Image.Image, *, angle: float, centre: Size) -> None:
    """Lay a sheet on the ground, a little askew, with its shadow. Lengths are those of a photo of SIZE."""
    scale = photo.width / SIZE[0]
    if scale != 1:
        sheet = sheet.resize((round(sheet.width * scale), round(sheet.height * scale)))
    turned = sheet.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True)
    left = round(centre[0] * scale) - turned.width // 2
    top = round(centre[1] * scale) - turned.height // 2
    shadow = Image.new("L", photo.size, 0)
    shadow.paste(turned.getchannel("A").point(lambda a: a * 0.55), (left + round(12 * scale), top + round(18 * scale)))
    photo.paste((14, 14, 16), (0, 0), shadow.filter(ImageFilter.GaussianBlur(16 * scale)))
    photo.paste(turned, (left, top), turned)


def _as_photo(photo: Image.Image, *, light: int, blur: float) -> bytes:
    """What a phone makes of it: light from one side, darker corners, some grain; as JPEG."""
    width, height = photo.size
    left, top = width // 4, height * 4 // 15
    lamp = Image.radial_gradient("L").resize((width * 2, height * 2)).crop((left, top, left + width, top + height))
    shade = lamp.point(lambda v: 255 - v * 0.42)
    if light:
        shade = ImageChops.multiply(shade, _spots(light, photo.size))
    photo = ImageChops.multiply(photo, Image.merge("RGB", (shade, shade, shade)))
    grain = Image.effect_noise(photo.size, 9)
    photo = ImageChops.overlay(photo, Image.merge("RGB", (grain, grain, grain)))
    out = io.BytesIO()
    photo.filter(ImageFilter.GaussianBlur(blur * width / SIZE[0])).save(out, "JPEG", quality=88)
    return out.getvalue()


def _spots(light: int, size: Size) -> Image.Image:
    """Light and shade as under a tree, the same for the same number."""
    spots = Image.frombytes("L", (6, 5), Random(light).randbytes(30))  # noqa: S311 - it decides a picture
    return spots.resize(size, Image.Resampling.BICUBIC).point(lambda v: 130 + v * 0.49)
