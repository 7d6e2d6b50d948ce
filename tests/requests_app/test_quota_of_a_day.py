"""How much a day's share of one person is."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, Event
from requests_app.states import Party
from requests_app.workflow import quota
from requests_app.workflow.quota import Counted


@pytest.fixture
def draft(desk: Desk) -> CodeRequest:
    return workflow.start_draft(desk, language="en")[0]


def did(code_request: CodeRequest, kind: Counted, *, by: User, times: int) -> None:
    """As if this person had done it so many times more today."""
    done = code_request.events.count()
    Event.objects.bulk_create(
        Event(code_request=code_request, number=done + one, kind=kind, party=Party.STAFF, user=by, at=timezone.now())
        for one in range(1, times + 1)
    )


@pytest.mark.parametrize(
    ("kind", "share"),
    [(Counted.LOOK_UP, 150), (Counted.SEE_CODE, 60), (Counted.SEE_ANSWER, 60), (Counted.SEE_PAGE, 900)],
)
def test_a_clerk_does_it_so_often_in_a_day_and_a_lead_three_times_as_often(
    draft: CodeRequest, alice: User, charlie: User, kind: Counted, share: int
) -> None:
    for by, most in ((alice, share), (charlie, 3 * share)):
        did(draft, kind, by=by, times=most - 1)
        quota.within(draft, kind, by=by)
        did(draft, kind, by=by, times=1)
        with pytest.raises(workflow.NotComplete, match="too_many"):
            quota.within(draft, kind, by=by)


def test_the_lead_is_told_of_the_three_hundredth_look_of_a_day_alone(draft: CodeRequest, alice: User) -> None:
    did(draft, Counted.SEE_PAGE, by=alice, times=298)
    told = []
    for _look in range(3):
        did(draft, Counted.SEE_PAGE, by=alice, times=1)
        quota.tell_of_many_looks(draft, by=alice)
        told.append(Event.objects.filter(kind="many_looks").count())
    assert told == [0, 1, 1]
