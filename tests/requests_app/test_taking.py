"""Take next and parking: one order, one's own first, nobody in circles, and never "nothing" while something waits."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, DocumentProblem, Feedback, ParkReason, Role, Slot
from requests_app.queue_order import by_due
from requests_app.states import Status
from requests_app.workflow import Why, taking
from tests import factories


def reasons(user: User) -> dict[str, Why]:
    return {str(one.code_request): one.why for one in workflow.next_for(user).passed}


def test_what_did_not_work_comes_before_what_is_due(desk: Desk, alice: User, bob: User) -> None:
    late, failed = factories.make_sent(desk)[0], factories.make_ready(desk, by=alice)[0]
    CodeRequest.objects.filter(pk=late.pk).update(promised_at=timezone.now() - timedelta(hours=1))
    workflow.reveal(failed, failed.links.get())
    failed.refresh_from_db()
    workflow.say_not_worked(failed, Feedback(display="wait", entered="same", tries=1))
    assert by_due(CodeRequest.objects.all(), [desk.pk], most=9) == [failed.pk, late.pk]
    assert [workflow.take_next(bob), workflow.take_next(factories.make_staff(desk, "carol"))] == [failed, late]


def test_ones_own_comes_back_also_when_its_claim_ran_out(desk: Desk, alice: User) -> None:
    mine, other = (factories.make_sent(desk)[0] for _ in range(2))
    workflow.claim(other, by=alice)
    CodeRequest.objects.filter(pk=other.pk).update(claimed_until=timezone.now() - timedelta(hours=1))
    assert workflow.take_next(alice) == other
    assert workflow.next_for(alice, after=str(other.reference)).code_request == mine


def test_pressing_again_and_again_goes_through_all_of_them(desk: Desk, alice: User) -> None:
    sent = [factories.make_sent(desk)[0] for _ in range(4)]
    seen: list[CodeRequest] = []
    while (one := workflow.next_for(alice, after=str(seen[-1].reference) if seen else "").code_request) is not None:
        assert one not in seen
        seen.append(one)
    assert seen == sent


def test_what_was_given_back_is_not_handed_out_again_at_once(desk: Desk, alice: User, bob: User) -> None:
    first, second = (factories.make_sent(desk)[0] for _ in range(2))
    for expected in (first, second):
        taken = workflow.take_next(alice)
        assert taken == expected
        workflow.release(expected if taken is None else taken, by=alice)
    found = workflow.next_for(alice)
    assert found.code_request is None
    assert [one.why for one in found.passed] == [Why.GIVEN_BACK] * 2
    assert workflow.take_next(bob) == first
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert workflow.take_next(alice) is not None


def test_what_is_passed_over_is_told_with_the_reason(desk: Desk, alice: User, bob: User) -> None:
    refused, parked, theirs, own = (factories.make_sent(desk)[0] for _ in range(4))
    workflow.claim(refused, by=alice)
    workflow.refuse(refused, workflow.Refusal.NO_CODE, by=alice)
    workflow.appeal(refused)
    workflow.claim(parked, by=bob)
    workflow.park(parked, ParkReason.CALL_BACK, until=timezone.now() + timedelta(days=1), by=bob)
    workflow.claim(theirs, by=bob)
    CodeRequest.objects.filter(pk=own.pk).update(email=alice.email)
    assert reasons(alice) == {
        str(parked): Why.PARKED, str(theirs): Why.CLAIMED, str(own): Why.OWN_REQUEST, str(refused): Why.ANOTHER_PERSON,
    }  # fmt: skip


def test_a_parked_request_is_back_by_itself_at_its_time(desk: Desk, alice: User, bob: User) -> None:
    one, _ = factories.make_sent(desk)
    workflow.park(one, ParkReason.MANUFACTURER, until=timezone.now() + timedelta(days=3), case="M 2026/17", by=alice)
    assert (one.status, one.clerk) == (Status.CHECKING, alice)
    assert workflow.take_next(bob) is None
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        CodeRequest.objects.update(parked_until=timezone.now() - timedelta(days=4))
        assert workflow.take_next(bob) == one
    assert [line.kind for line in one.events.filter(kind="park")] == ["park"]
    assert "17" not in str(one.events.get(kind="park").data["for"])


def test_parking_needs_a_time_to_come_and_the_case_number(desk: Desk, alice: User, bob: User) -> None:
    one, _ = factories.make_sent(desk)
    for until in (timezone.now() - timedelta(minutes=1), timezone.now() + timedelta(days=91)):
        with pytest.raises(workflow.NotComplete, match="park_until"):
            workflow.park(one, ParkReason.COLLEAGUE, until=until, by=alice)
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(workflow.NotComplete, match="park_case"):
        workflow.park(one, ParkReason.MANUFACTURER, until=tomorrow, by=alice)
    workflow.claim(one, by=bob)
    with pytest.raises(workflow.MoveRefused):
        workflow.park(one, ParkReason.COLLEAGUE, until=tomorrow, by=alice)
    with pytest.raises(workflow.NotAllowed):
        workflow.park(
            one, ParkReason.COLLEAGUE, until=tomorrow, by=factories.make_staff(desk, "audit", role=Role.AUDITOR)
        )


def test_unparked_it_waits_again(desk: Desk, alice: User, bob: User) -> None:
    one, _ = factories.make_sent(desk)
    workflow.park(one, ParkReason.COLLEAGUE, until=timezone.now() + timedelta(days=1), by=alice)
    workflow.unpark(one, by=bob)
    assert one.events.filter(kind="unpark").exists()
    assert workflow.take_next(bob) == one


def test_what_is_handed_over_is_the_colleagues(desk: Desk, alice: User, bob: User) -> None:
    one, _ = factories.make_sent(desk)
    workflow.claim(one, by=alice)
    workflow.hand_over(one, to=bob, by=alice, note="knows the customer")
    assert one.events.get(kind="hand_over").data == {"to": bob.pk}
    assert workflow.take_next(alice) is None
    assert workflow.take_next(bob) == one
    with pytest.raises(workflow.NotComplete, match="colleague"):
        workflow.hand_over(one, to=factories.make_staff(None, "stranger"), by=bob)


def test_the_clock_stands_still_while_the_customer_has_the_ball(desk: Desk, alice: User) -> None:
    with time_machine.travel("2026-11-20 09:00 +0100", tick=False) as clock:  # two hours are promised
        one, _ = factories.make_sent(desk)
        clock.shift(timedelta(minutes=90))
        factories.take(one, by=alice)
        workflow.ask(one, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
        clock.shift(timedelta(days=3))  # Monday, half past ten
        item = one.asked_items.get()
        workflow.answer_item(item, text="here it is")
        workflow.answer(one)
        assert one.promised_at == timezone.now() + timedelta(minutes=30)
        assert one.came_by == "answer"


def test_five_that_were_passed_over_are_told_and_whether_there_are_more(desk: Desk, alice: User, bob: User) -> None:
    told = []
    for others in (5, 1):
        for _request in range(others):
            workflow.claim(factories.make_sent(desk)[0], by=bob)
        found = workflow.next_for(alice)
        told.append((len(found.passed), found.more))
    assert told == [(5, False), (5, True)]


def test_what_a_colleague_left_lying_is_found_far_behind_the_head_of_the_queue(
    desk: Desk, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    head, left = (factories.make_sent(desk)[0] for _ in range(2))
    for one in (head, left):
        workflow.claim(one, by=bob)
    CodeRequest.objects.filter(pk=left.pk).update(claimed_until=timezone.now() - timedelta(hours=1))
    assert workflow.take_next(alice) == left


def test_whoever_approved_is_not_handed_what_waits_for_a_second_look(desk: Desk, alice: User, bob: User) -> None:
    waiting, _ = factories.make_approved(desk, by=alice)
    assert workflow.take_next(alice) == waiting
    CodeRequest.objects.filter(pk=waiting.pk).update(second_look_since=timezone.now())
    assert reasons(alice) == {str(waiting): Why.SECOND_LOOK}
    assert workflow.take_next(alice) is None
