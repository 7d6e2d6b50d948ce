"""What is covered is black to the last pixel, and nothing of what lay there is left anywhere in the file."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from guides_app.squares import COLUMNS, ROWS, Mask
from requests_app.vault.sanitise import Accept, Clean, CleanPage, UploadProblem, UploadRefused, cover, sanitise
from tests import files

BLACK = ((0, 0), (0, 0), (0, 0))  # least and most of red, green and blue
EVERY_CELL = frozenset((row, column) for row in range(1, ROWS + 1) for column in range(1, COLUMNS + 1))
SIZES = [(1200, 900), (900, 1200), (1203, 907), (2000, 601), (607, 13)]


def clean(width: int = 1200, height: int = 900, *, mode: str = "RGB") -> CleanPage:
    noise = Image.effect_noise((width, height), 120)
    picture = Image.merge("RGB", (noise, noise.rotate(180), noise)) if mode == "RGB" else noise
    cleaned = sanitise(io.BytesIO(files.jpeg_of(picture, gps=True)), accept=Accept.IMAGE)
    assert isinstance(cleaned, Clean)
    return cleaned.pages[0]


def covered(page: CleanPage, *cells: tuple[int, int]) -> CleanPage:
    result = cover(page.jpeg, frozenset(cells))
    assert isinstance(result, CleanPage), result
    return result


def cell_of(jpeg: bytes, row: int, column: int) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    width, height = picture.size
    box = ((column - 1) * width / COLUMNS, (row - 1) * height / ROWS, column * width / COLUMNS, row * height / ROWS)
    return picture.crop(tuple(round(edge) for edge in box))  # type: ignore[arg-type]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_every_pixel_of_a_covered_cell_is_exactly_black(width: int, height: int, mode: str) -> None:
    page = covered(clean(width, height, mode=mode), (2, 5), (6, 8))
    for cell in ((2, 5), (6, 8)):
        assert cell_of(page.jpeg, *cell).getextrema() == BLACK


def test_the_thumbnail_is_covered_too() -> None:
    page = covered(clean(), (2, 5))
    thumb = cell_of(page.thumb, 2, 5)
    assert max(thumb.crop((8, 8, thumb.width - 8, thumb.height - 8)).tobytes()) <= 4


def test_the_rest_can_be_read_as_before() -> None:
    before = clean()
    after = covered(before, (1, 1))
    assert (after.width, after.height) == (before.width, before.height)
    first, second = (cell_of(jpeg, 4, 4).convert("L").tobytes() for jpeg in (before.jpeg, after.jpeg))
    assert sum(abs(a - b) for a, b in zip(first, second, strict=True)) / len(first) < 3


def test_all_covered_is_a_black_picture() -> None:
    picture = Image.open(io.BytesIO(covered(clean(), *EVERY_CELL).jpeg)).convert("RGB")
    assert picture.getextrema() == BLACK


def test_only_tables_and_pixels_are_in_the_new_file() -> None:
    page = covered(clean(), (1, 1))
    assert files.GPS_MARK not in page.jpeg + page.thumb
    assert not Image.open(io.BytesIO(page.jpeg)).getexif()


@pytest.mark.parametrize("cell", [(0, 1), (1, 0), (7, 1), (1, 9), (-1, -1)])
def test_a_cell_outside_of_the_grid_is_not_covered(cell: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        cover(clean().jpeg, frozenset({cell}))


def test_what_is_no_picture_is_refused() -> None:
    assert cover(b"\xff\xd8\xff", frozenset({(1, 1)})) == UploadRefused(UploadProblem.BROKEN)


@given(st.frozensets(st.sampled_from(sorted(EVERY_CELL))))
@settings(max_examples=30, deadline=None)
def test_a_mask_crosses_to_the_decoder_unchanged(cells: frozenset[tuple[int, int]]) -> None:
    mask = Mask(cells)
    assert Mask.from_bits(mask.bits, columns=COLUMNS, rows=ROWS) == mask
