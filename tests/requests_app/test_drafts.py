"""A draft: changed until it is sent, and how far it came; what its numbers say of themselves when it goes."""

import pytest
from django.contrib.auth.models import User

from guides_app.identifiers import Kind
from requests_app import evidence, workflow
from requests_app.flags import FlagKind
from requests_app.labels.voting import LabelReading
from requests_app.models import CodeRequest, Desk, Event, MachineReading, NumberUnknown, Slot, seal_found
from requests_app.models.dropped import Reached
from requests_app.workflow.drafting import reached
from requests_app.workflow.proposing import answer_proposal, proposal_for
from tests import factories


def begun(desk: Desk) -> CodeRequest:
    return workflow.start_draft(desk, language="en")[0]


def read_by_machine(draft: CodeRequest, slot: Slot, number: str = "S053") -> MachineReading:
    page = evidence.current(draft, slot)[0].pages.get()
    MachineReading.objects.filter(page=page).delete()
    found = seal_found(LabelReading(precode=number), page_id=page.pk)
    return MachineReading.objects.create(page=page, state=MachineReading.State.READ, found_sealed=found)


def test_what_was_sent_is_changed_by_no_page_that_was_open_before(desk: Desk) -> None:
    draft = factories.make_draft(desk)
    page = CodeRequest.objects.get(pk=draft.pk)
    workflow.send(draft)
    with pytest.raises(workflow.MoveRefused):
        workflow.save_answers(page, name="Somebody Else")
    assert CodeRequest.objects.get(pk=draft.pk).name == "Test Customer"


def test_a_photo_that_was_taken_back_is_no_step(desk: Desk) -> None:
    draft = begun(desk)
    factories.add_photo(draft, Slot.LABEL)
    factories.add_photo(draft, Slot.CERTIFICATE)
    assert reached(draft) == Reached.CERTIFICATE
    evidence.delete_all(draft, Slot.CERTIFICATE)
    assert reached(draft) == Reached.LABEL
    evidence.delete_all(draft)
    assert reached(draft) == Reached.BEGUN


@pytest.mark.parametrize("answer", [MachineReading.Answer.YES, MachineReading.Answer.NO, ""])
@pytest.mark.parametrize("read", ["S053", "V188"])
def test_only_who_took_the_number_off_the_photo_is_said_to_have(desk: Desk, answer: str, read: str) -> None:
    draft = factories.make_draft(desk)
    reading = read_by_machine(draft, Slot.LABEL, read)
    MachineReading.objects.filter(pk=reading.pk).update(answer=answer)
    workflow.send(draft)
    said = Event.objects.get(code_request=draft, kind="send").data
    assert said.get("number_by_machine", False) is (answer == "yes" and read == "S053")


def test_a_request_without_a_number_is_not_said_to_have_one_off_the_photo(desk: Desk) -> None:
    draft = factories.make_draft(desk)
    workflow.save_answers(draft, number="", number_unknown=NumberUnknown.CANNOT_REMOVE)
    factories.add_photo(draft, Slot.FRONT)
    reading = read_by_machine(draft, Slot.FRONT)
    MachineReading.objects.filter(pk=reading.pk).update(answer=MachineReading.Answer.YES)
    workflow.send(draft)
    assert "number_by_machine" not in Event.objects.get(code_request=draft, kind="send").data
    assert draft.number_fingerprint == ""


def test_an_answer_about_one_photo_says_nothing_of_another_customers(desk: Desk) -> None:
    drafts = [begun(desk), begun(desk)]
    for draft in drafts:
        workflow.save_answers(draft, number_unknown=NumberUnknown.CANNOT_REMOVE)
        factories.add_photo(draft, Slot.FRONT)
        read_by_machine(draft, Slot.FRONT)
    answer_proposal(drafts[0], "S053", theirs=True)
    assert proposal_for(drafts[1]) is not None
    answer_proposal(drafts[1], "S053", theirs=False)
    assert [draft.number for draft in drafts] == ["S053", ""]


def flags_of(draft: CodeRequest) -> list[str]:
    workflow.send(draft)
    return [str(kind) for kind in CodeRequest.objects.get(pk=draft.pk).noticed]


def test_a_car_or_a_radio_that_nobody_named_is_no_sign(desk: Desk) -> None:
    without_guide, without_family, with_neither = (factories.make_draft(desk) for _ in range(3))
    workflow.save_answers(without_guide, guide=None)
    workflow.save_answers(without_family, family=None)
    workflow.save_answers(with_neither, guide=None, family=None)
    assert [flags_of(one) for one in (without_guide, without_family, with_neither)] == [[], [], []]


@pytest.mark.parametrize(("vin", "stands"), [("UU1HSDAG543210987", False), ("WVWZZZ1JZ3W386752", True)])
def test_a_vin_says_whether_its_maker_made_such_a_car(desk: Desk, vin: str, stands: bool) -> None:
    draft = factories.make_draft(desk)
    workflow.keep_vin(draft, vin)
    factories.add_photo(draft, Slot.FRONT)
    assert (FlagKind.VIN_MAKER in flags_of(draft)) is stands


def test_what_is_no_number_of_the_family_is_a_sign_only_where_a_family_was_named(desk: Desk, alice: User) -> None:
    named, unnamed, by_vin = (factories.make_draft(desk) for _ in range(3))
    workflow.save_answers(unnamed, family=None)
    workflow.save_answers(by_vin, number_kind=Kind.VIN)
    factories.add_photo(by_vin, Slot.FRONT)
    for draft in (named, unnamed, by_vin):
        workflow.send(draft)
        factories.take(draft, by=alice)
        workflow.read_number_off(draft, "77777777", by=alice, override_reason="so it says")
    found = [FlagKind.NOT_OF_FAMILY in CodeRequest.objects.get(pk=one.pk).noticed for one in (named, unnamed, by_vin)]
    assert found == [True, False, False]
