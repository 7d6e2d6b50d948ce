"""Hints say what may be hard to read; a good photo gets none."""

import io

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from guides_app.pictures.intake import Accept, Clean, Hint, take_in
from tests.files import jpeg_of, make_picture


def hints(picture: Image.Image) -> tuple[Hint, ...]:
    clean = take_in(io.BytesIO(jpeg_of(picture)), accept=Accept.IMAGE)
    assert isinstance(clean, Clean)
    return clean.pages[0].hints


@pytest.mark.parametrize("size", [(1200, 900), (2000, 1500), (4032, 3024)])
def test_a_good_photo_gets_no_hint(size: tuple[int, int]) -> None:
    assert hints(make_picture(*size)) == ()


def test_a_blurred_photo_is_called_blurred() -> None:
    assert hints(make_picture().filter(ImageFilter.GaussianBlur(5))) == (Hint.BLURRED,)


def test_a_dark_photo_is_called_dark() -> None:
    assert hints(ImageEnhance.Brightness(make_picture()).enhance(0.2)) == (Hint.DARK,)


def test_a_lit_display_in_a_dark_car_is_not() -> None:
    picture = Image.new("RGB", (1200, 900))
    picture.paste(make_picture(500, 300), (350, 300))
    assert Hint.DARK not in hints(picture)


def test_a_washed_out_photo_is_called_bright() -> None:
    picture = make_picture()
    assert hints(Image.blend(picture, Image.new("RGB", picture.size, "white"), 0.8)) == (Hint.BRIGHT,)


def test_print_on_white_paper_is_not() -> None:
    paper = Image.new("RGB", (1200, 900), "white")
    paper.paste(make_picture(600, 400), (300, 250))
    assert Hint.BRIGHT not in hints(paper)


def test_a_photo_under_1000_pixels_is_called_small() -> None:
    assert hints(make_picture(999, 700)) == (Hint.SMALL,)
