"""Looking leaves a line in the record first: one for a page with small pictures, one for each big one, one a code."""

from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.missing import Code, Missing, MissingOf
from requests_app.models import LOOKS, AnswerPicture, CodeRequest, Event, Member, Page, Role, Slot, record
from requests_app.states import Party
from requests_app.workflow import quota
from requests_app.workflow.people import allow
from requests_app.workflow.quota import Counted

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KIND = "see_evidence"
SEE_PAGE = "see_page"
MOST_TOLD = 60
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
    """Record that this person opens a picture, before it is opened. Auditors see the record, never the evidence.

    NotComplete("too_many") where this person has opened more than anybody's work of a day.
    """
    code_request = page.upload.code_request
    allow(code_request, by)
    quota.within(code_request, Counted.SEE_PAGE, by=by)
    seen = {
        "page": page.pk, "picture": page.key, "photos": [page.place], "round": code_request.verification_round,
    }  # fmt: skip
    record(code_request, SEE_PAGE, party=Party.STAFF, user_id=by.pk, reason=reason, data=seen)
    quota.tell_of_many_looks(code_request, by=by)


OPENINGS = (SEE_PAGE, Counted.SEE_ANSWER)


def opened(code_request: CodeRequest, *, by: "User") -> set[str]:
    """The keys of the pictures that this person has opened in this round."""
    return {
        data["picture"]
        for data in code_request.events.filter(openings(code_request, by)).values_list("data", flat=True)
    }


def openings(code_request: CodeRequest, by: "User") -> Q:
    """The lines of this person's openings in this round."""
    return Q(kind__in=OPENINGS, user=by, data__round=code_request.verification_round)


def opened_lately(page: Page, *, by: "User") -> bool:
    """Whether the record has a line, not older than `ONE_LOOK`, that this person opened this very picture."""
    lines = page.upload.code_request.events.filter(kind=SEE_PAGE, user=by, at__gt=timezone.now() - ONE_LOOK)
    return lines.filter(data__picture=page.key).exists()


def answer_pictures(code_request: CodeRequest) -> list[AnswerPicture]:
    """The pages of the manufacturer's answers to this round, of codes that have not failed."""
    here = {"code_request": code_request, "round": code_request.verification_round, "failed_at": None}
    rows = AnswerPicture.objects.filter(**{f"candidate__{name}": value for name, value in here.items()})
    return list(rows.select_related("candidate").order_by("candidate_id", "number"))


class Opened(NamedTuple):
    """On this day somebody with this role looked at the papers."""

    day: date
    role: str


def days_opened(code_request: CodeRequest) -> list[Opened]:
    """When staff looked at the papers of a request, newest first: for its customer, so days and roles, no names."""
    lines = code_request.events.filter(kind__in=LOOKS, again=False).order_by("-at").values_list("at", "user")
    looks = list(lines[:MOST_TOLD])
    members = Member.objects.filter(desk=code_request.desk_id, user__in={user for _at, user in looks})
    roles = {pk: Role(role).label for pk, role in members.values_list("user", "role")}
    told = (Opened(at.astimezone(UTC).date(), str(roles.get(user, _("Former staff")))) for at, user in looks)
    return list(dict.fromkeys(told))


def standing_pages(code_request: CodeRequest, *slots: Slot) -> list[Page]:
    """The pages of the documents that stand in these slots, or in all of them."""
    rows = Page.objects.filter(
        upload__code_request=code_request, upload__replaced_at=None, upload__deleted_at=None
    ).select_related("upload", "machine_reading")
    return list((rows.filter(upload__slot__in=slots) if slots else rows).order_by("upload_id", "number"))


def unopened_answers(code_request: CodeRequest, *, by: "User") -> tuple[Code, ...]:
    """Whether this person has yet to open a page of the manufacturer's answers, as a code of `NotComplete`."""
    pictures = answer_pictures(code_request)
    seen = opened(code_request, by=by) if pictures else set()
    sound = all(picture.key in seen and picture.damaged_at is None for picture in pictures)
    return () if sound else (Missing.UNOPENED_ANSWER,)


def unopened(code_request: CodeRequest, *slots: Slot, by: "User") -> tuple[Code, ...]:
    """The slots of which this person has not opened every page in this round, as codes of `NotComplete`."""
    seen = opened(code_request, by=by)
    pages = standing_pages(code_request, *slots)
    closed = [page for page in pages if page.key not in seen or page.damaged_at is not None]
    return tuple(dict.fromkeys(MissingOf.UNOPENED.named(page.upload.slot) for page in closed))
