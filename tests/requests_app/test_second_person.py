"""Whom a round leaves as its second person, who works alone, and what each of them says before it counts."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from requests_app import staffing, workflow
from requests_app.models import (
    CheckKind,
    CodeRequest,
    Desk,
    EvidenceLevel,
    Refusal,
    Role,
    SecondLook,
    Verdict,
    record_at_desk,
)
from requests_app.policy import POLICY_CHANGED
from requests_app.states import Party, Status
from requests_app.workflow import second_person
from tests import factories

pytestmark = pytest.mark.one_database


def missing_of(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(workflow.NotComplete) as refused:
        act()
    return refused.value.missing


def looks(
    code_request: CodeRequest, by: User, *, reason: str = "looked", number: str = "S053", vin6: str = "123456"
) -> SecondLook:
    """Opens every paper and agrees, saying what is given here."""
    factories.open_papers(code_request, by=by)
    return workflow.second_look(code_request, Verdict.YES, by=by, reason=reason, number=number, vin6=vin6)


def verified(desk: Desk, by: User) -> CodeRequest:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=by, vin6="123456")
    return code_request


@pytest.mark.parametrize(
    ("said", "missing"),
    [({"reason": " "}, "second_reason"), ({"number": " "}, "second_number"), ({"vin6": " "}, "second_vin")],
)
def test_a_yes_comes_with_a_reason_and_own_readings(
    said: dict[str, str], missing: str, desk: Desk, alice: User, bob: User
) -> None:
    code_request = verified(desk, alice)
    assert missing_of(lambda: looks(code_request, bob, **said)) == (missing,)
    assert not SecondLook.objects.exists()


def test_a_no_comes_with_a_reason(desk: Desk, alice: User, bob: User) -> None:
    code_request = verified(desk, alice)
    missing = missing_of(lambda: factories.second_look(code_request, by=bob, verdict=Verdict.NO, reason=" "))
    assert missing == ("second_reason",)


def test_who_reads_a_vin_where_the_first_one_did_agrees_by_reading_the_same(desk: Desk, alice: User, bob: User) -> None:
    code_request = verified(desk, alice)
    look = looks(code_request, bob)
    assert (look.number_agrees, look.vin_agrees) == (True, True)
    assert looks(code_request, bob, vin6="654321").vin_agrees is False


def test_none_on_the_paper_agrees_only_where_the_first_one_found_none(desk: Desk, alice: User, bob: User) -> None:
    code_request = verified(desk, alice)
    factories.open_papers(code_request, by=bob)

    def finds_none() -> SecondLook:
        return workflow.second_look(
            code_request, Verdict.YES, by=bob, reason="looked", number="S053", vin_not_on_paper=True
        )

    assert finds_none().vin_agrees is False
    workflow.vin_not_on_paper(code_request, by=alice, reason="an old paper")
    factories.clear_flags(code_request, by=alice)
    assert finds_none().vin_agrees is True


def test_a_page_of_an_earlier_round_takes_no_second_look(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    stale = CodeRequest.objects.get(pk=code_request.pk)
    workflow.recheck(code_request, by=alice, reason="once more")
    with pytest.raises(workflow.MoveRefused):
        factories.second_look(stale, by=bob, verdict=Verdict.NO)
    with pytest.raises(workflow.MoveRefused):
        workflow.release_alone(stale, by=alice, reason="nobody else")
    assert not SecondLook.objects.exists()


def test_a_code_that_was_sent_takes_no_second_look(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    with pytest.raises(workflow.MoveRefused):
        factories.second_look(code_request, by=bob, verdict=Verdict.NO)


def test_the_record_says_whose_work_was_looked_at(desk: Desk, alice: User, bob: User) -> None:
    carol = factories.make_staff(desk, "carol")
    code_request = verified(desk, alice)
    factories.second_look(code_request, by=bob)
    assert code_request.events.filter(kind="second_look").latest("number").data["first"] == alice.pk
    workflow.claim(code_request, by=carol, take_over=True)
    workflow.approve(code_request, by=carol)
    factories.second_look(code_request, by=bob, verdict=Verdict.NO)
    assert code_request.events.filter(kind="second_look").latest("number").data["first"] == carol.pk


def test_nobody_is_left_of_those_who_had_a_hand_in_it(desk: Desk, alice: User, bob: User, charlie: User) -> None:
    carol, dora = factories.make_staff(desk, "carol"), factories.make_staff(desk, "dora")
    code_request, _ = factories.make_sent(desk, email=bob.email)
    workflow.change_address(code_request, "private@customer.example")
    assert second_person.seconds_left(code_request) == {alice.pk, carol.pk, charlie.pk, dora.pk}
    factories.take(code_request, by=carol)
    workflow.refuse(code_request, Refusal.NOT_HOLDER, by=carol)
    workflow.appeal(code_request)
    assert second_person.seconds_left(code_request) == {alice.pk, charlie.pk, dora.pk}
    factories.verify(code_request, by=alice)
    assert second_person.seconds_left(code_request) == {charlie.pk, dora.pk}
    record_at_desk(desk, POLICY_CHANGED, party=Party.STAFF, user_id=charlie.pk, data={"second_share": [5, 0]})
    assert second_person.seconds_left(code_request) == {dora.pk}
    assert missing_of(lambda: factories.second_look(code_request, by=bob)) == ("own_request",)


def test_a_suspicion_is_of_the_two_who_had_it(desk: Desk, alice: User, bob: User) -> None:
    carol, dora = factories.make_staff(desk, "carol"), factories.make_staff(desk, "dora")
    code_request, _ = factories.make_approved(desk, by=alice)
    factories.second_look(code_request, by=carol)
    factories.second_look(code_request, by=bob, verdict=Verdict.NO)
    workflow.refuse(code_request, Refusal.CANNOT_VERIFY, by=alice)
    workflow.appeal(code_request)
    assert second_person.seconds_left(code_request) == {carol.pk, dora.pk}
    workflow.claim(code_request, by=carol)
    for refuser in (alice, bob):
        with pytest.raises(workflow.NotComplete, match="another_person"):
            workflow.claim(code_request, by=refuser, take_over=True)
        with pytest.raises(workflow.NotComplete, match="another_person"):
            factories.second_look(code_request, by=refuser, verdict=Verdict.NO)


def test_a_no_where_the_papers_were_refused_leaves_its_person_free_in_the_appeal(
    desk: Desk, alice: User, bob: User
) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    factories.second_look(code_request, by=bob, verdict=Verdict.NO)
    workflow.refuse(code_request, Refusal.NOT_HOLDER, by=alice)
    workflow.appeal(code_request)
    assert second_person.seconds_left(code_request) == {bob.pk}
    factories.verify(code_request, by=bob)
    workflow.approve(code_request, by=bob)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=bob)
    assert code_request.state is Status.READY


def test_a_second_look_binds_nobody_but_who_gave_it(desk: Desk, alice: User, bob: User) -> None:
    carol = factories.make_staff(desk, "carol")
    code_request = verified(desk, alice)
    factories.second_look(code_request, by=bob)
    workflow.claim(code_request, by=carol, take_over=True)
    workflow.answer_check(code_request, CheckKind.HOLDER, Verdict.NO, by=carol, reason="another name")


def test_a_second_person_may_be_the_first_one_of_the_next_round(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    factories.second_look(code_request, by=bob)
    workflow.recheck(code_request, by=alice, reason="once more")
    workflow.release(code_request, by=alice)
    factories.verify(code_request, by=bob)
    workflow.approve(code_request, by=bob)
    assert code_request.state is Status.LOOKUP


def test_who_asked_has_no_part_however_the_work_is_called(desk: Desk, alice: User, bob: User) -> None:
    ready, _ = factories.make_approved(desk, by=bob, email=alice.email)
    factories.second_look(ready, by=factories.make_staff(desk, "carol"))
    workflow.deliver(ready, workflow.candidates_of(ready)[0], by=bob)
    assert missing_of(lambda: workflow.recall(ready, by=alice)) == ("own_request",)
    found, _ = factories.make_approved(desk, by=bob, email=alice.email)
    assert missing_of(lambda: workflow.recheck(found, by=alice, reason="mine")) == ("own_request",)


@pytest.fixture
def desk_of_one(desk: Desk, alice: User) -> Desk:
    """A desk that says that one person works there, and where alice does."""
    Desk.objects.filter(pk=desk.pk).update(single_person=True, second_always=True, single_wait_hours=1)
    desk.refresh_from_db()
    return desk


def account_of(user: User, **rights: bool) -> None:
    before = staffing.rights_of(user)
    for name, value in rights.items():
        setattr(user, name, value)
    user.save()
    staffing.record_account_changes(user, before=before, party=Party.SYSTEM, by_id=None)


def leaves_another_desk(desk: Desk, alice: User) -> None:
    other = factories.make_desk("Other Desk")
    staffing.seat(other, factories.make_staff(other, "zoe"), Role.AUDITOR, party=Party.SYSTEM)


def clerk_of_another_desk_goes(desk: Desk, alice: User) -> None:
    account_of(factories.make_staff(factories.make_desk("Other Desk"), "zoe"), is_active=False)


def auditor_goes(desk: Desk, alice: User) -> None:
    account_of(factories.make_staff(desk, "reader", role=Role.AUDITOR), is_active=False)


def auditor_edits(desk: Desk, alice: User) -> None:
    auditor = factories.make_staff(desk, "reader", role=Role.AUDITOR)
    staffing.seat(desk, auditor, Role.GUIDE_EDITOR, party=Party.SYSTEM)


def clerk_leads(desk: Desk, alice: User) -> None:
    staffing.seat(desk, alice, Role.LEAD, party=Party.SYSTEM)


def comes_back(desk: Desk, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    alice.refresh_from_db()
    account_of(alice, is_active=True)


def was_never_of_the_staff(desk: Desk, alice: User) -> None:
    User.objects.filter(pk=factories.make_staff(desk, "guest").pk).update(is_staff=False)


@pytest.mark.parametrize(
    "happens",
    [
        leaves_another_desk, clerk_of_another_desk_goes, auditor_goes, auditor_edits, clerk_leads, comes_back,
        was_never_of_the_staff,
    ],
)  # fmt: skip
def test_a_desk_of_one_stays_one_where_no_clerk_of_it_goes(
    happens: Callable[[Desk, User], None], desk_of_one: Desk, alice: User
) -> None:
    code_request, _ = factories.make_approved(desk_of_one, by=alice)
    happens(desk_of_one, alice)
    workflow.release_alone(code_request, by=alice, reason="a known customer")
    line = code_request.events.get(kind="release_alone")
    assert (line.user, line.reason) == (alice, "a known customer")


def test_who_works_alone_gives_a_reason_for_a_whole_verification(desk_of_one: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk_of_one)
    factories.take(code_request, by=alice)
    assert "reading:number" in missing_of(lambda: workflow.release_alone(code_request, by=alice, reason="known"))
    factories.verify(code_request, by=alice)
    assert missing_of(lambda: workflow.release_alone(code_request, by=alice, reason=" ")) == ("alone_reason",)
    assert not SecondLook.objects.exists()


def test_who_works_alone_gives_no_code_to_themselves(desk_of_one: Desk, alice: User) -> None:
    bob = factories.make_staff(desk_of_one, "bob")
    code_request, _ = factories.make_approved(desk_of_one, by=bob, email=alice.email)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert missing_of(lambda: workflow.release_alone(code_request, by=alice, reason="mine")) == ("own_request",)


def test_who_works_alone_suspects_with_a_reason(desk_of_one: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk_of_one)
    factories.take(code_request, by=alice)
    refused = missing_of(lambda: workflow.refuse(code_request, Refusal.CANNOT_VERIFY, by=alice))
    assert refused == ("alone_reason",)
    code_request.refresh_from_db()
    workflow.refuse(code_request, Refusal.CANNOT_VERIFY, by=alice, reason="the photo is of a screen")
    assert code_request.state is Status.REFUSED


def test_at_a_desk_without_a_vin_none_is_read(alice: User) -> None:
    desk = factories.make_desk("Basic Desk", level=EvidenceLevel.BASIC)
    first, second = (factories.make_staff(desk, name) for name in ("dora", "emil"))
    code_request, _ = factories.make_approved(desk, by=first)
    assert looks(code_request, second, vin6="").vin_agrees is None


def test_no_request_is_merged_into_itself(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    assert missing_of(lambda: workflow.merge(code_request, into=code_request, by=alice)) == ("merge_unknown",)


def test_a_code_that_was_given_binds_the_two_it_was_given_for(desk: Desk, alice: User) -> None:
    address = "same@customer.example"
    given, _ = factories.make_ready(desk, by=alice)
    kept, _ = factories.make_sent(desk, email=address)
    other, _ = factories.make_sent(desk, email=address)
    workflow.merge(other, into=kept, by=alice)
    assert CodeRequest.objects.get(pk=other.pk).merged_into == kept
    recalled, _ = factories.make_ready(desk, by=alice, email=address)
    workflow.recall(recalled, by=alice)
    assert missing_of(lambda: workflow.merge(recalled, into=kept, by=alice)) == ("merge_ended",)
    assert given.state is Status.READY
