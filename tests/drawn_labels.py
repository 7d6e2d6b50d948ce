"""Draws photos of radio labels, with what stands on them, the same ones for the same number.

Five kinds of label as suppliers print them, in the fonts of the machine and Pillow's own, with bar codes of all that
they hold or of a part; photographed turned, tilted, askew, small, dark, out of focus, with noise and glare. Of every
ten, one has a part number and no pre-code; one, and half of those, a stamp that looks like a pre-code.
"""

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SEED = 20261112
FOLDERS = (Path("/usr/share/fonts/truetype/dejavu"), Path("/usr/share/fonts/truetype/liberation"))
NAMES = (
    "DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSansMono-Bold", "LiberationSans-Regular",
    "LiberationSans-Bold", "LiberationMono-Regular", "LiberationSansNarrow-Regular",
)  # fmt: skip
WIDTH = 1300
MARGIN = 48
INK = (24, 26, 30)
PALE = (110, 116, 124)
PAPERS = ((249, 249, 245), (240, 240, 232), (214, 217, 220), (250, 246, 225))
GROUNDS = ((166, 170, 175), (60, 62, 66), (120, 124, 130), (158, 112, 76))
SIZES = ((2000, 1500), (1500, 2000), (1600, 1200), (1280, 960))
FORMATS = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39)
Point = tuple[float, float]


@dataclass(frozen=True)
class Truth:
    """What stands on a label, without blanks; `precode` is empty where there is none."""

    precode: str
    part_number: str
    serial: str
    type: str
    separator: str


@dataclass(frozen=True)
class DrawnLabel:
    """The photo as a JPEG, what stands on the label, and how it was drawn."""

    jpeg: bytes
    truth: Truth
    how: str


def drawn_label(number: int, *, seed: int = SEED) -> DrawnLabel:
    """The photo of this number."""
    by_chance = Random(f"{seed}:{number}")
    supplier = by_chance.choice(SUPPLIERS)
    truth = supplier(by_chance, bare=number % 10 == 9)
    label, how = _label(by_chance, truth, stamped=number % 10 == 4 or number % 20 == 19)
    jpeg, taken = _photo(by_chance, label)
    return DrawnLabel(jpeg, truth, f"{supplier.__name__} {how} {taken}")


# -- What stands on it ------------------------------------------------------------------------------------------------
def bosch(by_chance: Random, *, bare: bool) -> Truth:
    serial = f"BP{_digits(by_chance, 4)}{by_chance.choice('ABXZ')}{_digits(by_chance, 7)}"
    return Truth(
        _precode(by_chance, bare), f"28115{_digits(by_chance, 4)}R", serial, f"764{_digits(by_chance, 7)}", "T "
    )


def philips(by_chance: Random, *, bare: bool) -> Truth:
    part = by_chance.choice([f"8200{_digits(by_chance, 6)}", f"77{_digits(by_chance, 8)}"])
    kind = f"22DC{by_chance.randrange(100, 1000)}{by_chance.choice('67')}2{by_chance.choice('BEFLPRSTZ')}"
    return Truth(_precode(by_chance, bare), part, f"RN{_digits(by_chance, 12)}", kind, "T ")


def anatel(by_chance: Random, *, bare: bool) -> Truth:
    separator = by_chance.choice(["T ", "T", "TB"])
    kind = f"AGC{_digits(by_chance, 4)}RF"
    return Truth(_precode(by_chance, bare), f"2811{_digits(by_chance, 5)}R", _digits(by_chance, 9), kind, separator)


def lg(by_chance: Random, *, bare: bool) -> Truth:
    kind = f"LAN5{by_chance.choice(['200', '210', '800'])}WR{by_chance.randrange(6)}"
    return Truth(_precode(by_chance, bare), f"2811{_digits(by_chance, 5)}R", _digits(by_chance, 9), kind, "T")


