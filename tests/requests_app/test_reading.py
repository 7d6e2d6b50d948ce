"""What staff read off the papers: how it is written down, and with what it is compared."""

from django.contrib.auth.models import User

from guides_app.identifiers import Kind
from requests_app import workflow
from requests_app.models import Desk, NumberUnknown, Slot
from requests_app.workflow.reading import clean_number, clean_vin_tail
from tests import factories


def test_of_what_is_typed_the_letters_and_digits_of_ascii_stay() -> None:
    assert clean_number(" 12-3４/é56٣× ab ", Kind.PRECODE) == "123456AB"
    assert clean_vin_tail(" 12-3４.é5٣6 ") == "123456"


def test_where_nothing_was_typed_two_readings_of_one_round_must_agree(desk: Desk, alice: User) -> None:
    draft = factories.make_draft(desk)
    workflow.save_answers(draft, number="", number_unknown=NumberUnknown.CANNOT_REMOVE)
    factories.add_photo(draft, Slot.FRONT)
    workflow.send(draft)
    factories.take(draft, by=alice)

    def agrees() -> bool | None:
        return workflow.read_number_off(draft, "S053", by=alice)[0].agrees

    assert [agrees(), agrees()] == [None, True]
    workflow.change_address(draft, "another@customer.example")
    factories.open_papers(draft, by=alice)
    assert [agrees(), agrees()] == [None, True]


def test_a_reason_is_kept_where_a_reading_differs_and_nowhere_else(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, vin_tail="210987")
    factories.take(code_request, by=alice)
    kept = [
        workflow.read_vin_tail(code_request, tail, by=alice, override_reason=" the 9 is clear ").override_reason
        for tail in ("210987", "210989")
    ]
    kept += [
        workflow.read_number_off(code_request, number, by=alice, override_reason=" worn ")[0].override_reason
        for number in ("S053", "S058")
    ]
    assert kept == ["", "the 9 is clear", "", "worn"]
