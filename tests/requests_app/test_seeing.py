"""Looking at papers: what covers a look, for how long, and what of it the customer is told."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, Member, Role
from requests_app.workflow.seeing import opened_lately, see_evidence, see_small, standing_pages
from tests import factories

LATER = {"in time": timedelta(minutes=29), "too late": timedelta(minutes=31)}


@pytest.fixture
def sent(desk: Desk) -> CodeRequest:
    return factories.make_sent(desk)[0]


@pytest.mark.parametrize(("when", "lines"), [("in time", 1), ("too late", 2)])
def test_a_small_picture_is_covered_by_its_page_for_half_an_hour(
    sent: CodeRequest, alice: User, when: str, lines: int
) -> None:
    see_evidence(sent, by=alice, pages=[1])
    with time_machine.travel(timezone.now() + LATER[when]):
        see_small(sent, by=alice, page=1)
    assert sent.events.filter(kind="see_evidence").count() == lines


def test_who_has_no_seat_any_more_reads_no_small_picture_of_an_open_page(sent: CodeRequest, alice: User) -> None:
    see_evidence(sent, by=alice, pages=[1])
    Member.objects.filter(user=alice).delete()
    with pytest.raises(workflow.NotAllowed):
        see_small(sent, by=alice, page=1)


def test_a_picture_counts_as_opened_lately_for_half_an_hour(sent: CodeRequest, alice: User) -> None:
    page, other = standing_pages(sent)
    workflow.see_page(page, by=alice)
    found = []
    for later in LATER.values():
        with time_machine.travel(timezone.now() + later):
            found.append((opened_lately(page, by=alice), opened_lately(other, by=alice)))
    assert found == [(True, False), (False, False)]


def test_the_customer_is_told_of_the_first_look_of_a_day(sent: CodeRequest, alice: User) -> None:
    page, _other = standing_pages(sent)
    told = []
    for _look in range(2):
        workflow.see_page(page, by=alice)
        told.append([one.role for one in workflow.days_opened(sent)])
    assert told == [[str(Role.CLERK.label)]] * 2
