"""Marks over a picture: what is read, what is refused with which words, and what is drawn."""

from typing import Any

import pytest

from guides_app.marks import Kind, Mark, Wrong, parse_mark, parse_marks, parse_pictures, shape, view_height

RING = {"kind": "ring", "x": 500, "y": 250, "size": 200}
ARROW = {"kind": "arrow", "x": 500, "y": 500, "size": 100, "angle": 90}
NUMBER = {"kind": "number", "x": 900, "y": 900, "number": 3}
PICTURE = {"picture": "front", "alt": "The front of the radio", "decoration": False, "marks": [RING]}


@pytest.mark.parametrize("data", [RING, ARROW, NUMBER])
def test_a_mark_says_again_what_was_read(data: dict[str, Any]) -> None:
    assert parse_mark(data).as_data() == data


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([RING, {**RING, "x": 1001}], "mark 2: x must be between 0 and 1000"),
        ([{**RING, "x": -1}], "mark 1: x must be between 0 and 1000"),
        ([{**RING, "y": "5"}], "mark 1: y must be between 0 and 1000"),
        ([{**RING, "y": True}], "mark 1: y must be between 0 and 1000"),
        ([{**RING, "y": 1.5}], "mark 1: y must be between 0 and 1000"),
        ([{**RING, "size": 19}], "mark 1: size must be between 20 and 1000"),
        ([{**ARROW, "angle": 360}], "mark 1: angle must be between 0 and 359"),
        ([{**NUMBER, "number": 10}], "mark 1: number must be between 1 and 9"),
        ([{"kind": "ring", "y": 1, "size": 20}], "mark 1: x must be between 0 and 1000"),
        ([{**RING, "angle": 5}], "mark 1: angle is not a part of a mark of the kind ring"),
        ([{**RING, "onload": "x"}], "mark 1: onload is not a part of a mark of the kind ring"),
        ([{**RING, "kind": "circle"}], "mark 1: kind must be one of ring, arrow, number"),
        ([{**RING, "kind": ["ring"]}], "mark 1: kind must be one of ring, arrow, number"),
        ([{}], "mark 1: kind must be one of ring, arrow, number"),
        ([7], "mark 1: must have a kind and its numbers"),
        ({"kind": "ring"}, "marks must be a list"),
        ([RING] * 10, "a picture can have 9 marks at most"),
    ],
)
def test_a_wrong_mark_is_refused_with_its_place(marks: Any, said: str) -> None:
    with pytest.raises(Wrong) as wrong:
        parse_marks(marks)
    assert str(wrong.value) == said


def test_nine_marks_are_taken() -> None:
    assert len(parse_marks([RING] * 9)) == 9


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Mark(Kind.RING, 100, 100, size=50), "ring, top left"),
        (Mark(Kind.ARROW, 500, 500, size=50), "arrow, middle centre"),
        (Mark(Kind.NUMBER, 1000, 1000, number=3), "number 3, bottom right"),
    ],
)
def test_a_mark_can_be_said_in_words(mark: Mark, words: str) -> None:
    assert mark.describe() == words


def test_a_ring_is_round_on_every_picture() -> None:
    drawn = shape(parse_mark(RING), height=view_height(1440, 720))
    assert (drawn.x, drawn.y, drawn.radius) == (500, 125, 100)


@pytest.mark.parametrize(("angle", "tail"), [(0, "M500 600"), (90, "M400 500"), (180, "M500 400"), (270, "M600 500")])
def test_an_arrow_comes_from_the_other_side_of_where_it_points(angle: int, tail: str) -> None:
    assert shape(parse_mark({**ARROW, "angle": angle}), height=1000).path.startswith(f"{tail}L500 500 M")


def test_the_head_of_an_arrow_has_two_equal_strokes() -> None:
    assert shape(parse_mark(ARROW), height=1000).path.endswith("M440 538L500 500 M440 462L500 500")


def test_a_picture_of_a_step_is_read() -> None:
    (read,) = parse_pictures([PICTURE])
    assert (read.picture, read.alt, read.decoration, len(read.marks)) == ("front", "The front of the radio", False, 1)


def test_a_decoration_needs_no_words() -> None:
    (read,) = parse_pictures([{"picture": "front", "alt": "", "decoration": True, "marks": []}])
    assert read.decoration


@pytest.mark.parametrize(
    ("pictures", "said"),
    [
        ([{**PICTURE, "alt": " "}], "picture 1: describe the picture, or tick 'decoration'"),
        ([{**PICTURE, "alt": None}], "picture 1: the description must be a text of 250 characters at most"),
        ([{**PICTURE, "alt": "a" * 251}], "picture 1: the description must be a text of 250 characters at most"),
        ([{**PICTURE, "picture": ""}], "picture 1: choose a picture"),
        ([{**PICTURE, "picture": "../front"}], "picture 1: choose a picture"),
        ([{**PICTURE, "decoration": "no"}], "picture 1: decoration must be yes or no"),
        (
            [PICTURE, {**PICTURE, "decoration": True}],
            "picture 2: a picture with marks says something: describe it, and untick 'decoration'",
        ),
        (
            [PICTURE, {**PICTURE, "marks": [RING, {**RING, "x": 2000}]}],
            "picture 2, mark 2: x must be between 0 and 1000",
        ),
        ([{**PICTURE, "marks": None}], "picture 1: marks must be a list"),
        ([{**PICTURE, "src": "x"}], "picture 1: src is not a part of a picture"),
        (
            [{**PICTURE, "translations": {"xx": {}}}],
            "picture 1: translations: xx is not one of fr, ro, de, it, es",
        ),
        (["front"], "picture 1: must name a picture and describe it"),
        ([PICTURE] * 4, "a step can have 3 pictures at most"),
        ("front", "pictures must be a list"),
    ],
)
def test_a_wrong_picture_of_a_step_is_refused_with_its_place(pictures: Any, said: str) -> None:
    with pytest.raises(Wrong) as wrong:
        parse_pictures(pictures)
    assert str(wrong.value) == said


def test_a_description_is_shown_in_the_language_only_while_its_translation_is_current() -> None:
    kept = {
        "fr": {"alt": {"of": "The front of the radio", "text": "La façade"}},
        "de": {"alt": {"of": "Old", "text": "X"}},
    }
    (read,) = parse_pictures([{**PICTURE, "translations": kept}])
    said = [read.alt_in(language) for language in ("fr", "de", "en")]
    assert said == ["La façade", "The front of the radio", "The front of the radio"]
