"""Pictures for guides: what is taken, what is refused and why, and that nothing but pixels is kept."""

import io
import zlib

import pytest
from PIL import Image

from guides_app.pictures import limits
from guides_app.pictures.answers import UploadProblem, UploadRefused
from guides_app.pictures.limits import MASTER_EDGE
from guides_app.pictures.masters import Cleaned, clean
from guides_app.pictures.renditions import LIKED_BYTES, MOST_BYTES, WIDTHS, Format
from tests import files, hostile

HARSH = Image.merge("RGB", [Image.effect_noise((720, 1440), 250) for _ in range(3)])


def cleaned(data: bytes) -> Cleaned:
    answer = clean(data)
    assert isinstance(answer, Cleaned), answer
    return answer


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def repeated_scans(repeats: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (1000, 1000), 90).save(out, "JPEG", progressive=True)
    jpeg = out.getvalue()
    return jpeg[:-2] + jpeg[jpeg.rindex(b"\xff\xda") : -2] * repeats + b"\xff\xd9"


@pytest.mark.parametrize(
    "data",
    [
        files.make_jpeg(600, 450),
        files.make_mpo(600, 450),
        files.make_png(600, 450),
        files.make_png(600, 450, mode="P"),
        files.make_png(600, 450, mode="LA"),
        files.make_webp(600, 450),
    ],
    ids=["jpeg", "jpeg of a phone", "png", "png with a palette", "png with alpha", "webp"],
)
def test_a_good_picture_is_taken(data: bytes) -> None:
    answer = cleaned(data)
    assert (answer.width, answer.height) == (600, 450)
    master = opened(answer.master)
    assert (master.format, master.mode, master.size) == ("PNG", "RGB", (600, 450))


def test_a_large_picture_is_shrunk_to_the_long_edge() -> None:
    answer = cleaned(files.make_jpeg(4000, 3000))
    assert (answer.width, answer.height) == (MASTER_EDGE, 1080)


def test_a_turned_photo_is_kept_upright() -> None:
    lying = Image.new("RGB", (600, 400), "white")
    lying.paste("red", (0, 0, 600, 100))
    turned = opened(cleaned(files.jpeg_of(lying, orientation=6)).master)
    assert turned.size == (400, 600)
    red, _, blue = turned.getpixel((390, 300))  # type: ignore[misc]  # the top came to the right
    assert red > 200
    assert blue < 50


def test_nothing_but_pixels_is_kept() -> None:
    answer = cleaned(files.make_jpeg(gps=True))
    for data in (answer.master, *(rendition.data for rendition in answer.renditions)):
        assert files.GPS_MARK not in data
        assert b"Exif" not in data
        assert not opened(data).getexif()


@pytest.mark.parametrize("name", [name for name in hostile.polyglots() if not name.startswith("pdf")])
def test_what_hides_behind_a_picture_is_gone(name: str) -> None:
    answer = cleaned(hostile.polyglots()[name])
    assert all(hostile.MARK not in data for data in (answer.master, *(one.data for one in answer.renditions)))


def test_transparent_parts_become_white() -> None:
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    assert opened(cleaned(files.saved(clear, "PNG")).master).getpixel((150, 150)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [files.make_jpeg(3000, 2000), files.make_webp(800, 600), files.saved(HARSH.crop((0, 0, 300, 400)), "PNG")],
    ids=["jpeg", "webp", "noise"],
)
def test_cleaning_a_master_gives_the_same_picture_byte_for_byte(data: bytes) -> None:
    first = cleaned(data)
    assert cleaned(first.master) == first


def test_a_master_packed_by_another_library_stays_as_it_is() -> None:
    pixels = opened(cleaned(files.make_jpeg(400, 300)).master)
    other = io.BytesIO()
    pixels.save(other, "PNG", compress_level=1)
    assert cleaned(other.getvalue()).master == other.getvalue()


def test_a_master_with_a_stowaway_is_packed_anew() -> None:
    master = cleaned(files.make_jpeg(400, 300)).master
    for stowed in (
        master + hostile.MARK,
        master[:33] + files.png_chunk(b"tEXt", b"Comment\0" + hostile.MARK) + master[33:],
        master[:-12] + files.png_chunk(b"IDAT", hostile.MARK) + master[-12:],
    ):
        assert cleaned(stowed).master == master


