"""Who gets a code: refusals of the workflow, met by every door."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from requests_app import workflow
from requests_app.models import (
    AccessLink,
    Asker,
    CheckKind,
    CodeRequest,
    Desk,
    EvidenceLevel,
    Feedback,
    Role,
    Slot,
    Source,
    Verdict,
)
from requests_app.states import Status
from requests_app.tokens import digest
from tests import factories

pytestmark = pytest.mark.one_database


def link_of(token: str) -> AccessLink:
    return AccessLink.objects.get(digest=digest(token))


def test_a_complete_verification_leads_to_the_code(desk: Desk, alice: User) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    assert workflow.reveal(code_request, link_of(token)) == "7913"
    workflow.say_worked(code_request)
    assert code_request.state is Status.CLOSED


def test_nothing_is_approved_while_anything_is_missing(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    with pytest.raises(workflow.NotComplete) as refused:
        workflow.approve(code_request, by=alice)
    assert "reading:number" in refused.value.missing
    assert "check:holder" in refused.value.missing
    assert not code_request.candidates.exists()


@pytest.mark.parametrize("left_out", [CheckKind.LABEL_REAL, CheckKind.CERTIFICATE, CheckKind.HOLDER, CheckKind.CAR])
def test_one_no_stops_the_approval(desk: Desk, alice: User, left_out: CheckKind) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    workflow.answer_check(code_request, left_out, Verdict.NO, by=alice, reason="does not fit")
    with pytest.raises(workflow.NotComplete):
        workflow.approve(code_request, by=alice)


def test_a_reading_that_differs_stops_the_approval_and_shows_where(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, number="B053")
    factories.take(code_request, by=alice)
    reading, differences = workflow.read_number_off(code_request, "8053", by=alice)
    assert not reading.agrees
    assert [(d.position, d.confusable) for d in differences] == [(1, True)]
    assert "reading:number" in workflow.missing(code_request)


def test_a_clerk_may_stand_by_a_reading_with_a_reason(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, number="S058")
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S053", by=alice, override_reason="The 3 is clear on the label")
    assert "reading:number" not in workflow.missing(code_request)


def test_without_a_typed_number_two_readings_must_agree(desk: Desk, alice: User) -> None:
    code_request = factories.make_draft(desk)
    workflow.save_answers(code_request, number="", number_unknown="damaged")
    factories.add_photo(code_request, Slot.FRONT)
    workflow.send(code_request)
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S053", by=alice)
    assert "reading:number" in workflow.missing(code_request)
    workflow.read_number_off(code_request, "S053", by=alice)
    assert "reading:number" not in workflow.missing(code_request)


def test_a_missing_document_stops_the_approval_even_if_all_is_ticked(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    code_request.uploads.filter(slot=Slot.CERTIFICATE).delete()
    with pytest.raises(workflow.NotComplete):
        workflow.approve(code_request, by=alice)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.GUIDE_EDITOR])
def test_other_roles_decide_nothing(desk: Desk, alice: User, role: Role) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    other = factories.make_staff(desk, "other", role=role)
    for act in (workflow.approve, workflow.claim, workflow.recall):
        with pytest.raises(workflow.NotAllowed):
            act(code_request, by=other)


def test_staff_of_another_desk_decide_nothing(desk: Desk, alice: User, mallory: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    with pytest.raises(workflow.NotAllowed):
        workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=mallory)
    with pytest.raises(workflow.NotAllowed):
        workflow.see_code(workflow.candidates_of(code_request)[0], by=mallory, reason="curious")


def test_a_dismissed_clerk_decides_nothing_any_more(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    alice.refresh_from_db()
    with pytest.raises(workflow.NotAllowed):
        workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)


def test_a_superuser_without_a_desk_is_nobody_here(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    root = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
    with pytest.raises(workflow.NotAllowed):
        workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=root)


def test_a_code_of_another_request_is_not_delivered(desk: Desk, alice: User) -> None:
    first, _ = factories.make_approved(desk, by=alice)
    second, _ = factories.make_approved(desk, by=alice, number="V188")
    with pytest.raises(workflow.NotComplete):
        workflow.deliver(first, workflow.candidates_of(second)[0], by=alice)


def test_a_number_of_the_a0_block_gives_no_candidate(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice, number="A050")
    assert workflow.candidates_of(code_request) == []


def test_a_typed_code_needs_two_equal_typings_and_a_source(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice, number="A050")
    for first, second, provenance in (("1234", "1235", "case 1"), ("123", "123", "case 1"), ("1234", "1234", " ")):
        with pytest.raises(workflow.NotComplete):
            workflow.type_code(code_request, first, second, source=Source.MANUFACTURER, provenance=provenance, by=alice)
    with pytest.raises(workflow.NotComplete):
        workflow.type_code(code_request, "1234", "1234", source=Source.CALCULATOR, provenance="x", by=alice)
    workflow.type_code(code_request, "1234", "1234", source=Source.MANUFACTURER, provenance="case 1", by=alice)
    assert len(workflow.candidates_of(code_request)) == 1


def test_sources_that_disagree_need_a_reason(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    workflow.type_code(code_request, "1234", "1234", source=Source.PAPERS, provenance="service book", by=alice)
    calculated = workflow.candidates_of(code_request)[0]
    with pytest.raises(workflow.NotComplete):
        workflow.deliver(code_request, calculated, by=alice)
    workflow.deliver(code_request, calculated, by=alice, reason="The label was photographed today")
    assert code_request.state is Status.READY


def test_the_database_itself_refuses_a_ready_request_without_approval(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeRequest.objects.filter(pk=code_request.pk).update(status=Status.READY)


def test_a_changed_address_takes_the_approval_back(desk: Desk, alice: User) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    workflow.change_address(code_request, "new@customer.example")
    assert code_request.state is Status.CHECKING
    assert code_request.approved_by is None
    with pytest.raises(workflow.MoveRefused):
        workflow.reveal(code_request, link_of(token))
    assert "reading:number" in workflow.missing(code_request)


def test_a_changed_address_after_a_failed_code_is_verified_anew(desk: Desk, alice: User) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, link_of(token))
    workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))
    workflow.change_address(code_request, "new@customer.example")
    assert code_request.state is Status.CHECKING
    with pytest.raises(workflow.MoveRefused):
        workflow.look_again(code_request, by=alice, reason="another source")


def test_a_recalled_code_is_not_shown(desk: Desk, alice: User) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    workflow.recall(code_request, by=alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.reveal(code_request, link_of(token))
    assert code_request.messages.filter(letter="ready", cancelled_at=None).count() == 0


def test_a_code_that_was_seen_is_not_recalled(desk: Desk, alice: User) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, link_of(token))
    code_request.refresh_from_db()
    with pytest.raises(workflow.NotComplete):
        workflow.recall(code_request, by=alice)
    assert CodeRequest.objects.get(pk=code_request.pk).state is Status.READY


def test_the_link_of_another_request_shows_nothing(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    _, other = factories.make_sent(desk)
    with pytest.raises(workflow.MoveRefused):
        workflow.reveal(code_request, link_of(other))


def test_a_letter_link_wants_the_end_of_the_number_and_gives_up_after_five_tries(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    link = link_of(workflow.new_link(code_request, AccessLink.Kind.LETTER))
    for _try in range(5):
        with pytest.raises(workflow.NotComplete, match="factor"):
            workflow.reveal(code_request, link, typed="X999")
    with pytest.raises(workflow.NotComplete, match="tries"):
        workflow.reveal(code_request, link, typed="S053")
    fresh = link_of(workflow.new_link(code_request, AccessLink.Kind.LETTER))
    assert workflow.reveal(code_request, fresh, typed="s053") == "7913"


def test_no_reveal_without_its_line_in_the_record(desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    code_request, token = factories.make_ready(desk, by=alice)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr("requests_app.workflow.revealing.record", broken)
    with pytest.raises(RuntimeError):
        workflow.reveal(code_request, link_of(token))
    assert not code_request.reveals.exists()


def test_a_high_flag_needs_a_second_different_person(desk: Desk, alice: User, bob: User) -> None:
    first, _ = factories.make_sent(desk)
    code_request, _ = factories.make_sent(desk, number="V188")
    factories.give_same_car(first, code_request)
    factories.verify(code_request, by=alice, number="V188")
    workflow.approve(code_request, by=alice)
    candidate = workflow.candidates_of(code_request)[0]
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(code_request, candidate, by=alice)
    code_request.refresh_from_db()
    with pytest.raises(workflow.NotComplete, match="second_person"):
        factories.second_look(code_request, by=alice, number="V188")
    factories.second_look(code_request, by=bob, number="V188")
    with pytest.raises(workflow.NotComplete, match="gave_second_look"):
        workflow.deliver(code_request, candidate, by=bob)
    workflow.deliver(code_request, candidate, by=alice)
    assert code_request.state is Status.READY


def test_suspicion_is_refused_by_two_people(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S053", by=alice)
    with pytest.raises(workflow.NotComplete):
        workflow.refuse(code_request, workflow.Refusal.CANNOT_VERIFY, by=alice)
    factories.second_look(code_request, by=bob, verdict=Verdict.NO)
    with pytest.raises(workflow.NotComplete, match="gave_second_look"):
        workflow.refuse(code_request, workflow.Refusal.CANNOT_VERIFY, by=bob)
    workflow.refuse(code_request, workflow.Refusal.CANNOT_VERIFY, by=alice)
    assert code_request.state is Status.REFUSED


def test_an_appeal_goes_to_another_person(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.refuse(code_request, workflow.Refusal.NOT_HOLDER, by=alice)
    workflow.appeal(code_request)
    for act in (workflow.claim, workflow.approve):
        with pytest.raises(workflow.NotComplete):
            act(code_request, by=alice)
    with pytest.raises(workflow.NotComplete, match="another_person"):
        workflow.read_number_off(code_request, "S053", by=alice)
    assert code_request not in workflow.free_for(alice)
    assert code_request in workflow.free_for(bob)


@pytest.mark.django_db
@pytest.mark.parametrize("level", list(EvidenceLevel))
@pytest.mark.parametrize("asker", list(Asker))
def test_every_level_and_asker_has_a_way_to_the_code(level: EvidenceLevel, asker: Asker) -> None:
    desk = factories.make_desk(level=level)
    clerk = factories.make_staff(desk)
    code_request, token = factories.make_ready(desk, by=clerk, asker=asker)
    assert workflow.reveal(code_request, link_of(token)) == "7913"
