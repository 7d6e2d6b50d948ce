"""A day's share of codes for one person."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import Desk, Event, Member, Role
from requests_app.states import Status
from requests_app.workflow import quota
from requests_app.workflow.quota import Counted
from requests_app.workflow.seeing import standing_pages
from tests import factories


@pytest.fixture(autouse=True)
def a_small_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "PER_DAY", {Counted.LOOK_UP: 2, Counted.SEE_CODE: 1, Counted.SEE_PAGE: 900})


def test_ac_77_a_clerk_looks_up_no_more_than_a_days_share(desk: Desk, alice: User, bob: User) -> None:
    for _request in range(2):
        factories.make_approved(desk, by=alice)
    third, _ = factories.make_sent(desk)
    factories.verify(third, by=alice)
    with pytest.raises(workflow.NotComplete, match="too_many"):
        workflow.approve(third, by=alice)
    third.refresh_from_db()
    assert third.state is Status.CHECKING
    assert not third.candidates.exists()
    workflow.claim(third, by=bob, take_over=True)
    assert workflow.approve(third, by=bob)


def test_the_next_day_is_another_day(desk: Desk, alice: User) -> None:
    for _request in range(2):
        factories.make_approved(desk, by=alice)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        factories.make_approved(desk, by=alice)


def test_a_lead_has_three_times_the_share(desk: Desk, charlie: User) -> None:
    for _request in range(6):
        factories.make_approved(desk, by=charlie)
    with pytest.raises(workflow.NotComplete, match="too_many"):
        factories.make_approved(desk, by=charlie)


def test_a_clerk_has_a_clerks_share_whoever_leads_here_and_whatever_the_clerk_leads_elsewhere(
    desk: Desk, alice: User, charlie: User
) -> None:
    Member.objects.create(desk=factories.make_desk("Other Desk"), user=alice, role=Role.LEAD)
    for _request in range(2):
        factories.make_approved(desk, by=alice)
    with pytest.raises(workflow.NotComplete, match="too_many"):
        factories.make_approved(desk, by=alice)


def test_looking_at_codes_has_its_share_too(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    candidate = workflow.candidates_of(code_request)[0]
    assert workflow.see_code(candidate, by=alice, reason="on the telephone") == "7913"
    with pytest.raises(workflow.NotComplete, match="too_many"):
        workflow.see_code(candidate, by=alice, reason="once more")


def test_very_many_looks_are_told_to_the_lead_once_and_end_at_a_share(
    desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MANY_LOOKS", 3)
    monkeypatch.setattr(quota, "PER_DAY", {Counted.SEE_PAGE: 5})
    code_request, _ = factories.make_sent(desk)
    (page, *_more) = standing_pages(code_request)
    for _look in range(5):
        workflow.see_page(page, by=alice)
    line = Event.objects.get(kind="many_looks")
    assert (line.desk, line.user, line.data) == (desk, alice, {"looks": 3})
    with pytest.raises(workflow.NotComplete, match="too_many"):
        workflow.see_page(page, by=alice)
    assert code_request.events.filter(kind="see_page").count() == 5


def test_looks_of_a_colleague_and_other_work_make_nobodys_looks_many(
    desk: Desk, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MANY_LOOKS", 3)
    code_request, _ = factories.make_approved(desk, by=alice)
    factories.open_papers(code_request, by=bob)
    assert not Event.objects.filter(kind="many_looks").exists()
