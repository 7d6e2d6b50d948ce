"""Pictures come and go as files: cleaned, named in their list, refused with their entry."""

import io
from pathlib import Path

import pytest
from PIL import Image

from guides_app import library
from guides_app.library import Outcome
from guides_app.models import (
    Picture,
)
from tests.guides_app.exchange.folders import (
    files,
    outcomes,
    png,
    refusal,
    with_picture,
)

pytestmark = pytest.mark.django_db


def test_a_picture_is_cleaned_and_comes_back_as_it_is_kept(folder: Path, tmp_path: Path) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (300, 260), "teal").save(photo, "JPEG", comment=b"taken at home")
    library.load(with_picture(folder, photo.getvalue(), "keys.jpg"))
    master = bytes(Picture.objects.get(slug="keys").master)
    library.export(tmp_path / "out")
    assert files(tmp_path / "out")["pictures/keys.png"] == master
    assert b"taken at home" not in master
    assert outcomes(library.load(tmp_path / "out"))["pictures.yaml#keys"] is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("keys.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is none of JPG, PNG, WebP"),
        ("keys.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is none of JPG, PNG, WebP"),
        ("keys.png", png()[:90], "is damaged"),
        ("keys.png", b"", "is empty"),
        ("keys.png", png(40, 40), "is smaller than 200 pixels on one side"),
        ("keys.png", png(11_000, 11_000, compress_level=1), "has too many pixels"),
        ("keys.png", b"\xff\xd8\xff" + bytes(25 * 2**20), "is larger than 25 MB"),
    ],
)
def test_a_file_that_is_no_picture_for_us_is_refused_with_its_entry(
    folder: Path, name: str, data: bytes, reason: str
) -> None:
    assert refusal(with_picture(folder, data, name)).startswith(f"pictures.yaml:2: keys: file: {reason}")
    assert not Picture.objects.exists()


def test_an_entry_without_a_file_and_a_file_without_an_entry_are_refused(folder: Path) -> None:
    with_picture(folder, png(), "other.png")
    assert list(map(str, library.load(folder).refused())) == [
        "pictures.yaml:2: keys: has no file in pictures/",
        "pictures/other.png:1: has no entry in pictures.yaml",
    ]


def test_two_files_for_one_picture_are_refused(folder: Path) -> None:
    (with_picture(folder, png()) / "pictures" / "keys.jpg").write_bytes(png())
    assert refusal(folder) == "pictures.yaml:2: keys: has more than one file: keys.jpg, keys.png"
