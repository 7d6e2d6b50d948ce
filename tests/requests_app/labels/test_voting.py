"""What is believed of what engines saw: what is doubtful is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.labels.voting import Field, LabelReading, Sight, reading_of, weigh

SURE = 0.95


def look(*texts: str, certainty: float = SURE, height: float = 60) -> list[Sight]:
    return [Sight(text, certainty, height) for text in texts]


def test_two_looks_that_agree_are_believed_and_one_is_not() -> None:
    once = look("281150198RT A583")
    assert reading_of([once]).precode == ""
    assert reading_of([once, once]) == LabelReading(precode="A583", part_number="281150198R")


def test_a_bar_code_with_a_check_digit_needs_no_second_look() -> None:
    assert reading_of([[Sight("281150198RTA583", 0.999)]]).precode == "A583"


def test_a_bar_code_of_nothing_but_the_number_is_no_stamp() -> None:
    assert reading_of([[Sight("A583", 0.999), *look("281150198RT", "C112")]]).precode == "A583"


def test_two_looks_that_see_different_numbers_believe_neither() -> None:
    looks = [look("281150198RT S053"), look("281150198RT S053"), look("281150198RT S058")]
    assert reading_of(looks) == LabelReading(part_number="281150198R")


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("8200607918T J109", LabelReading(precode="J109", part_number="8200607918")),
        ("281150063RTBT019", LabelReading(precode="T019", part_number="281150063R")),
        ("7 649 190 391 28 115 9243RT S049", LabelReading(precode="S049", part_number="281159243R")),
        ("SECURITY CODE: V212", LabelReading(precode="V212")),
        ("281150198RT", LabelReading(part_number="281150198R")),
        ("BP0349A1234567", LabelReading(serial="BP0349A1234567")),
        ("22 DC 279/62E", LabelReading(type="22DC27962E")),
        ("E11 10R-031234", LabelReading()),
        ("HW 0102 SW 0304", LabelReading()),
        ("Disconnect the battery before removal.", LabelReading()),
    ],
)
def test_each_line_of_a_label_is_known_for_what_it_is(text: str, reading: LabelReading) -> None:
    assert reading_of([look(text), look(text)]) == reading


def test_a_pre_code_in_print_of_its_own_is_read_beside_its_part_number() -> None:
    seen = look("281155216RT", "V212")
    assert reading_of([seen, seen]).precode == "V212"


def test_a_stamp_in_small_print_is_no_pre_code() -> None:
    seen = [*look("281155216RT"), *look("C112", height=40)]
    assert reading_of([seen, seen]) == LabelReading(part_number="281155216R")


def test_a_stamp_does_not_stand_against_the_number_in_its_line() -> None:
    seen = look("281155216RT V212", "C112")
    assert reading_of([seen, seen]).precode == "V212"


def test_of_two_that_stand_alone_neither_is_believed() -> None:
    seen = look("281155216RT", "V212", "C112")
    assert reading_of([seen, seen]).precode == ""


def test_one_whose_letter_is_doubtful_lets_no_other_be_believed() -> None:
    seen = look("281155216RT", "0583", "C112")
    assert reading_of([seen, seen]).precode == ""


def test_the_same_number_in_line_and_alone_is_one_number() -> None:
    assert reading_of([look("PRE-CODE B229"), look("B229", "PRE-CODE")]).precode == "B229"


def test_two_uncertain_looks_are_not_enough() -> None:
    doubtful = look("281150198RT A583", certainty=0.6)
    assert reading_of([doubtful, doubtful]) == LabelReading()


def test_nothing_seen_is_nothing_read() -> None:
    assert reading_of([]) == LabelReading()
    assert weigh([[]], Field.PRECODE) is None


@given(st.lists(st.lists(st.builds(Sight, st.text(max_size=300), st.floats(0, 1), st.floats(0, 2000)))))
def test_whatever_is_seen_is_weighed(looks: list[list[Sight]]) -> None:
    reading = reading_of(looks)
    assert all(value.isalnum() or not value for value in (reading.precode, reading.part_number, reading.serial))
