"""The public pre-code function, held against pairs published by others."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.lookup.calculator import Code, Malformed, Undefined, code_of

PUBLISHED = {
    "S053": "7913",  # a blog post of 2019, taken from a forum thread on Renault radios
    "V188": "4839",
    "Q420": "9588",
    "S049": "7930",  # a Blaupunkt label reported in a public data set
    "A123": "0086",  # tests of a public Go module
    "B456": "0709",
    "Z999": "0060",
    "A100": "0070",
    "A199": "0000",
    "D123": "1187",
    "H456": "3701",
    "B000": "0907",
}


@pytest.mark.parametrize(("precode", "code"), PUBLISHED.items())
def test_published_pairs_come_out(precode: str, code: str) -> None:
    assert code_of(precode) == Code(code)


@pytest.mark.parametrize("precode", [f"A0{n:02d}" for n in (0, 1, 50, 99)])
def test_a0_has_no_code(precode: str) -> None:
    assert code_of(precode) == Undefined()


@pytest.mark.parametrize("text", ["0057", "AB12", "A12", "A1234", "a123", "A123 ", "A１２３", "A١٢٣", "", "\x00123"])
def test_anything_else_is_refused(text: str) -> None:
    assert code_of(text) == Malformed()


def test_all_25_900_inputs_give_four_digits_and_every_code_occurs() -> None:
    answers = [code_of(f"{letter}{n:03d}") for letter in string.ascii_uppercase for n in range(1000)]
    codes = [answer.digits for answer in answers if isinstance(answer, Code)]
    assert len(codes) == 25_900
    assert len(set(codes)) == 10_000
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert sum(code.startswith("0") for code in codes) == 5_800


@given(st.sampled_from(string.ascii_uppercase), st.integers(0, 9))
def test_one_letter_and_first_digit_give_a_hundred_different_codes(letter: str, first: int) -> None:
    codes = {code_of(f"{letter}{first}{n:02d}") for n in range(100)}
    assert len(codes) == (1 if (letter, first) == ("A", 0) else 100)


def test_a_code_does_not_show_in_a_traceback() -> None:
    assert "7913" not in repr(code_of("S053"))
