"""Staff read a sentence for whatever is missing, and are led to a place on the page."""

import pytest

from requests_app.admin import words
from requests_app.missing import Missing

TO_CUSTOMERS = {  # their pages have sentences of their own
    Missing.UNSEEN, Missing.TOO_LATE, Missing.VIN_TAIL, Missing.ASKER, Missing.NAME, Missing.EMAIL, Missing.DESK_CLOSED,
    Missing.LETTER, Missing.FACTOR, Missing.FACTOR_SHAPE, Missing.TRIES, Missing.OFTEN, Missing.ENOUGH,
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(set(Missing) - TO_CUSTOMERS - words.COLLEAGUES.keys()))
def test_staff_read_a_sentence_and_where_it_is_put_right(code: Missing) -> None:
    told = words.error_of(code)
    assert " " in str(told.text)
    assert str(told.text)[0].isupper()
    assert told.place


@pytest.mark.parametrize("code", sorted(words.COLLEAGUES))
def test_a_name_in_a_note_that_is_not_one_colleague_is_told_with_the_name(code: Missing) -> None:
    assert "@Bob" in str(words.COLLEAGUES[code] % {"name": "Bob"})
