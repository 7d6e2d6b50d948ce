"""Who works on a request: how long it stays theirs, to whom it goes next, and what an old page can do to it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, DocumentProblem, ParkReason, Slot
from requests_app.states import Status
from tests import factories

ITEMS = [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)]


@pytest.fixture
def sent(desk: Desk) -> CodeRequest:
    return factories.make_sent(desk)[0]


@pytest.fixture
def refused_by_alice(sent: CodeRequest, alice: User) -> CodeRequest:
    """An appeal against what Alice said."""
    workflow.claim(sent, by=alice)
    workflow.refuse(sent, workflow.Refusal.NO_CODE, by=alice)
    workflow.appeal(sent)
    return sent


def fresh(one: CodeRequest) -> CodeRequest:
    """As a page shows it that is opened now."""
    return CodeRequest.objects.get(pk=one.pk)


def pass_by(**time: float) -> None:
    """So much later, every claim is older and has less left; claims go by the clock of the database."""
    ago = timedelta(**time)
    CodeRequest.objects.update(claimed_at=F("claimed_at") - ago, claimed_until=F("claimed_until") - ago)


def park(one: CodeRequest, by: User, *, days: int = 1) -> None:
    workflow.park(one, ParkReason.COLLEAGUE, until=timezone.now() + timedelta(days=days), by=by)


def nobody_else_gets(one: CodeRequest, by: User) -> None:
    with pytest.raises(workflow.MoveRefused):
        workflow.claim(fresh(one), by=by)


def test_a_claim_lasts_a_quarter_of_an_hour(sent: CodeRequest, alice: User, bob: User) -> None:
    workflow.claim(sent, by=alice)
    pass_by(minutes=14, seconds=30)
    nobody_else_gets(sent, bob)
    pass_by(seconds=45)
    workflow.claim(fresh(sent), by=bob)


def test_what_is_handed_over_is_kept_for_the_colleague_for_four_hours(
    sent: CodeRequest, alice: User, bob: User
) -> None:
    workflow.claim(sent, by=alice)
    workflow.hand_over(sent, to=bob, by=alice)
    workflow.keep_claim(sent, by=bob)
    pass_by(hours=3, minutes=59)
    nobody_else_gets(sent, alice)
    pass_by(minutes=2)
    workflow.claim(fresh(sent), by=alice)


def test_whoever_takes_their_own_again_has_had_it_since_then(sent: CodeRequest, alice: User) -> None:
    workflow.claim(sent, by=alice)
    pass_by(minutes=10)
    since = fresh(sent).claimed_at
    workflow.claim(fresh(sent), by=alice)
    assert fresh(sent).claimed_at == since


def test_only_what_one_has_and_has_open_is_kept(desk: Desk, alice: User, bob: User) -> None:
    with_alice, with_bob, open_elsewhere = (factories.make_sent(desk)[0] for _ in range(3))
    for one, by in ((with_alice, alice), (with_bob, bob), (open_elsewhere, alice)):
        workflow.claim(one, by=by)
    pass_by(minutes=14)
    workflow.keep_claim(with_alice, by=alice)
    workflow.keep_claim(with_bob, by=alice)
    pass_by(minutes=2)
    carol = factories.make_staff(desk, "carol")
    nobody_else_gets(with_alice, carol)
    workflow.claim(fresh(with_bob), by=carol)
    workflow.claim(fresh(open_elsewhere), by=carol)


def test_nobody_keeps_what_waits_for_the_customer(sent: CodeRequest, alice: User, bob: User) -> None:
    workflow.claim(sent, by=alice)
    workflow.ask(sent, ITEMS, by=alice)
    pass_by(minutes=14)
    workflow.keep_claim(sent, by=alice)
    workflow.answer_item(sent.asked_items.get(), text="here it is")
    workflow.answer(sent)
    pass_by(minutes=2)
    workflow.claim(fresh(sent), by=bob)


def test_whoever_takes_what_was_parked_keeps_it_while_they_are_there(sent: CodeRequest, alice: User, bob: User) -> None:
    park(sent, alice)
    CodeRequest.objects.update(parked_until=timezone.now() - timedelta(minutes=1))
    assert workflow.take_next(bob) == sent
    pass_by(minutes=14)
    workflow.keep_claim(sent, by=bob)
    pass_by(minutes=2)
    nobody_else_gets(sent, alice)


def test_being_there_takes_nothing_back_that_was_parked_or_given_back(desk: Desk, alice: User, bob: User) -> None:
    parked, given_back = (factories.make_sent(desk)[0] for _ in range(2))
    park(parked, alice)
    workflow.claim(given_back, by=alice)
    workflow.release(given_back, by=alice)
    assert given_back.clerk is None
    for one in (parked, given_back):
        workflow.keep_claim(one, by=alice)
        workflow.claim(fresh(one), by=bob)


def test_from_a_page_of_before_it_ended_nobody_takes_it(sent: CodeRequest, alice: User) -> None:
    page = fresh(sent)
    workflow.withdraw(sent)
    with pytest.raises(workflow.MoveRefused):
        workflow.claim(page, by=alice)
    assert fresh(sent).state is Status.WITHDRAWN


def test_whoever_refused_it_is_neither_handed_it_nor_parks_it(
    refused_by_alice: CodeRequest, alice: User, bob: User
) -> None:
    with pytest.raises(workflow.NotComplete, match="another_person"):
        park(refused_by_alice, alice)
    workflow.claim(refused_by_alice, by=bob)
    with pytest.raises(workflow.NotComplete, match="colleague_may_not"):
        workflow.hand_over(refused_by_alice, to=alice, by=bob)
    assert (fresh(refused_by_alice).clerk, fresh(refused_by_alice).parked_for) == (bob, "")


def test_every_page_from_before_it_was_set_aside_is_stale(sent: CodeRequest, alice: User, bob: User) -> None:
    pages = [fresh(sent)]
    workflow.claim(sent, by=alice)
    pages.append(fresh(sent))
    workflow.hand_over(sent, to=bob, by=alice)
    pages.append(fresh(sent))
    park(sent, bob)
    for page in pages:
        with pytest.raises(workflow.MoveRefused):
            park(page, bob, days=9)
    assert fresh(sent).parked_until == sent.parked_until


def test_every_page_from_before_it_was_brought_back_is_stale(sent: CodeRequest, alice: User) -> None:
    pages = [fresh(sent)]
    workflow.claim(sent, by=alice)
    pages.append(fresh(sent))
    park(sent, alice)
    pages.append(fresh(sent))
    workflow.unpark(sent, by=alice)
    for page in pages:
        with pytest.raises(workflow.MoveRefused):
            park(page, alice)
    assert (fresh(sent).parked_for, fresh(sent).parked_until) == ("", None)


def test_an_old_page_does_not_bring_back_what_was_parked_anew(sent: CodeRequest, alice: User) -> None:
    park(sent, alice)
    page = fresh(sent)
    park(sent, alice, days=2)
    workflow.unpark(page, by=alice)
    assert fresh(sent).parked_until == sent.parked_until
    assert not sent.events.filter(kind="unpark").exists()


def test_one_of_two_that_are_parked_is_brought_back(desk: Desk, alice: User) -> None:
    one, other = (factories.make_sent(desk)[0] for _ in range(2))
    for parked in (one, other):
        park(parked, alice)
    workflow.unpark(one, by=alice)
    assert one.parked_for == ""
    assert fresh(other).parked_until == other.parked_until


def test_bringing_back_what_is_not_parked_changes_nothing(sent: CodeRequest, alice: User) -> None:
    workflow.claim(sent, by=alice)
    page = fresh(sent)
    workflow.unpark(sent, by=alice)
    assert not sent.events.filter(kind="unpark").exists()
    park(page, alice)


def test_what_is_not_with_the_desk_is_not_set_aside(sent: CodeRequest, alice: User, bob: User) -> None:
    workflow.claim(sent, by=alice)
    workflow.ask(sent, ITEMS, by=alice)
    with pytest.raises(workflow.MoveRefused):
        park(sent, alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.hand_over(sent, to=bob, by=alice)
    assert fresh(sent).parked_for == ""


def test_a_long_case_number_is_kept_as_far_as_the_desk_may_write_it(sent: CodeRequest, alice: User) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    workflow.park(sent, ParkReason.MANUFACTURER, until=tomorrow, by=alice, case="1" * 70)
    assert fresh(sent).park_case == "1" * 60
