"""Looking leaves a line in the record first: one for a page with small pictures, one for each big one, one a code."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app.models import CodeRequest, Event, Page, Slot, record
from requests_app.states import Party
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KIND = "see_evidence"
SEE_PAGE = "see_page"
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
    seen = {"page": page.pk, "picture": page.key, "round": code_request.verification_round}
    record(code_request, SEE_PAGE, party=Party.STAFF, user_id=by.pk, reason=reason, data=seen)


def opened(code_request: CodeRequest, *, by: "User") -> set[str]:
    """The keys of the pictures that this person has opened in this round."""
    lines = code_request.events.filter(kind=SEE_PAGE, user=by, data__round=code_request.verification_round)
    return {data["picture"] for data in lines.values_list("data", flat=True)}


def standing_pages(code_request: CodeRequest, *slots: Slot) -> list[Page]:
    """The pages of the documents that stand in these slots, or in all of them."""
    rows = Page.objects.filter(
        upload__code_request=code_request, upload__replaced_at=None, upload__deleted_at=None
    ).select_related("upload")
    return list((rows.filter(upload__slot__in=slots) if slots else rows).order_by("upload_id", "number"))


def unopened(code_request: CodeRequest, *slots: Slot, by: "User") -> tuple[str, ...]:
    """The slots of which this person has not opened every page in this round, as codes of `NotComplete`."""
    seen = opened(code_request, by=by)
    pages = standing_pages(code_request, *slots)
    closed = [page for page in pages if page.key not in seen or page.damaged_at is not None]
    return tuple(dict.fromkeys(f"unopened:{page.upload.slot}" for page in closed))
