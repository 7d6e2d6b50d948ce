"""How much one person may look up or look at in a day: a stolen session must not empty the desk overnight.

The numbers are far above a day's honest work; a lead may do three times as much as a clerk. The record is the counter.
"""

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone

from requests_app.missing import Missing
from requests_app.models import CodeRequest, Event, Member, Role, record_at_desk
from requests_app.states import Party
from requests_app.workflow.errors import NotComplete

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Counted(StrEnum):
    """The kinds of events that are counted."""

    LOOK_UP = "look_up"
    SEE_CODE = "see_code"
    SEE_ANSWER = "see_answer"
    SEE_PAGE = "see_page"


PER_DAY = {Counted.LOOK_UP: 150, Counted.SEE_CODE: 60, Counted.SEE_ANSWER: 60, Counted.SEE_PAGE: 900}
MANY_LOOKS = 300  # in a day: nothing is wrong with it yet, and the lead is told
LEAD_TIMES = 3
DAY = timedelta(days=1)


def tell_of_many_looks(code_request: CodeRequest, *, by: "User") -> None:
    """With the look that makes them many in a day, a line in the record of the desk, for its lead."""
    looks = Event.objects.filter(user=by, kind=Counted.SEE_PAGE, at__gt=timezone.now() - DAY).order_by()
    if looks[: MANY_LOOKS + 1].count() == MANY_LOOKS:
        said = {"looks": MANY_LOOKS}
        record_at_desk(code_request.desk, "many_looks", party=Party.STAFF, user_id=by.pk, data=said)


def within(code_request: CodeRequest, kind: Counted, *, by: "User") -> None:
    """Raise NotComplete("too_many") where this person has had the day's share, at all desks together."""
    leads = Member.objects.filter(desk=code_request.desk_id, user=by, role=Role.LEAD).exists()
    share = PER_DAY[kind] * (LEAD_TIMES if leads else 1)
    recent = Event.objects.filter(user=by, kind=kind, at__gt=timezone.now() - DAY).order_by()
    if recent[:share].count() >= share:
        raise NotComplete(Missing.TOO_MANY)