def continental(by_chance: Random, *, bare: bool) -> Truth:
    kind, separator = f"A2C{_digits(by_chance, 8)}", by_chance.choice(["T", "TB"])
    return Truth(_precode(by_chance, bare), f"2811{_digits(by_chance, 5)}R", _digits(by_chance, 9), kind, separator)


SUPPLIERS: tuple[Callable[..., Truth], ...] = (bosch, philips, anatel, lg, continental)


def _digits(by_chance: Random, count: int) -> str:
    return "".join(str(by_chance.randrange(10)) for _ in range(count))


def _precode(by_chance: Random, bare: bool) -> str:
    letter = by_chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return "" if bare else letter + (_digits(by_chance, 3) if letter != "A" else f"{by_chance.randrange(100, 1000)}")


# -- The label --------------------------------------------------------------------------------------------------------
@cache
def fonts() -> tuple[str, ...]:
    """Those of NAMES that this machine has; the empty name is Pillow's own."""
    paths = (folder / f"{name}.ttf" for folder in FOLDERS for name in NAMES)
    return (*(str(path) for path in paths if path.is_file()), "")


class _Sheet:
    """A label that is written from its top down."""

    def __init__(self, by_chance: Random) -> None:
        self.by_chance = by_chance
        self.font = by_chance.choice(fonts())
        self.height = by_chance.choice([620, 760])
        self.paper = by_chance.choice(PAPERS)
        self.ink = by_chance.choice([INK, INK, INK, (84, 86, 90)])  # worn print
        self.image = Image.new("RGBA", (WIDTH, self.height), (0, 0, 0, 0))
        self.draw = ImageDraw.Draw(self.image)
        edge = (WIDTH - 1, self.height - 1)
        self.draw.rounded_rectangle(((0, 0), edge), 24, fill=(*self.paper, 255), outline=(190, 190, 186, 255), width=3)
        self.top = 34

    def font_of(self, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        return ImageFont.truetype(self.font, size) if self.font else ImageFont.load_default(size)

    def length(self, text: str, size: int) -> float:
        return self.draw.textlength(text, font=self.font_of(size))

    def write(self, x: float, text: str, size: int, *, anchor: str = "la", bold: bool = False) -> None:
        self.draw.text(
            (x, self.top), text, font=self.font_of(size), fill=self.ink, anchor=anchor,
            stroke_width=size // 34 if bold else 0,
        )  # fmt: skip

    def bars(self, text: str) -> None:
        made: Any = zxingcpp.create_barcode(text, self.by_chance.choice(FORMATS))
        code = memoryview(made.to_image(scale=1, add_quiet_zones=False))
        height, width = code.shape or (1, 1)
        row = Image.frombytes("L", (width, height), code.tobytes()).crop((0, height // 2, width, height // 2 + 1))
        times = max(1, min((WIDTH - 2 * MARGIN) // width, 4))
        row = row.resize((width * times, self.by_chance.randrange(110, 210)), Image.Resampling.NEAREST)
        bars = Image.new("RGBA", row.size, (*self.paper, 255))
        bars.paste((*self.ink, 255), mask=ImageChops.invert(row))
        self.image.paste(bars, (MARGIN, self.top))
        self.top += row.height + 18


def _label(by_chance: Random, truth: Truth, *, stamped: bool) -> tuple[Image.Image, str]:
    sheet = _Sheet(by_chance)
    small, big = by_chance.randrange(26, 40), by_chance.randrange(54, 108)
    sheet.write(MARGIN, by_chance.choice(["RENAULT", "DACIA", "Car Radio"]), small + 14, bold=True)
    sheet.write(WIDTH - MARGIN, "12 V", small + 10, anchor="ra")
    sheet.top += small + 34
    sheet.write(MARGIN, truth.type, small + 6)
    notes = ["HW 0102 SW 0304", "HW:02 SW:0304", "Made in Portugal", "2026-11", "E11 10R-031234", "4 x 15 W"]
    sheet.write(WIDTH - MARGIN, by_chance.choice(notes), small, anchor="ra")
    sheet.top += small + 26
    sheet.draw.line((MARGIN, sheet.top, WIDTH - MARGIN, sheet.top), fill=sheet.ink, width=4)
    sheet.top += 22
    whole = truth.part_number + truth.separator.strip() + truth.precode
    coded = {"all": whole, "part": truth.part_number, "serial": truth.serial, "": ""}
    bars = by_chance.choice(["all", "all", "part", "serial", ""])
    if bars:
        sheet.bars(coded[bars])
    layout = by_chance.choice([_one_line, _one_line, _two_places, _boxed]) if truth.precode else _one_line
    layout(sheet, truth, small, big)
    sheet.top = min(sheet.top, sheet.height - 2 * small - 30)
    sheet.write(MARGIN, truth.serial, small)
    stamp = f"{by_chance.choice('CHKW')}{_digits(by_chance, 3)}" if stamped else by_chance.choice(["2019-07", "W34"])
    sheet.write(WIDTH - MARGIN, stamp, small, anchor="ra")
    sheet.top, sheet.ink = sheet.height - small - 20, PALE
    sheet.write(MARGIN, "Disconnect the battery before removal.", small - 4)
    return sheet.image, f"bars={bars or 'none'} {layout.__name__.strip('_')} {Path(sheet.font).stem or 'Pillow'}"


def _one_line(sheet: _Sheet, truth: Truth, small: int, big: int) -> None:
    line = truth.part_number + truth.separator + truth.precode
    while sheet.length(line, big) > WIDTH - 2 * MARGIN:
        big -= 4
    sheet.write(WIDTH / 2, line, big, anchor="ma", bold=sheet.by_chance.random() < 0.5)
    sheet.top += big + 40


def _two_places(sheet: _Sheet, truth: Truth, small: int, big: int) -> None:
    big = min(big, 76)
    sheet.write(MARGIN, truth.part_number + truth.separator.strip(), big)
    sheet.write(WIDTH - MARGIN, truth.precode, big, anchor="ra")
    sheet.top += big + 26


def _boxed(sheet: _Sheet, truth: Truth, small: int, big: int) -> None:
    sheet.write(MARGIN, truth.part_number + truth.separator.strip(), small + 20)
    sheet.top += small + 44
    word = sheet.by_chance.choice(["SECURITY CODE", "PRE-CODE", "CODE", "SECURITY"])
    left = MARGIN + sheet.length(f"{word}  ", small + 10)
    right = left + sheet.length(truth.precode, small + 24) + 28
    sheet.write(MARGIN, word, small + 10)
    sheet.draw.rectangle((left, sheet.top - 8, right, sheet.top + small + 36), outline=sheet.ink, width=3)
    sheet.write(left + 14, truth.precode, small + 24)
    sheet.top += small + 60


# -- The photo --------------------------------------------------------------------------------------------------------
def _photo(by_chance: Random, label: Image.Image) -> tuple[bytes, str]:
    size = by_chance.choice(SIZES)
    picture = _grain(by_chance, Image.new("RGB", size, by_chance.choice(GROUNDS)), by_chance.uniform(0.1, 0.4))
    corners, turn = _corners(by_chance, label, size)
    askew = label.transform(size, Image.Transform.PERSPECTIVE, _towards(corners, label), Image.Resampling.BICUBIC)
    picture.paste(askew, (0, 0), askew)
    glare = by_chance.random() < 0.3
    if glare:
        _shine(by_chance, picture, corners)
    light = by_chance.choice([1, 1, 1, 0.7, 0.5])
    picture = _lit(by_chance, picture, light)
    blur = by_chance.choice([0, 0.6, 1, 1.5, 2.2, 3]) * size[0] / 2000
    picture = picture.filter(ImageFilter.GaussianBlur(blur))
    noise = by_chance.choice([0, 0.1, 0.2, 0.3])
    picture = _grain(by_chance, picture, noise)
    quality, out = by_chance.choice([40, 60, 75, 88]), io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    how = f"{size[0]}x{size[1]} turn={turn:.0f} blur={blur:.1f} noise={noise} light={light} quality={quality}"
    return out.getvalue(), how + (" glare" if glare else "")


def _corners(by_chance: Random, label: Image.Image, size: tuple[int, int]) -> tuple[list[Point], float]:
    """Where the corners of the label lie in the photo, and by how many degrees it is turned."""
    turn = by_chance.gauss(0, 7) + by_chance.choice([0, 0, 0, 0, 90, 180, 270, by_chance.uniform(0, 360)])
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    wide = by_chance.uniform(0.42, 0.95) * min(size[0], size[1] * 1.2)
    high = wide * label.height / label.width
    across, down = abs(wide * cos) + abs(high * sin), abs(wide * sin) + abs(high * cos)
    fit = min(1, 0.95 * size[0] / across, 0.95 * size[1] / down)
    wide, high, across, down = wide * fit, high * fit, across * fit, down * fit
    x = size[0] / 2 + by_chance.uniform(-0.45, 0.45) * (size[0] - across)
    y = size[1] / 2 + by_chance.uniform(-0.45, 0.45) * (size[1] - down)
    skew = by_chance.choice([0, 0.03, 0.06, 0.1])
    corners = []
    for side, edge in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        left = side * wide * (1 - abs(by_chance.uniform(0, skew)))
        top = edge * high * (1 - abs(by_chance.uniform(0, skew)))
        corners.append((x + left * cos - top * sin, y + left * sin + top * cos))
    return corners, turn


def _towards(corners: list[Point], label: Image.Image) -> list[float]:
    """The eight numbers by which Pillow draws the label between these corners: a system of equations, solved."""
    whole = ((0, 0), (label.width, 0), (label.width, label.height), (0, label.height))
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(corners, whole, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for n in range(8):
        pivot = max(range(n, 8), key=lambda row: abs(rows[row][n]))
        rows[n], rows[pivot] = rows[pivot], rows[n]
        for other in range(8):
            if other != n:
                share = rows[other][n] / rows[n][n]
                rows[other] = [a - share * b for a, b in zip(rows[other], rows[n], strict=True)]
    return [rows[n][8] / rows[n][n] for n in range(8)]


def _shine(by_chance: Random, picture: Image.Image, corners: list[Point]) -> None:
    """A lamp mirrored on the label, anywhere on it; it may cover the number."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    x, y = by_chance.uniform(min(xs), max(xs)), by_chance.uniform(min(ys), max(ys))
    wide = (max(xs) - min(xs)) * by_chance.uniform(0.05, 0.16)
    high = (max(ys) - min(ys)) * by_chance.uniform(0.05, 0.2)
    spot = Image.new("L", picture.size, 0)
    ImageDraw.Draw(spot).ellipse((x - wide, y - high, x + wide, y + high), fill=by_chance.randrange(120, 240))
    picture.paste((255, 255, 255), (0, 0), spot.filter(ImageFilter.GaussianBlur(wide / 2)))


def _lit(by_chance: Random, picture: Image.Image, light: float) -> Image.Image:
    width, height = picture.size
    left, top = by_chance.randrange(width), by_chance.randrange(height)
    lamp = Image.radial_gradient("L").resize((width * 2, height * 2)).crop((left, top, left + width, top + height))
    shade = lamp.point(lambda v: (255 - v * 0.5) * light)
    return ImageChops.multiply(picture, Image.merge("RGB", (shade, shade, shade)))


def _grain(by_chance: Random, picture: Image.Image, strength: float) -> Image.Image:
    if not strength:
        return picture
    width, height = picture.size
    grain = Image.frombytes("L", (width, height), by_chance.randbytes(width * height))
    grain = grain.point(lambda v: 128 + (v - 128) * strength)
    return ImageChops.overlay(picture, Image.merge("RGB", (grain, grain, grain)))
