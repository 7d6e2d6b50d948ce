"""Requests that wait for nothing but a second look: kept as a column, so that tab and badge find them by an index.

Whether one is wanted is judged after every move, second look and typed code. When it begins to be, whoever could give
it gets a letter.
"""

from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from requests_app.missing import Missing
from requests_app.models import CodeRequest, Member, StaffLetter
from requests_app.notifications import outbox
from requests_app.states import Status
from requests_app.workflow import second_person
from requests_app.workflow.people import STAFF_ROLES

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

WANTED = (Missing.SECOND_PERSON,)


def awaiting_second_look(user: "AbstractBaseUser | AnonymousUser") -> "QuerySet[CodeRequest]":
    """The requests of this person's desks that wait for a second look and were approved by somebody else, the longest
    waiting first. Whoever did other work in the round is told on the page itself that a colleague looks.
    """
    rows = CodeRequest.objects.of(user, *STAFF_ROLES).filter(second_look_since__isnull=False)
    return rows.exclude(approved_by=user.pk).order_by("second_look_since")


def judge_wanted(code_request: CodeRequest) -> None:
    """Keep whether nothing but a second look is missing before the code of this request may be sent. Call in the
    transaction of what changed."""
    wanted = code_request.status == Status.LOOKUP and second_person.state_of(code_request).missing == WANTED
    if wanted == (code_request.second_look_since is not None):
        return
    since = timezone.now() if wanted else None
    CodeRequest.objects.filter(pk=code_request.pk).update(second_look_since=since)
    code_request.refresh_from_db(fields=["second_look_since"])
    if wanted:
        _write(code_request)


def _write(code_request: CodeRequest) -> None:
    """To those who could give it and have not chosen to get no such letters."""
    could = second_person.seconds_left(code_request)
    seats = Member.objects.filter(desk=code_request.desk_id, user__in=could, second_look_letters=True)
    for user in User.objects.filter(pk__in=seats.values("user")).exclude(email="").order_by("pk"):
        key = f"{code_request.pk}-{code_request.version}"
        outbox.write_to_staff(user, StaffLetter.SECOND_LOOK, key=key, params={"request": code_request.pk})
