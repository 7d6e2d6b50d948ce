"""Looking at small pictures leaves one line in the record per page that is opened; big ones leave one each."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from requests_app.models import CodeRequest, Event, record
from requests_app.states import Party
from requests_app.workflow.moves import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KIND = "see_evidence"
ONE_LOOK = timedelta(minutes=30)


def see_evidence(code_request: CodeRequest, *, by: "User", pages: list[int]) -> None:
    """Record that this person opens a page with small pictures of these pages, before they are read."""
    allow(code_request, by)
    record(code_request, KIND, party=Party.STAFF, user_id=by.pk, data={"pages": pages})


def see_small(code_request: CodeRequest, *, by: "User", page: int) -> None:
    """A small picture is read: covered by the line of the page that shows it, or recorded by itself."""
    allow(code_request, by)
    since = timezone.now() - ONE_LOOK
    if not Event.objects.filter(code_request=code_request, kind=KIND, user=by, at__gt=since).exists():
        see_evidence(code_request, by=by, pages=[page])
