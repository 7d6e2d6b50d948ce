"""What comes in as a photo: accepted by content, drawn anew, upright, with nothing left beside its pixels."""

import hashlib
import io
from typing import BinaryIO

import pytest
from PIL import Image

from guides_app.pictures.intake import Accept, Clean, CleanPage, UploadProblem, UploadRefused, take_in
from guides_app.pictures.limits import MAX_BYTES
from tests import files, hostile


def sanitised(content: bytes, accept: Accept = Accept.IMAGE_OR_PDF) -> Clean | UploadRefused:
    return take_in(io.BytesIO(content), accept=accept)


def only_page(content: bytes) -> CleanPage:
    clean = sanitised(content)
    assert isinstance(clean, Clean), clean
    assert len(clean.pages) == 1
    return clean.pages[0]


def opened(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.load()
    return picture


def markers(jpeg: bytes) -> set[int]:
    """The markers before the picture's data; nothing but tables and frame should be there."""
    found, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


HONEST = {
    "jpeg": files.make_jpeg(),
    "mpo": files.make_mpo(),
    "png": files.make_png(),
    "png with alpha": files.make_png(mode="RGBA"),
    "png with palette": files.make_png(mode="P"),
    "grey png": files.make_png(mode="L"),
    "black and white png": files.make_png(mode="1"),
    "webp": files.make_webp(),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_photo_is_taken_and_becomes_a_jpeg(name: str) -> None:
    page = only_page(HONEST[name])
    assert opened(page.jpeg).format == "JPEG"
    assert opened(page.jpeg).size == (page.width, page.height) == (1200, 900)


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (4032, 3024), (3264, 2448), (8160, 6120), (12000, 9000)])
def test_large_photos_are_shrunk(width: int, height: int) -> None:
    page = only_page(files.jpeg_of(Image.new("RGB", (width, height), "grey")))
    assert 2000 <= max(page.width, page.height) <= 2048
    assert page.width / page.height == pytest.approx(width / height, rel=0.01)


@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("JPEG", (16384, 12288), {}),
        ("JPEG", (8900, 6700), {"progressive": True}),
        ("PNG", (10300, 7700), {"compress_level": 1}),
        ("WEBP", (5770, 4330), {"method": 0}),
    ],
)
def test_the_largest_of_every_format_is_taken_within_the_memory_of_the_decoder(
    kind: str, size: tuple[int, int], options: dict[str, object]
) -> None:
    page = only_page(files.saved(Image.new("L", size, 200), kind, **options))
    assert 2000 <= max(page.width, page.height) <= 2048


@pytest.mark.parametrize(("width", "height"), [(12000, 2000), (1000, 8000), (5900, 90)])
def test_of_a_strip_more_of_the_length_is_kept_so_that_it_can_be_read(width: int, height: int) -> None:
    page = only_page(files.jpeg_of(Image.new("RGB", (width, height), "grey")))
    assert min(page.width, page.height) >= min(height, width, 700)
    assert page.width / page.height == pytest.approx(width / height, rel=0.01)


def test_a_large_png_screenshot_is_shrunk() -> None:
    page = only_page(files.saved(Image.new("RGBA", (6000, 4000), (200, 10, 10, 255)), "PNG"))
    assert (page.width, page.height) == (2000, 1334)


def test_nothing_of_exif_gps_xmp_profile_or_comment_is_left_of_a_12_megapixel_photo() -> None:
    original = files.make_jpeg(4000, 3000, gps=True)
    page = only_page(original)
    assert files.GPS_MARK in original
    assert files.GPS_MARK not in page.jpeg + page.thumb
    assert markers(page.jpeg) | markers(page.thumb) <= {0xE0, 0xDB, 0xC0, 0xC4}


@pytest.mark.parametrize("name", hostile.polyglots())
def test_of_a_file_that_is_two_things_only_the_picture_is_left(name: str) -> None:
    clean = sanitised(hostile.polyglots()[name])
    assert isinstance(clean, Clean), clean
    assert all(b"HOSTILE" not in page.jpeg + page.thumb and b"PK\x03\x04" not in page.jpeg for page in clean.pages)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("upright_size", [(1200, 800), (800, 1200)])
def test_every_orientation_comes_out_upright(orientation: int, upright_size: tuple[int, int]) -> None:
    upright = Image.new("RGB", upright_size, "white")
    upright.paste("red", (0, 0, 200, 200))
    upright.paste("blue", (upright.width - 200, 0, upright.width, 200))
    lay_it = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    stored = upright if lay_it is None else upright.transpose(Image.Transpose(lay_it))
    picture = opened(only_page(files.jpeg_of(stored, orientation=orientation)).jpeg)
    corners = [picture.getpixel(at) for at in ((50, 50), (picture.width - 50, 50), (50, picture.height - 50))]
    expected = [(254, 0, 0), (0, 0, 254), (255, 255, 255)]
    assert picture.size == upright_size
    assert all(got == pytest.approx(want, abs=12) for got, want in zip(corners, expected, strict=True))


