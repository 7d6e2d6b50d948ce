"""`moves.make`: the guards of the table are run for whoever asks, and of two callers with the same copy one wins."""

import pytest
from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.models import TOLD_STATES, CodeRequest, Desk, Event
from requests_app.states import APPROVE, ASK, DELIVER, MOVES, RECHECK, TAKE, Guard, Party, Status
from requests_app.webhooks import endpoints
from requests_app.workflow import moves
from requests_app.workflow.guards import GUARDS
from tests import factories
from tests.requests_app.api.software import open_token, read_token

NEEDED = {
    "send": {Guard.ANSWERED},
    "answer": {Guard.ITEMS_ANSWERED, Guard.COVERED},
    "take": {Guard.PERSON},
    "ask": {Guard.PERSON},
    "rely": {Guard.PERSON, Guard.FIRST_PERSON, Guard.PROVEN_BEFORE},
    "approve": {Guard.PERSON, Guard.FIRST_PERSON, Guard.STILL_PROVEN, Guard.COMPLETE},
    "deliver": {
        Guard.PERSON,
        Guard.FIRST_PERSON,
        Guard.APPROVED,
        Guard.STILL_PROVEN,
        Guard.COMPLETE,
        Guard.CANDIDATE,
        Guard.SECOND_LOOK,
        Guard.PAID,
    },
    "recall": {Guard.PERSON, Guard.UNSEEN},
    "recheck": {Guard.PERSON, Guard.REASON},
    "look_again": {
        Guard.PERSON,
        Guard.FIRST_PERSON,
        Guard.WHOLE,
        Guard.REASON,
        Guard.APPROVED,
        Guard.COMPLETE,
    },
    "refuse": {Guard.PERSON, Guard.FIRST_PERSON, Guard.SUSPICION},
    "appeal": {Guard.APPEAL_OPEN, Guard.COVERED},
    "worked": {Guard.SEEN},
    "not_worked": {Guard.SEEN},
    "merge": {Guard.PERSON, Guard.FIRST_PERSON, Guard.ONE_CUSTOMER, Guard.NO_CODE_GIVEN},
    "erase": {Guard.LEAD},
}


def test_every_move_carries_the_guards_it_needs() -> None:
    assert {move.name: set(move.guards) for move in MOVES if move.guards} == NEEDED


def test_every_guard_is_bound_to_one_function() -> None:
    assert set(GUARDS) == set(Guard)
    assert len(set(GUARDS.values())) == len(Guard)


def test_a_bare_approval_of_a_request_just_taken_is_refused_with_what_is_missing(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    with pytest.raises(workflow.NotComplete) as refused:
        moves.make(APPROVE, code_request, party=Party.STAFF, by=alice)
    assert {"reading:number", "reading:vin", "check:holder"} <= set(refused.value.missing)
    assert CodeRequest.objects.get(pk=code_request.pk).state is Status.CHECKING


def test_a_bare_delivery_without_a_candidate_is_refused(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    with pytest.raises(workflow.NotComplete, match="candidate"):
        moves.make(DELIVER, code_request, party=Party.STAFF, by=alice)


def test_of_two_copies_of_a_request_only_the_fresh_one_moves(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    stale = CodeRequest.objects.get(pk=code_request.pk)
    CodeRequest.objects.filter(pk=code_request.pk).update(version=stale.version + 1)
    with pytest.raises(workflow.MoveRefused):
        moves.make(APPROVE, stale, party=Party.STAFF, by=alice)
    stale.refresh_from_db()
    moves.make(APPROVE, stale, party=Party.STAFF, by=alice, changes={"approved_by": alice})
    assert stale.state is Status.LOOKUP


def test_a_move_that_does_not_start_here_is_refused(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    with pytest.raises(workflow.MoveRefused):
        moves.make(RECHECK, code_request, party=Party.STAFF, by=alice, reason="again")


def test_nobody_asks_for_the_move_of_another_party(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    for party, by in ((Party.CUSTOMER, None), (Party.SYSTEM, None), (Party.STAFF, None)):
        with pytest.raises(workflow.NotAllowed):
            moves.make(APPROVE, code_request, party=party, by=by)


def test_a_clerk_who_is_no_lead_erases_nothing(desk: Desk, alice: User, charlie: User) -> None:
    code_request, _ = factories.make_sent(desk)
    with pytest.raises(workflow.NotAllowed):
        workflow.erase(code_request, party=Party.STAFF, by=alice)
    workflow.erase(code_request, party=Party.STAFF, by=charlie)
    assert code_request.state is Status.ERASED


def test_a_move_is_written_down_with_its_round_and_with_what_was_said(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    moves.make(ASK, code_request, party=Party.STAFF, by=alice, reason="blurred", data={"items": ["label:blur"]})
    line = Event.objects.get(code_request=code_request, kind="ask")
    assert (line.data, line.reason, line.user) == ({"round": 1, "items": ["label:blur"]}, "blurred", alice)


def test_whoever_has_no_part_in_a_request_makes_no_move_of_the_staff(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, email=alice.email)
    with pytest.raises(workflow.NotComplete, match="own_request"):
        moves.make(TAKE, code_request, party=Party.STAFF, by=alice)


def test_a_request_says_by_which_move_of_its_customer_it_came_to_the_desk(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    assert code_request.came_by == "send"
    workflow.claim(code_request, by=alice)
    assert code_request.came_by == "send"
    workflow.change_address(code_request, "another@customer.example")
    assert code_request.came_by == "change_address"
    workflow.withdraw(code_request)
    assert code_request.came_by == "change_address"


def test_webhooks_are_told_of_a_move_to_another_state_and_of_no_other(desk: Desk, alice: User, charlie: User) -> None:
    token = read_token(open_token(desk, by=charlie, acts_as=alice))
    endpoint, _ = endpoints.add(token, "https://hooks.example/in", TOLD_STATES, by=charlie)
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    workflow.change_address(code_request, "another@customer.example")
    told = endpoint.deliveries.order_by("number").values_list("state", flat=True)
    assert list(told) == [Status.RECEIVED, Status.CHECKING]
