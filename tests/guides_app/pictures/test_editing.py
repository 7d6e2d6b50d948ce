"""A picture turned, cropped, covered: what stays is what it was, and nothing of what goes is in any file."""

import io

import pytest
from PIL import Image, ImageStat

from guides_app.pictures.answers import UploadProblem, UploadRefused
from guides_app.pictures.editing import Cover, Crop, Edit, Turn, edited
from guides_app.pictures.masters import Cleaned, clean
from guides_app.squares import CELLS, COLUMNS, ROWS, Mask
from tests import files, hostile

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)
WIDTH, HEIGHT = 600, 400


def corners() -> Image.Image:
    """White, with a red, a green and a blue corner: top left, top right, bottom left."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), WHITE)
    for colour, place in ((RED, (0, 0)), (GREEN, (WIDTH - 100, 0)), (BLUE, (0, HEIGHT - 100))):
        picture.paste(colour, (*place, place[0] + 100, place[1] + 100))
    return picture


def master_of(picture: Image.Image) -> bytes:
    answer = clean(files.saved(picture, "PNG"))
    assert isinstance(answer, Cleaned)
    return answer.master


def done(edit: Edit, picture: Image.Image | None = None) -> Cleaned:
    answer = edited(master_of(picture or corners()), edit)
    assert isinstance(answer, Cleaned), answer
    return answer


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def every_file(answer: Cleaned) -> list[Image.Image]:
    return [opened(answer.master), *(opened(one.data) for one in answer.renditions)]


def colours_at_corners(answer: Cleaned) -> list[object]:
    picture = opened(answer.master)
    right, bottom = picture.width - 1, picture.height - 1
    return [picture.getpixel(at) for at in ((0, 0), (right, 0), (right, bottom), (0, bottom))]


def squares(*names: str) -> Cover:
    return Cover(Mask(frozenset(CELLS[name] for name in names)))


@pytest.mark.parametrize(
    ("turn", "size", "clockwise"),
    [
        (Turn.RIGHT, (HEIGHT, WIDTH), [BLUE, RED, GREEN, WHITE]),
        (Turn.LEFT, (HEIGHT, WIDTH), [GREEN, WHITE, BLUE, RED]),
        (Turn.OVER, (WIDTH, HEIGHT), [WHITE, BLUE, RED, GREEN]),
    ],
)
def test_a_turn_brings_each_corner_to_its_place(turn: Turn, size: tuple[int, int], clockwise: list[object]) -> None:
    answer = done(turn)
    assert (answer.width, answer.height) == size
    assert colours_at_corners(answer) == clockwise
    assert all(one.size[0] * size[1] == pytest.approx(one.size[1] * size[0], rel=0.01) for one in every_file(answer))


def test_a_turn_there_and_back_changes_no_pixel() -> None:
    before = master_of(Image.merge("RGB", [Image.effect_noise((300, 400), 120)] * 3))
    there = edited(before, Turn.LEFT)
    assert isinstance(there, Cleaned)
    back = edited(there.master, Turn.RIGHT)
    assert isinstance(back, Cleaned)
    assert opened(back.master).tobytes() == opened(before).tobytes() != opened(there.master).tobytes()


def test_a_crop_keeps_what_lies_within_its_four_edges() -> None:
    answer = done(Crop(left=10, top=5, right=30, bottom=25))
    expected = corners().crop((60, 20, 420, 300))
    assert opened(answer.master).tobytes() == expected.tobytes()
    assert (answer.width, answer.height) == (360, 280)


def test_a_crop_takes_a_pixel_that_goes_in_part() -> None:
    assert Crop(left=0.1, bottom=0.1).box(600, 400) == (1, 0, 600, 399)
    assert Crop(left=10, right=10).box(300, 300) == (30, 0, 270, 300)


def test_what_is_cut_off_is_in_no_file() -> None:
    answer = done(Crop(left=20))
    assert len(answer.renditions) == 6
    for picture in every_file(answer):
        third = picture.crop((0, 0, picture.width // 3, picture.height))  # it was red and blue
        assert min(least for least, _most in third.getextrema()) > 240  # type: ignore[misc]  # RGB has three pairs


@pytest.mark.parametrize(
    "crop",
    [Crop(left=100), Crop(left=60, right=60), Crop(top=50, bottom=50), Crop(left=99), Crop(bottom=51)],
    ids=["all from one edge", "edges that cross", "edges that meet", "a sliver", "a pixel too few"],
)
def test_a_crop_to_nothing_or_next_to_it_is_refused(crop: Crop) -> None:
    assert edited(master_of(corners()), crop) == UploadRefused(UploadProblem.TOO_SMALL)


def test_the_smallest_picture_that_would_be_uploaded_may_be_left_over() -> None:
    assert done(Crop(bottom=50)).height == 200


@pytest.mark.parametrize("wrong", [-1, 101, float("nan"), float("inf")])
def test_an_edge_outside_of_the_picture_cannot_be_asked_for(wrong: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        Crop(left=wrong)


@pytest.mark.parametrize("size", [(600, 400), (601, 399), (1440, 211), (233, 1400)])
def test_covered_squares_are_black_in_every_file_and_the_others_are_as_they_were(size: tuple[int, int]) -> None:
    before = Image.merge("RGB", [Image.effect_noise(size, 200).point(lambda value: 128 + value // 2)] * 3)
    answer = done(squares("1-1", "4-8"), before)
    master, (width, height) = opened(answer.master), size
    for row, column in ((1, 1), (4, 8)):
        left, right = (column - 1) * width // COLUMNS, -(-column * width // COLUMNS)
        top, bottom = (row - 1) * height // ROWS, -(-row * height // ROWS)
        assert master.crop((left, top, right, bottom)).getextrema() == ((0, 0), (0, 0), (0, 0))
        before.paste(0, (left, top, right, bottom))
    assert master.tobytes() == before.tobytes()
    for picture in every_file(answer):
        square = picture.crop((0, 0, picture.width // COLUMNS, picture.height // ROWS))
        assert max(ImageStat.Stat(square).mean) < 40


def test_what_lay_under_a_square_leaves_no_trace() -> None:
    """Two pictures that differ under the square alone are one picture when it is covered, file by file."""
    one, other = corners(), corners()
    other.paste(Image.effect_noise((75, 66), 255), (75, 67))
    assert master_of(one) != master_of(other)
    assert done(squares("2-2"), one) == done(squares("2-2"), other)


def test_a_picture_of_black_squares_alone_is_refused() -> None:
    assert edited(master_of(corners()), squares(*CELLS)) == UploadRefused(UploadProblem.ALL_COVERED)


@pytest.mark.parametrize(
    "data",
    [hostile.png_bomb(), files.make_png(3000, 2000), files.make_jpeg(600, 400), b"", b"\x89PNG\r\n\x1a\n"],
    ids=["bomb", "larger than any master", "no png", "nothing", "first bytes"],
)
@pytest.mark.parametrize("edit", [Turn.LEFT, Crop(left=10), squares("1-1")], ids=["turn", "crop", "cover"])
def test_only_masters_are_decoded(data: bytes, edit: Edit) -> None:
    assert edited(data, edit) == UploadRefused(UploadProblem.BROKEN)


def test_an_edited_picture_is_a_master_like_any_other() -> None:
    for edit in (Turn.LEFT, Crop(left=10), squares("1-1")):
        answer = done(edit)
        assert clean(answer.master) == answer