@pytest.mark.parametrize("data", [files.make_jpeg(4000, 3000), files.saved(HARSH, "PNG")], ids=["photo", "noise"])
def test_every_rendition_fits_a_slow_phone(data: bytes) -> None:
    renditions = cleaned(data).renditions
    assert [(one.width, one.format) for one in renditions] == [(width, kind) for width in (360, 720) for kind in Format]
    assert all(len(one.data) <= MOST_BYTES for one in renditions)
    assert [opened(one.data).format for one in renditions] == ["AVIF", "WEBP", "JPEG"] * 2
    assert all(opened(one.data).size == (one.width, one.height) for one in renditions)


def test_a_photo_of_a_label_comes_within_the_liked_size() -> None:
    assert all(len(one.data) <= LIKED_BYTES for one in cleaned(files.make_jpeg(4000, 3000)).renditions)


def test_avif_is_smaller_than_webp_for_a_photo() -> None:
    sizes = {(one.format, one.width): len(one.data) for one in cleaned(files.make_jpeg(4000, 3000)).renditions}
    assert all(sizes[Format.AVIF, width] < sizes[Format.WEBP, width] for width in WIDTHS)


def test_where_nothing_writes_avif_the_other_formats_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.features.check", lambda feature: feature != "avif")
    assert {one.format for one in cleaned(files.make_jpeg(600, 450)).renditions} == {Format.WEBP, Format.JPEG}


def test_a_small_picture_is_not_blown_up() -> None:
    assert {one.width for one in cleaned(files.make_jpeg(300, 240)).renditions} == {300}


HEADER_ONLY = files.make_jpeg()[:400]
REFUSALS = {
    "nothing": (b"", UploadProblem.EMPTY),
    "one byte too many": (files.make_jpeg() + bytes(limits.MAX_BYTES), UploadProblem.TOO_BIG),
    "text": (b"hello", UploadProblem.NOT_ACCEPTED),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', UploadProblem.NOT_ACCEPTED),
    "html": (b"<html><script>1</script></html>", UploadProblem.NOT_ACCEPTED),
    "gif": (files.make_gif(), UploadProblem.NOT_ACCEPTED),
    "tiff": (files.make_tiff(), UploadProblem.NOT_ACCEPTED),
    "pdf": (files.make_pdf(), UploadProblem.PDF_NOT_HERE),
    "moving png": (files.in_motion("PNG"), UploadProblem.ANIMATED),
    "moving webp": (files.in_motion("WEBP"), UploadProblem.ANIMATED),
    "png bomb": (hostile.png_bomb(), UploadProblem.TOO_MANY_PIXELS),
    "webp bomb": (hostile.webp_lie(), UploadProblem.TOO_MANY_PIXELS),
    "jpeg bomb": (hostile.jpeg_scan_bomb(), UploadProblem.BROKEN),
    "same scan again and again": (repeated_scans(100), UploadProblem.BROKEN),
    "jpeg that lies": (hostile.jpeg_lie(6000, 6000), UploadProblem.BROKEN),
    "png that lies": (hostile.png_of_pixels(900, 900, pixels=zlib.compress(b"short")), UploadProblem.BROKEN),
    "too small": (files.make_jpeg(199, 400), UploadProblem.TOO_SMALL),
    "too narrow once it is shrunk": (files.make_png(2900, 390), UploadProblem.TOO_SMALL),
    "jpeg header alone": (HEADER_ONLY, UploadProblem.BROKEN),
    "half a jpeg": (files.make_jpeg()[:90_000], UploadProblem.BROKEN),
    "half a png": (files.make_png()[:300_000], UploadProblem.BROKEN),
    "half a webp": (files.make_webp()[:50_000], UploadProblem.BROKEN),
    "three bytes of a jpeg": (b"\xff\xd8\xff", UploadProblem.BROKEN),
    "first bytes of a png": (b"\x89PNG\r\n\x1a\n", UploadProblem.BROKEN),
    "first bytes of a webp": (b"RIFF\x00\x00\x00\x00WEBP", UploadProblem.BROKEN),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_bad_file_is_refused_with_its_reason(name: str) -> None:
    data, reason = REFUSALS[name]
    assert clean(data) == UploadRefused(reason)


@pytest.mark.parametrize("bomb", ["png_text_bomb", "png_profile_bomb", "png_with_many_texts"])
def test_texts_and_profiles_of_a_picture_are_never_unpacked(bomb: str) -> None:
    assert len(cleaned(getattr(hostile, bomb)()).master) < 10_000


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_no_damage_is_an_error_of_ours(kind: str) -> None:
    data = {"jpeg": files.make_jpeg(300, 240), "png": files.make_png(300, 240), "webp": files.make_webp(300, 240)}[kind]
    for at in range(0, min(len(data), 3000), 151):
        damaged = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        assert isinstance(clean(damaged), Cleaned | UploadRefused)
