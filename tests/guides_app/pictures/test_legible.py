"""What can be read in a file can be read in what is kept of it, whatever kind of pixels it has, at both doors."""

import io
import zlib
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFont

from guides_app.pictures import masters
from guides_app.pictures.intake import Accept, Clean, take_in
from tests import files
from tests.files import saved

SIZE = WIDTH, HEIGHT = 800, 600
UNTIDY = 8  # grey levels that a pixel may be off on average: what a JPEG does to print
_STEPS = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def print_of(*, ink: int = 0, ground: int = 255, rows: range = range(20, HEIGHT, 60)) -> Image.Image:
    """Large print, not the same in any two corners."""
    picture = Image.new("L", SIZE, ground)
    draw = ImageDraw.Draw(picture)
    for number, top in enumerate(rows):
        draw.text((20 + 10 * number, top), f"{number} BC 7700 433 052", fill=ink, font=ImageFont.load_default(40))
    return picture


def packed(picture: Image.Image, depth: int) -> list[bytes]:
    """The rows of a grey picture at this many bits a sample; of 16 bits the lower half is no mere copy."""
    rows = []
    for top in range(picture.height):
        row = picture.crop((0, top, picture.width, top + 1)).tobytes()
        if depth == 16:
            rows.append(b"".join(bytes((value, value ^ 0x55)) for value in row))
        elif depth == 8:
            rows.append(row)
        else:
            bits = "".join(format(value >> (8 - depth), f"0{depth}b") for value in row)
            rows.append(int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big"))
    return rows


def in_samples(*channels: Image.Image, depth: int) -> list[bytes]:
    """The rows of a picture of some grey channels, sample by sample."""
    size = depth // 8
    rows = zip(*(packed(channel, depth) for channel in channels), strict=True)
    return [b"".join(line[at : at + size] for at in range(0, len(lines[0]), size) for line in lines) for lines in rows]


def png(
    rows: list[bytes], *, depth: int, colour: int, chunks: bytes = b"", parts: int = 1, size: tuple[int, int] = SIZE
) -> bytes:
    """A PNG of these rows, with chunks before its pixels, which come in so many parts."""
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    step = -(-len(pixels) // parts)
    head = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + bytes((depth, colour, 0, 0, 0))
    data = b"".join(files.png_chunk(b"IDAT", pixels[at : at + step]) for at in range(0, len(pixels), step))
    return b"\x89PNG\r\n\x1a\n" + files.png_chunk(b"IHDR", head) + chunks + data + files.png_chunk(b"IEND", b"")


def interlaced() -> bytes:
    """Seven passes, each a coarse picture of its own."""
    picture = print_of()
    rows = list(_passes(picture))
    plain = png(rows, depth=8, colour=0)
    head = bytearray(plain[8:33])
    head[20] = 1
    return plain[:8] + files.png_chunk(b"IHDR", bytes(head[8:21])) + plain[33:]


def _passes(picture: Image.Image) -> Iterator[bytes]:
    for left, top, across, down in _STEPS:
        for row in range(top, picture.height, down):
            yield picture.crop((0, row, picture.width, row + 1)).tobytes()[left::across]


def on_glass(ink: int, *, depth: int = 8) -> bytes:
    """Print of this grey on transparent ground."""
    return png(in_samples(Image.new("L", SIZE, ink), ImageChops.invert(print_of()), depth=depth), depth=depth, colour=4)


def plain_grey(depth: int) -> bytes:
    return png(packed(print_of(), depth), depth=depth, colour=0)


def plain_colour(depth: int) -> bytes:
    return png(in_samples(*[print_of()] * 3, depth=depth), depth=depth, colour=2)


def colour_on_glass(depth: int) -> bytes:
    ink = [Image.new("L", SIZE)] * 3
    return png(in_samples(*ink, ImageChops.invert(print_of()), depth=depth), depth=depth, colour=6)


def with_clear_grey(depth: int) -> bytes:
    """Black print on a ground whose colour is named transparent, although it is black to who does not heed it."""
    ground = {1: 1, 2: 1, 4: 3, 8: 50, 16: 50 << 8 | 50 ^ 0x55}[depth]
    shown = ground >> 8 if depth == 16 else ground << (8 - depth) if depth < 8 else ground
    rows = packed(print_of(ground=shown, ink=0), depth)
    return png(rows, depth=depth, colour=0, chunks=files.png_chunk(b"tRNS", ground.to_bytes(2, "big")))


def with_clear_colour(depth: int) -> bytes:
    value = 60 << 8 | 60 ^ 0x55 if depth == 16 else 60
    grey = print_of(ground=60)
    chunk = files.png_chunk(b"tRNS", value.to_bytes(2, "big") * 3)
    return png(in_samples(grey, grey, grey, depth=depth), depth=depth, colour=2, chunks=chunk)


def clear_palette() -> bytes:
    picture = print_of(ground=40).convert("P")
    picture.info["transparency"] = 40
    return saved(picture, "PNG", transparency=40)


GREY = print_of()
RGB = GREY.convert("RGB")
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LARGE_PROFILE = PROFILE + bytes(3_000_000)
BIG_TEXT = files.png_chunk(b"zTXt", b"t\0\0" + zlib.compress(bytes(4_000_000)))
BIG_TEXT += files.png_chunk(b"iTXt", b"t\0\1\0\0\0" + zlib.compress(bytes(4_000_000)))
BIG_PROFILE = files.png_chunk(b"iCCP", b"p\0\0" + zlib.compress(LARGE_PROFILE))
KINDS: dict[str, Callable[[], bytes]] = {
    "jpeg, grey": lambda: saved(GREY, "JPEG"),
    "jpeg, colour": lambda: saved(RGB, "JPEG"),
    "jpeg, progressive": lambda: saved(RGB, "JPEG", progressive=True),
    "jpeg, four inks": lambda: saved(RGB.convert("CMYK"), "JPEG"),
    "jpeg, four inks, progressive": lambda: saved(RGB.convert("CMYK"), "JPEG", progressive=True),
    "jpeg, large profile": lambda: saved(RGB, "JPEG", icc_profile=LARGE_PROFILE[:2_000_000]),
    "jpeg, profile of nonsense": lambda: saved(RGB, "JPEG", icc_profile=b"nonsense" * 40),
    "jpeg of a phone": lambda: saved(RGB, "MPO", save_all=True, append_images=[RGB.resize((400, 300))]),
    "webp": lambda: saved(RGB, "WEBP"),
    "webp, exact": lambda: saved(RGB, "WEBP", lossless=True),
    "webp, transparent": lambda: saved(Image.merge("LA", (Image.new("L", SIZE), ImageChops.invert(GREY))), "WEBP"),
    "webp, large profile": lambda: saved(RGB, "WEBP", icc_profile=LARGE_PROFILE),
    **{f"png, grey, {bits} bits": partial(plain_grey, bits) for bits in (1, 2, 4, 8, 16)},
    **{f"png, clear grey, {bits} bits": partial(with_clear_grey, bits) for bits in (1, 2, 4, 8, 16)},
    **{f"png, colour, {bits} bits": partial(plain_colour, bits) for bits in (8, 16)},
    **{f"png, clear colour, {bits} bits": partial(with_clear_colour, bits) for bits in (8, 16)},
    **{f"png, on glass, {bits} bits": partial(on_glass, 0, depth=bits) for bits in (8, 16)},
    **{f"png, colour on glass, {bits} bits": partial(colour_on_glass, bits) for bits in (8, 16)},
    "png, palette": lambda: saved(RGB.convert("P"), "PNG"),
    "png, palette of two": lambda: saved(GREY.quantize(2), "PNG", bits=1),
    "png, clear palette": clear_palette,
    "png, interlaced": interlaced,
    "png, big texts": lambda: png(packed(GREY, 8), depth=8, colour=0, chunks=BIG_TEXT),
    "png, large profile": lambda: png(in_samples(GREY, GREY, GREY, depth=8), depth=8, colour=2, chunks=BIG_PROFILE),
    "png, many parts": lambda: png(packed(GREY, 8), depth=8, colour=0, parts=3000),
}


def kept_by_the_vault(data: bytes) -> Image.Image:
    clean = take_in(io.BytesIO(data), accept=Accept.IMAGE)
    assert isinstance(clean, Clean), clean
    return Image.open(io.BytesIO(clean.pages[0].jpeg)).convert("L")


def kept_by_the_library(data: bytes) -> Image.Image:
    cleaned = masters.clean(data)
    assert isinstance(cleaned, masters.Cleaned), cleaned
    return Image.open(io.BytesIO(cleaned.master)).convert("L")


def off(kept: Image.Image, reference: Image.Image) -> float:
    """How many grey levels a pixel is off, on average."""
    assert kept.size == reference.size
    levels = ImageChops.difference(kept, reference).histogram()
    return sum(level * count for level, count in enumerate(levels)) / sum(levels)


DOORS = [kept_by_the_vault, kept_by_the_library]


@pytest.fixture(autouse=True)
def no_renditions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masters, "renditions_of", lambda _: ())


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", KINDS)
def test_print_is_kept_as_a_reader_sees_it(kind: str, door: Callable[[bytes], Image.Image]) -> None:
    assert off(door(KINDS[kind]()), GREY) < UNTIDY


@pytest.mark.parametrize("door", DOORS)
def test_light_print_on_transparent_ground_is_kept_on_a_dark_one(door: Callable[[bytes], Image.Image]) -> None:
    assert off(door(on_glass(255)), ImageChops.invert(GREY)) < UNTIDY


@pytest.mark.parametrize("door", DOORS)
def test_light_and_dark_print_side_by_side_are_both_kept(door: Callable[[bytes], Image.Image]) -> None:
    upper, lower = range(20, 300, 60), range(320, HEIGHT, 60)
    light, dark = (ImageChops.invert(print_of(rows=rows)) for rows in (upper, lower))
    glass = Image.merge("LA", (light, ImageChops.lighter(light, dark)))
    kept = door(saved(glass, "PNG"))
    for half in (kept.crop((0, 0, WIDTH, 300)), kept.crop((0, 310, WIDTH, HEIGHT))):
        least, most = half.getextrema()
        assert float(most) - float(least) > 100  # type: ignore[arg-type]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_heeded_in_every_format(
    orientation: int, kind: str, door: Callable[[bytes], Image.Image]
) -> None:
    lay_it = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    stored = GREY if lay_it is None else GREY.transpose(Image.Transpose(lay_it))
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert off(door(saved(stored.convert("RGB"), kind, exif=exif)), GREY) < UNTIDY


