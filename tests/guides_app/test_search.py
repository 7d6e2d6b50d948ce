"""What was typed, as words, generation and years; whatever the alphabet, the accents and the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides_app import search


def typed(text: str) -> list[str]:
    return [part.word for part in search.read(text).parts if part.word]


@pytest.mark.parametrize(
    ("text", "words", "generation", "years"),
    [
        ("duster 2012", ["duster"], None, (2012,)),
        ("2012 DUSTER", ["duster"], None, (2012,)),
        ("Dacia Dùster 2012", ["dacia", "duster"], None, (2012,)),
        ("What is the code for my clio?", ["clio"], None, ()),
        ("clio3", ["clio"], 3, ()),
        ("clio III phase 2", ["clio"], 3, ()),
        ("megane mk2", ["megane"], 2, ()),
        ("duster2012", ["duster"], None, (2012,)),
        ("laguna 2001-2007", ["laguna"], None, (2001, 2007)),
        ("i have a duster", ["duster"], None, ()),
        ("duster I", ["duster"], 1, ()),
        ("duster i 2012", ["duster"], 1, (2012,)),
        ("cli0 2", ["clio"], 2, ()),
        ("СLIО", ["clio"], None, ()),
        ("Дастер", ["дастер"], None, ()),
        ("4х4", ["4x4"], None, ()),
        ("ﬁn ＤＵＳＴＥＲ", ["fin", "duster"], None, ()),
        ("radio code", [], None, ()),
        ("", [], None, ()),
        ("\u0000 -- ' \U0001f697", [], None, ()),
    ],
)
def test_words_generation_and_years_are_told_apart(
    text: str, words: list[str], generation: int | None, years: tuple[int, ...]
) -> None:
    query = search.read(text)
    assert (typed(text), query.generation, query.years) == (words, generation, years)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("R-Link 2", "rlink2"),
        ("R-Link 2", "r link 2"),
        ("R-Link 2", "R-LINK2"),
        ("Philips 22DC 279/62Z", "22dc279"),
        ("Philips 22DC 279/62Z", "22 dc 279"),
        ("Renault 5", "renault5"),
        ("MediaNav", "media nav"),
    ],
)
def test_a_name_is_found_however_it_is_written_apart(name: str, text: str) -> None:
    readings = {reading for part in search.read(text).parts for reading in part.readings()}
    assert readings & search.words_of(name)


def test_numbers_and_lone_letters_of_a_name_do_not_stand_alone() -> None:
    assert search.words_of("Radio with buttons 1 to 6") == {"buttons", "buttons1"}


def test_signs_without_words_are_a_phrase_too() -> None:
    assert search.phrase(" - - - - ") == search.phrase("----") == "----"


def test_a_phrase_within_a_question_is_seen() -> None:
    assert "code in" in search.read("the display says CODE IN, why").phrases
    assert "code" not in search.read("the code of my clio").phrases


def test_prose_is_searched_by_its_longer_words_and_names_in_capitals() -> None:
    assert search.prose_of("A screen made by LG for the car") == {"screen", "made", "lg"}


@given(st.text(max_size=400))
def test_no_text_makes_reading_fail_or_grow(text: str) -> None:
    query = search.read(text)
    assert len(query.parts) <= search.MOST_WORDS
    assert all(len(word) <= search.LONGEST_WORD for part in query.parts for word in part.readings())
    assert all(len(phrase) <= 2 * search.LONGEST_WORD + 1 or phrase == search.phrase(text) for phrase in query.phrases)


@given(st.lists(st.text("bcdfgklmnprstz", min_size=4, max_size=12), min_size=1, max_size=4))
def test_a_name_is_kept_by_the_words_that_it_is_typed_with(words: list[str]) -> None:
    name = " ".join(words)
    assert set(typed(name)) <= search.words_of(name)
    assert set(typed(name.upper())) <= search.words_of(name)