def test_transparent_parts_become_white_paper() -> None:
    page = only_page(files.saved(Image.new("RGBA", (800, 600), (0, 0, 0, 0)), "PNG"))
    assert opened(page.jpeg).getpixel((5, 5)) == (255, 255, 255)


def test_the_thumbnail_of_the_noisiest_photo_is_small_enough() -> None:
    page = only_page(files.jpeg_of(Image.effect_noise((2000, 1500), 200).convert("RGB"), quality=95))
    assert len(page.thumb) <= 30 * 1024
    assert max(opened(page.thumb).size) <= 800


def test_the_digest_is_that_of_the_file_as_it_came() -> None:
    clean = sanitised(files.make_jpeg())
    assert isinstance(clean, Clean)
    assert clean.source_bytes_digest == hashlib.sha256(files.make_jpeg()).hexdigest()


HEIC = b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic" + bytes(50)
REFUSED = {
    "empty": (b"", UploadProblem.EMPTY),
    "one byte": (b"\xff", UploadProblem.NOT_ACCEPTED),
    "jpeg start only": (b"\xff\xd8\xff", UploadProblem.BROKEN),
    "jpeg header only": (files.make_jpeg()[:400], UploadProblem.BROKEN),
    "half a jpeg": (files.make_jpeg()[: len(files.make_jpeg()) // 2], UploadProblem.BROKEN),
    "half a png": (files.make_png()[: len(files.make_png()) // 2], UploadProblem.BROKEN),
    "half a webp": (files.make_webp()[: len(files.make_webp()) // 2], UploadProblem.BROKEN),
    "noise as png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, UploadProblem.BROKEN),
    "noise as webp": (b"RIFF\xff\xff\x00\x00WEBPVP8 " + bytes(range(256)) * 40, UploadProblem.BROKEN),
    "png said to be jpeg": (b"\xff\xd8\xff\xe0" + files.make_png(), UploadProblem.BROKEN),
    "gif": (files.make_gif(), UploadProblem.NOT_ACCEPTED),
    "tiff": (files.make_tiff(), UploadProblem.NOT_ACCEPTED),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UploadProblem.NOT_ACCEPTED),
    "svg in xml": (b"<?xml version='1.0'?><svg/>", UploadProblem.NOT_ACCEPTED),
    "html": (b"<!doctype html><script>", UploadProblem.NOT_ACCEPTED),
    "html before a pdf": (b"<html>" + files.make_pdf(), UploadProblem.NOT_ACCEPTED),
    "zip": (b"PK\x03\x04" + bytes(100), UploadProblem.NOT_ACCEPTED),
    "postscript": (b"%!PS-Adobe-3.0\n", UploadProblem.NOT_ACCEPTED),
    "mvg": (b"push graphic-context\n", UploadProblem.NOT_ACCEPTED),
    "program": (b"MZ\x90\x00" + bytes(200), UploadProblem.NOT_ACCEPTED),
    "heic without its reader": (HEIC, UploadProblem.HEIC),
    "avif": (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif" + bytes(50), UploadProblem.NOT_ACCEPTED),
    "moving webp": (files.in_motion("WEBP"), UploadProblem.ANIMATED),
    "moving png": (files.in_motion("PNG"), UploadProblem.ANIMATED),
    "too long and narrow": (files.saved(Image.new("L", (60_000, 20)), "PNG"), UploadProblem.TOO_NARROW),
    "jpeg of too many pixels": (hostile.jpeg_lie(16400, 16400), UploadProblem.TOO_MANY_PIXELS),
    "599 pixels": (files.make_jpeg(599, 400), UploadProblem.TOO_SMALL),
    "just too big": (files.make_jpeg() + bytes(MAX_BYTES + 1 - len(files.make_jpeg())), UploadProblem.TOO_BIG),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_readable_photo_is_refused_for_the_right_reason(name: str) -> None:
    content, problem = REFUSED[name]
    assert sanitised(content) == UploadRefused(problem)


def test_a_file_of_exactly_the_most_bytes_is_taken() -> None:
    assert isinstance(sanitised(files.make_jpeg() + bytes(MAX_BYTES - len(files.make_jpeg()))), Clean)


def test_600_pixels_are_just_enough() -> None:
    assert only_page(files.make_jpeg(600, 400)).width == 600


def test_an_endless_upload_is_cut_off_just_past_the_limit() -> None:
    class Endless(io.RawIOBase):
        served = 0

        def read(self, size: int = -1) -> bytes:
            self.served += size
            return b"\xff\xd8\xff" + bytes(size - 3)

    endless = Endless()
    upload: BinaryIO = endless  # type: ignore[assignment]
    assert take_in(upload, accept=Accept.IMAGE) == UploadRefused(UploadProblem.TOO_BIG)
    assert endless.served <= MAX_BYTES + 2**20
