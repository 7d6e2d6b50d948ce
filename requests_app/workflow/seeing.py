"""Looking leaves a line in the record first: one for a page with small pictures, one for each big one, one a code."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app.lookup import chain
from requests_app.models import Candidate, CodeRequest, Event, Page, Role, record
from requests_app.states import Party
from requests_app.workflow import quota
from requests_app.workflow.errors import NotComplete
from requests_app.workflow.people import allow
from requests_app.workflow.quota import Counted

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


@transaction.atomic
def see_page(page: Page, *, by: "User", reason: str = "") -> None:
    """Record that this person opens a picture, before it is opened. Auditors see the record, never the evidence."""
    code_request = page.upload.code_request
    allow(code_request, by)
    record(code_request, "see_page", party=Party.STAFF, user_id=by.pk, reason=reason, data={"page": page.pk})


def see_code(candidate: Candidate, *, by: "User", reason: str) -> str:
    """The code of a candidate, for a person of the desk who says why. The record is committed before it is opened."""
    if not reason.strip():
        raise NotComplete("reason")
    code_request = candidate.code_request
    with transaction.atomic():
        allow(code_request, by, Role.CLERK, Role.LEAD)
        current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
        if current.approved_by_id is None or candidate.round != current.verification_round:
            raise NotComplete("approval")
        quota.within(code_request, Counted.SEE_CODE, by=by)
        record(
            code_request, Counted.SEE_CODE, party=Party.STAFF, user_id=by.pk, reason=reason.strip(),
            data={"candidate": candidate.pk},
        )  # fmt: skip
    return chain.open_code(candidate)