@pytest.mark.parametrize("door", DOORS)
def test_a_note_of_the_camera_that_cannot_be_read_costs_no_photo(door: Callable[[bytes], Image.Image]) -> None:
    assert off(door(saved(RGB, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff broken")), GREY) < UNTIDY


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA"])
def test_a_large_picture_is_shrunk_to_the_same_whatever_its_pixels_are(
    mode: str, door: Callable[[bytes], Image.Image]
) -> None:
    large = GREY.resize((5000, 3750)).convert(mode)
    kept = door(saved(large, "PNG", compress_level=1))
    assert off(kept.resize(SIZE), GREY) < UNTIDY


def test_wide_colours_are_shown_as_on_a_screen() -> None:
    """By a profile whose numbers are in proportion to the light, 60 is a middle grey."""
    curve = ImageCms.ImageCmsProfile(io.BytesIO(linear_profile()))
    data = saved(Image.new("RGB", SIZE, (60, 60, 60)), "PNG", icc_profile=curve.tobytes())
    level = kept_by_the_vault(data).getpixel((9, 9))
    assert level == pytest.approx(132, abs=8)


def linear_profile() -> bytes:
    """sRGB's colours with light in proportion to the numbers: every curve of the profile is replaced by none."""
    profile = bytearray(PROFILE)
    count = int.from_bytes(profile[128:132], "big")
    for at in range(132, 132 + 12 * count, 12):
        if bytes(profile[at : at + 4]) in (b"rTRC", b"gTRC", b"bTRC"):
            start = int.from_bytes(profile[at + 4 : at + 8], "big")
            profile[start : start + 12] = b"curv\0\0\0\0\0\0\0\0"
    return bytes(profile).replace(b"s\0R\0G\0B", b"l\0R\0G\0B").replace(b"sRGB", b"lRGB")
