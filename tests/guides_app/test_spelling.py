"""Typing errors: which are forgiven, and that the keys lead to each of them."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides_app.spelling import Match, distance, keys_of_name, keys_of_typed, match

WORDS = st.text(alphabet=string.ascii_lowercase, min_size=4, max_size=14)


@pytest.mark.parametrize(
    ("typed", "known", "expected"),
    [
        ("duster", "duster", Match.EXACT),
        ("dust", "duster", Match.BEGUN),
        ("du", "duster", Match.NONE),
        ("dustre", "duster", Match.MISSPELT),
        ("duser", "duster", Match.MISSPELT),
        ("dustter", "duster", Match.MISSPELT),
        ("fuster", "duster", Match.MISSPELT),
        ("master", "duster", Match.NONE),
        ("grnadtuor", "grandtour", Match.MISSPELT),
        ("zeo", "zoe", Match.NONE),
        ("22dc278", "22dc279", Match.NONE),
        ("talon", "logan", Match.NONE),
    ],
)
def test_a_slip_is_forgiven_and_two_in_long_words(typed: str, known: str, expected: Match) -> None:
    assert match(typed, known) is expected


@given(WORDS, st.data())
def test_the_keys_lead_to_every_word_that_matches(known: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(known) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    slips = [
        known[:place] + known[place + 1 :],
        known[:place] + letter + known[place:],
        known[:place] + letter + known[place + 1 :],
        known[:place] + known[place : place + 2][::-1] + known[place + 2 :],
        known[: max(3, place)],
    ]
    for typed in slips:
        if match(typed, known) is not Match.NONE:
            assert keys_of_typed(typed) & keys_of_name(known)


@given(WORDS, WORDS)
def test_the_distance_is_the_same_both_ways(left: str, right: str) -> None:
    assert distance(left, right) == distance(right, left)
    assert (distance(left, right) == 0) == (left == right)


def test_a_long_word_does_not_make_many_keys() -> None:
    assert len(keys_of_name("a" * 8 + "bcdefghi")) < 160
    assert keys_of_typed("x" * 40) == {"x" * 40}
