"""At the counter: who may, on which draft, and what becomes of the squares that hand one to a telephone."""

import pytest
from django.contrib.auth.models import User

from requests_app import evidence, workflow
from requests_app.models import Asker, CodeRequest, Desk, EvidenceLevel, Slot, UncoveredPicture
from tests import factories


@pytest.fixture
def strict(desk: Desk) -> Desk:
    desk.evidence_level = EvidenceLevel.STRICT
    desk.save()
    return desk


@pytest.fixture
def draft(strict: Desk, alice: User) -> CodeRequest:
    """Begun by Alice for somebody whose identity paper can be shown in person."""
    guide = factories.make_guide()
    answers = {
        "guide": guide, "family": guide.families.get(), "number": "S053", "number_kind": "precode",
        "asker": Asker.OWNER, "name": "Ana Pop", "email": "walkin@customer.example", "vin_tail_unknown": True,
    }  # fmt: skip
    return workflow.open_at_counter(strict, language="en", answers=answers, by=alice)


def see(draft: CodeRequest, by: User, *, seen: bool = True) -> None:
    workflow.see_original(draft, Slot.IDENTITY, seen=seen, by=by)


def test_staff_of_another_desk_do_nothing_at_this_counter(draft: CodeRequest, mallory: User) -> None:
    with pytest.raises(workflow.NotAllowed):
        see(draft, mallory)
    with pytest.raises(workflow.NotAllowed):
        workflow.change_at_counter(draft, language="en", answers={"name": "Mallory"}, by=mallory)
    with pytest.raises(workflow.NotAllowed):
        workflow.new_hand_off(draft, by=mallory)
    with pytest.raises(workflow.NotAllowed):
        workflow.send_at_counter(draft, by=mallory)
    assert not draft.seen_originals.exists()
    assert not draft.hand_offs.exists()


def test_an_original_of_a_request_that_was_sent_is_seen_no_more(draft: CodeRequest, alice: User) -> None:
    for slot in (Slot.LABEL, Slot.CERTIFICATE, Slot.VIN_PLATE):
        factories.add_photo(draft, slot)
    factories.add_photo(draft, Slot.IDENTITY)
    workflow.send_at_counter(draft, by=alice)
    for act in (see, lambda one, by: workflow.new_hand_off(one, slot=Slot.LABEL, by=by)):
        with pytest.raises(workflow.MoveRefused):
            act(draft, alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.change_at_counter(draft, language="en", answers={"name": "Late"}, by=alice)
    assert evidence.current(draft, Slot.IDENTITY)


def test_the_counter_reaches_no_draft_that_a_customer_began(draft: CodeRequest, strict: Desk, alice: User) -> None:
    own = factories.make_draft(strict)
    with pytest.raises(workflow.MoveRefused):
        see(own, alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.change_at_counter(own, language="fr", answers={"name": "Somebody"}, by=alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.send_at_counter(own, by=alice)


def test_a_copy_goes_when_the_original_was_seen(draft: CodeRequest, alice: User) -> None:
    factories.add_photo(draft, Slot.IDENTITY)
    factories.add_photo(draft, Slot.CERTIFICATE)
    see(draft, alice)
    assert not evidence.current(draft, Slot.IDENTITY)
    assert evidence.current(draft, Slot.CERTIFICATE)


def test_a_key_opens_its_own_square_alone(draft: CodeRequest, strict: Desk, alice: User) -> None:
    own = factories.make_draft(strict)
    key, other = workflow.new_hand_off(draft, by=alice), workflow.new_hand_off(own)
    assert workflow.hand_off_to_take("x" * len(key)) is None
    assert workflow.take_hand_off("x" * len(key)) == ""
    held = [workflow.hand_off_held_by(workflow.take_hand_off(one)) for one in (other, key)]
    assert [one and one.code_request for one in held] == [own, draft]


def test_a_square_that_was_ended_while_a_telephone_asked_is_not_taken(
    draft: CodeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, look = workflow.new_hand_off(draft), workflow.hand_off_to_take

    def meanwhile(token: str) -> object:
        found = look(token)
        workflow.close_hand_offs(draft)
        return found

    monkeypatch.setattr("requests_app.workflow.hand_off.hand_off_to_take", meanwhile)
    assert workflow.take_hand_off(key) == ""


def test_of_two_telephones_that_ask_at_once_the_first_keeps_the_square(
    draft: CodeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, look, cookies = workflow.new_hand_off(draft), workflow.hand_off_to_take, list[str]()

    def meanwhile(token: str) -> object:
        found = look(token)
        monkeypatch.undo()
        cookies.append(workflow.take_hand_off(token))
        return found

    monkeypatch.setattr("requests_app.workflow.hand_off.hand_off_to_take", meanwhile)
    assert workflow.take_hand_off(key) == ""
    assert workflow.hand_off_held_by(cookies[0])


def test_there_is_no_square_where_nothing_is_photographed(desk: Desk) -> None:
    desk.evidence_level = EvidenceLevel.COUNTER
    desk.save()
    with pytest.raises(workflow.MoveRefused):
        workflow.new_hand_off(workflow.start_draft(desk, language="en")[0])


def test_a_new_square_leaves_what_the_computer_has_not_covered_yet(draft: CodeRequest) -> None:
    waiting = evidence.attach(draft, Slot.IDENTITY, factories.make_photo())
    assert isinstance(waiting, UncoveredPicture)
    workflow.new_hand_off(draft)
    assert draft.uncovered.get() == waiting
