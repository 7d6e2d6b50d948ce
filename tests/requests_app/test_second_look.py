"""Two people who looked: who may be the second one, what the look is bound to, and what stands in for it."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import flags, staffing, workflow
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import (
    CheckKind,
    Desk,
    Event,
    EvidenceLevel,
    Refusal,
    Role,
    Source,
    Verdict,
    record_at_desk,
)
from requests_app.policy import POLICY_CHANGED, Rule
from requests_app.states import Party, Status
from requests_app.workflow import second_person
from requests_app.workflow.second_person_rules import rules_that_ask
from tests import factories
from tests.requests_app.second_looks import approved, first_code, strict_pair

__all__ = ["strict_pair"]


def test_whoever_looked_first_as_second_person_does_nothing_else(strict_pair: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(strict_pair)
    factories.take(code_request, by=bob)
    workflow.release(code_request, by=bob)
    factories.second_look(code_request, by=alice, verdict=Verdict.NO)
    for act in (
        lambda: workflow.claim(code_request, by=alice),
        lambda: workflow.read_number_off(code_request, "S053", by=alice),
        lambda: workflow.answer_check(code_request, CheckKind.HOLDER, Verdict.YES, by=alice),
        lambda: workflow.refuse(code_request, Refusal.NOT_HOLDER, by=alice),
    ):
        with pytest.raises(workflow.NotComplete, match="gave_second_look"):
            act()


def test_whoever_worked_is_not_the_second_person(strict_pair: Desk, alice: User) -> None:
    code_request = approved(strict_pair, alice)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        factories.second_look(code_request, by=alice)


def test_a_code_leaves_a_desk_of_two_only_after_the_second_look(strict_pair: Desk, alice: User, bob: User) -> None:
    code_request = approved(strict_pair, alice)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(code_request, first_code(code_request), by=alice)
    code_request.refresh_from_db()
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.see_code(first_code(code_request), by=alice, reason="curious")
    factories.second_look(code_request, by=bob)
    workflow.deliver(code_request, first_code(code_request), by=alice)
    line = Event.objects.get(code_request=code_request, kind="deliver")
    assert (line.data["rules"], line.data["second_person"], line.data["alone"]) == (["always"], bob.pk, False)


def test_a_no_stands_until_the_same_person_says_yes(strict_pair: Desk, alice: User, bob: User) -> None:
    carol = factories.make_staff(strict_pair, "carol")
    code_request = approved(strict_pair, alice)
    factories.second_look(code_request, by=bob, verdict=Verdict.NO)
    factories.second_look(code_request, by=carol)
    with pytest.raises(workflow.NotComplete, match="second_person_objects"):
        workflow.deliver(code_request, first_code(code_request), by=alice)
    factories.second_look(code_request, by=bob)
    code_request.refresh_from_db()
    workflow.deliver(code_request, first_code(code_request), by=alice)
    assert code_request.state is Status.READY


def test_whoever_refused_has_no_part_in_any_appeal(desk: Desk, alice: User, bob: User) -> None:
    carol = factories.make_staff(desk, "carol")
    code_request, _ = factories.make_sent(desk)
    for refuser in (alice, bob):
        factories.take(code_request, by=refuser)
        workflow.refuse(code_request, Refusal.NOT_HOLDER, by=refuser)
        workflow.appeal(code_request)
    factories.take(code_request, by=carol)
    for refuser in (alice, bob):
        with pytest.raises(workflow.NotComplete, match="another_person"):
            factories.second_look(code_request, by=refuser, verdict=Verdict.NO)
        with pytest.raises(workflow.NotComplete, match="another_person"):
            workflow.claim(code_request, by=refuser, take_over=True)


@pytest.mark.parametrize("written", ["{0}", "{1}", "{2}"])
def test_nobody_works_on_a_request_from_their_own_mailbox(desk: Desk, alice: User, bob: User, written: str) -> None:
    local, _at, domain = alice.email.partition("@")
    spelled = written.format(alice.email, alice.email.upper(), f"{local}+radio@{domain}")
    code_request, _ = factories.make_sent(desk, email=spelled)
    with pytest.raises(workflow.NotComplete, match="own_request"):
        workflow.claim(code_request, by=alice)
    assert workflow.take_next(alice) is None
    factories.verify(code_request, by=bob)
    workflow.approve(code_request, by=bob)
    for act in (
        lambda: workflow.deliver(code_request, first_code(code_request), by=alice),
        lambda: workflow.see_code(first_code(code_request), by=alice, reason="mine"),
        lambda: factories.second_look(code_request, by=alice),
    ):
        with pytest.raises(workflow.NotComplete, match="own_request"):
            act()


def test_a_sender_stays_one_after_changing_the_address(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, email=alice.email)
    workflow.change_address(code_request, "private@customer.example")
    with pytest.raises(workflow.NotComplete, match="own_request"):
        workflow.claim(code_request, by=alice)


def test_a_desk_of_one_gives_a_reason_and_waits(desk: Desk, alice: User) -> None:
    Desk.objects.filter(pk=desk.pk).update(second_always=True, single_person=True, single_wait_hours=24)
    desk.refresh_from_db()
    code_request = approved(desk, alice)
    with pytest.raises(workflow.NotComplete, match="alone_reason"):
        workflow.deliver(code_request, first_code(code_request), by=alice)
    code_request.refresh_from_db()
    workflow.release_alone(code_request, by=alice, reason="Known customer for years")
    with pytest.raises(workflow.NotComplete, match="alone_wait"):
        workflow.deliver(code_request, first_code(code_request), by=alice)
    code_request.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        workflow.deliver(code_request, first_code(code_request), by=alice)
    line = Event.objects.get(code_request=code_request, kind="deliver")
    assert (line.data["alone"], line.data["second_person"]) == (True, None)


def test_a_desk_that_says_one_and_has_two_asks_the_second(desk: Desk, alice: User, bob: User) -> None:
    Desk.objects.filter(pk=desk.pk).update(second_always=True, single_person=True)
    desk.refresh_from_db()
    code_request = approved(desk, alice)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.release_alone(code_request, by=alice, reason="nobody needs to know")


def test_nobody_is_left_where_everybody_worked(desk: Desk, alice: User, bob: User) -> None:
    code_request = approved(desk, alice)
    assert second_person.seconds_left(code_request) == {bob.pk}
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert second_person.seconds_left(code_request) == set()


def test_whoever_changed_the_policy_meanwhile_is_not_the_second_person(
    strict_pair: Desk, alice: User, charlie: User
) -> None:
    code_request = approved(strict_pair, alice)
    record_at_desk(strict_pair, POLICY_CHANGED, party=Party.STAFF, user_id=charlie.pk, data={"second_share": [5, 0]})
    with pytest.raises(workflow.NotComplete, match="second_person"):
        factories.second_look(code_request, by=charlie)


def set_rules(desk: Desk, by: User, **fields: object) -> None:
    """A lead changes the desk, with the line that the page leaves."""
    before = staffing.setup_of(desk)
    Desk.objects.filter(pk=desk.pk).update(**fields)
    desk.refresh_from_db()
    staffing.record_changes(desk, before=before, party=Party.STAFF, by_id=by.pk)


@pytest.mark.parametrize(
    ("column", "less", "usual"),
    [
        ("evidence_level", EvidenceLevel.COUNTER, EvidenceLevel.STANDARD), ("second_always", False, True),
        ("second_person", False, True), ("single_person", True, False), ("second_for_first", 0, 3),
    ],
)  # fmt: skip
def test_rules_lowered_around_a_sending_ask_for_somebody_else(
    desk: Desk, alice: User, bob: User, charlie: User, column: str, less: object, usual: object
) -> None:
    Desk.objects.filter(pk=desk.pk).update(**{column: usual})
    desk.refresh_from_db()
    set_rules(desk, charlie, **{column: less})
    code_request, _ = factories.make_sent(desk)
    set_rules(desk, charlie, **{column: usual})
    assert flags.FlagKind.POLICY_LOWERED in flags.kinds_of([code_request])[code_request.pk]
    factories.verify(code_request, by=alice)
    workflow.approve(code_request, by=alice)
    assert Rule.LOWERED in rules_that_ask(code_request, by=alice)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(code_request, first_code(code_request), by=alice)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        factories.second_look(code_request, by=charlie)
    factories.second_look(code_request, by=bob)
    code_request.refresh_from_db()
    workflow.deliver(code_request, first_code(code_request), by=alice)
    assert code_request.state is Status.READY


@pytest.mark.parametrize("away", ["seat", "account"])
def test_sending_a_colleague_away_for_a_moment_makes_nobody_a_desk_of_one(
    desk: Desk, charlie: User, bob: User, away: str
) -> None:
    Desk.objects.filter(pk=desk.pk).update(single_person=True, single_wait_hours=1, second_always=True)
    desk.refresh_from_db()
    code_request = approved(desk, charlie)
    if away == "seat":
        staffing.seat(desk, bob, Role.AUDITOR, party=Party.STAFF, by_id=charlie.pk)
    else:
        before = staffing.rights_of(bob)
        bob.is_active = False
        bob.save(update_fields=["is_active"])
        staffing.record_account_changes(bob, before=before, party=Party.STAFF, by_id=charlie.pk)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.release_alone(code_request, by=charlie, reason="nobody is here")
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        workflow.release_alone(code_request, by=charlie, reason="nobody has been here for days")


def test_hours_and_stricter_rules_make_nobody_one_of_the_round(desk: Desk, alice: User, charlie: User) -> None:
    code_request = approved(desk, alice)
    set_rules(desk, charlie, second_always=True, answer_minutes=60)
    desk.opening_hours.filter(weekday=1).delete()
    set_rules(desk, charlie, evidence_level=EvidenceLevel.STRICT)
    assert second_person.seconds_left(code_request) == {charlie.pk}
    assert flags.FlagKind.POLICY_LOWERED not in flags.kinds_of([code_request])[code_request.pk]


def test_rules_lowered_long_before_are_the_rules(desk: Desk, alice: User, charlie: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=49)):
        set_rules(desk, charlie, second_for_override=False)
    code_request, _ = factories.make_sent(desk)
    assert flags.FlagKind.POLICY_LOWERED not in flags.kinds_of([code_request])[code_request.pk]
    assert charlie.pk in second_person.seconds_left(code_request)


def test_a_no_is_not_washed_off_by_beginning_anew(desk: Desk, alice: User, bob: User) -> None:
    code_request = approved(desk, alice)
    factories.second_look(code_request, by=bob, verdict=Verdict.NO)
    workflow.recheck(code_request, by=alice, reason="once more")
    factories.verify(code_request, by=alice)
    workflow.approve(code_request, by=alice)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(code_request, first_code(code_request), by=alice)


def test_who_suspected_as_the_second_person_has_no_part_in_the_appeal(desk: Desk, alice: User, bob: User) -> None:
    code_request = approved(desk, alice)
    factories.second_look(code_request, by=bob, verdict=Verdict.NO)
    workflow.refuse(code_request, Refusal.CANNOT_VERIFY, by=alice)
    workflow.appeal(code_request)
    with pytest.raises(workflow.NotComplete, match="another_person"):
        workflow.claim(code_request, by=bob)


def test_a_code_typed_among_the_known_codes_confirms_nothing(desk: Desk, alice: User) -> None:
    radio = Radio("S053", Kind.PRECODE)
    registry.remember(desk, radio, code="1234", source=Source.PAPERS, provenance="card", by_id=alice.pk)
    code_request = approved(desk, alice)
    theirs = next(one for one in workflow.candidates_of(code_request) if one.source != Source.CALCULATOR)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(code_request, theirs, by=alice, reason="the card says so")


def test_the_code_of_a_refused_request_is_shown_to_nobody(desk: Desk, alice: User, bob: User) -> None:
    code_request = approved(desk, alice)
    candidate = first_code(code_request)
    workflow.refuse(code_request, Refusal.NOT_HOLDER, by=alice)
    with pytest.raises(workflow.NotComplete, match="approval"):
        workflow.see_code(candidate, by=bob, reason="curious")
