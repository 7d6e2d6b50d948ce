"""What waits at a desk, and whose move it is: one question for all of it, none of it counted beyond 99."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guides_app.models import Remark
from requests_app.models import AnswerPicture, CodeRequest, Desk, Message, Page, ParkReason, QualitySample
from requests_app.permissions import SEE_REQUESTS, desks_of
from requests_app.queue_order import NOT_PARKED, PARKED, Select, counting, counts, numbers
from requests_app.states import ANSWER, APPEAL, WITH_STAFF, Status

if TYPE_CHECKING:
    from requests_app.permissions import Person

MOST = 100
MOST_NAMED = 1000  # requests that letters or pictures name
ALL = "all"
DESK, CUSTOMER, EDITORS = _("the desk"), _("the customer"), _("who writes the guides")
SECOND_PERSON, LEAD = _("a second person"), _("a lead")
MANUFACTURER, NOBODY = _("the manufacturer"), _("nobody before its day")
Part = tuple[str, Any, Any, str, QuerySet[Any]]


@dataclass(frozen=True)
class Waiting:
    """So many of a kind wait for `move`; `tab` is the view of the queue in which they stand, if there is one."""

    kind: str
    label: str | Promise
    move: str | Promise
    count: int
    tab: str = ""

    @property
    def words(self) -> str:
        return in_words(self.count)


def in_words(number: int) -> str:
    """Exact to 99."""
    return f"{number}" if number < MOST else f"{MOST - 1}+"


def in_trouble(desks: Iterable[int]) -> QuerySet[Any]:
    """The keys of requests of these desks about which a letter failed, or is refused so far; at most MOST_NAMED letters
    are read."""
    letters = Message.objects.troubled().filter(at_desk__in=desks)
    return letters.order_by().values_list("code_request", flat=True)[:MOST_NAMED]


def damaged(desks: Iterable[int]) -> QuerySet[Any]:
    """The keys of requests of these desks of which a standing picture is lost or damaged, at most MOST_NAMED."""
    pages = Page.objects.filter(damaged_at__isnull=False, upload__replaced_at=None, upload__deleted_at=None)
    pages = pages.filter(upload__code_request__desk__in=desks)
    answers = AnswerPicture.objects.filter(damaged_at__isnull=False, candidate__code_request__desk__in=desks)
    of_pages = pages.order_by().values_list("upload__code_request", flat=True)
    return of_pages.union(answers.order_by().values_list("candidate__code_request", flat=True))[:MOST_NAMED]


class Age(NamedTuple):
    """Requests sent at least, and less than, so long ago; the oldest have no end."""

    slug: str
    label: str | Promise
    least: timedelta
    less_than: timedelta | None


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGES = {
    age.slug: age
    for age in (
        Age("hour", _("Less than 1 hour ago"), timedelta(0), HOUR),
        Age("hours", _("1 to 4 hours ago"), HOUR, 4 * HOUR),
        Age("day", _("4 to 24 hours ago"), 4 * HOUR, DAY),
        Age("days", _("1 to 3 days ago"), DAY, 3 * DAY),
        Age("week", _("3 to 7 days ago"), 3 * DAY, 7 * DAY),
        Age("older", _("7 days ago or more"), 7 * DAY, None),
    )
}


def of_age(desk: Desk, age: Age) -> "QuerySet[CodeRequest]":
    """What is the desk's to work on and was sent that long ago, the oldest first."""
    now = timezone.now()
    rows = CodeRequest.objects.filter(desk=desk, status__in=WITH_STAFF, sent_at__lte=now - age.least)
    return (rows.filter(sent_at__gt=now - age.less_than) if age.less_than else rows).order_by("sent_at", "pk")


def _for_the_desk(desks: Sequence[int]) -> list[Part]:
    rows = CodeRequest.objects.filter(desk__in=desks)
    ours = rows.filter(status__in=WITH_STAFF)
    now = ours.filter(NOT_PARKED)
    return [
        ("not_worked", _("Did not work"), DESK, "not-worked", rows.filter(status=Status.NOT_WORKED)),
        ("late", _("Late"), DESK, "waiting", now.filter(promised_at__lt=Now())),
        ("failed_letter", _("A letter failed"), DESK, "failed-letters", rows.filter(pk__in=in_trouble(desks))),
        ("second_look", _("Second look"), SECOND_PERSON, "second-look", ours.filter(~Q(second_look_since=None))),
        ("sample_differs", _("Quality sample did not agree"), LEAD, "", QualitySample.objects.differing(desks)),
        ("sample", _("Quality sample to read"), SECOND_PERSON, "", QualitySample.objects.unread(desks)),
        ("appeal", _("Appeals"), DESK, "appeal", ours.filter(came_by=APPEAL.name)),
        ("answered", _("Answered"), DESK, "answered", ours.filter(came_by=ANSWER.name)),
        ("new", _("New"), DESK, "waiting", now.filter(status=Status.RECEIVED)),
        (ALL, _("All that waits for the desk"), DESK, "waiting", now),
    ]


def _for_others(desks: Sequence[int]) -> list[Part]:
    rows = CodeRequest.objects.filter(desk__in=desks)
    parked = rows.filter(PARKED, status__in=WITH_STAFF)
    remarks = Remark.objects.filter(state=Remark.State.OPEN)
    asked_maker = parked.filter(parked_for=ParkReason.MANUFACTURER)
    return [
        ("manufacturer", _("Parked for the manufacturer"), MANUFACTURER, "manufacturer", asked_maker),
        ("parked", _("Parked, all together"), NOBODY, "parked", parked),
        ("needs_info", _("More was asked for"), CUSTOMER, "with-customer", rows.filter(status=Status.NEEDS_INFO)),
        ("ready", _("Code sent, no word of it yet"), CUSTOMER, "with-customer", rows.filter(status=Status.READY)),
        ("remarks", _("Open remarks of readers on guides"), EDITORS, "", remarks),
    ]


def at_desks(desks: Iterable[Desk]) -> list[Waiting]:
    """What waits at these desks for staff, the gravest first."""
    keys = tuple(desk.pk for desk in desks)
    if not keys:
        return []
    parts, question = _bar_of(keys)
    return _told(parts, numbers(question, len(parts)))


@lru_cache(maxsize=256)
def _bar_of(desks: tuple[int, ...]) -> tuple[list[Part], Select | None]:
    """Every page of staff asks this: for Django to write it takes longer than for the database to answer it."""
    parts = _for_the_desk(desks)
    return parts, counting([rows for *_words, rows in parts], MOST)


def whole(desk: Desk) -> tuple[list[Waiting], list[tuple[Age, int]]]:
    """The same of one desk, with what waits for others and the remarks; and how many there are of each age."""
    ages = list(AGES.values())
    parts = _for_the_desk([desk.pk]) + _for_others([desk.pk])
    found, of_ages = _counted(parts, [of_age(desk, age) for age in ages])
    return found, list(zip(ages, of_ages, strict=True))


def with_others(desks: Sequence[int], others: Sequence[QuerySet[Any]]) -> tuple[list[Waiting], list[int]]:
    """What waits at these desks for staff, and how many rows there are of each of the `others`, to MOST; one question
    for all."""
    return _counted(_for_the_desk(desks), others)


def _counted(parts: list[Part], others: Sequence[QuerySet[Any]]) -> tuple[list[Waiting], list[int]]:
    found = counts([*(rows for *_words, rows in parts), *others], MOST)
    return _told(parts, found[: len(parts)]), found[len(parts) :]


def _told(parts: list[Part], found: Sequence[int]) -> list[Waiting]:
    return [Waiting(kind, label, move, n, tab) for (kind, label, move, tab, _rows), n in zip(parts, found, strict=True)]


def to_tell(found: Sequence[Waiting]) -> list[Waiting]:
    """The whole, and its kinds that are not 0; or nothing."""
    return [one for one in found if one.count or one.kind == ALL] if any(one.count for one in found) else []


def for_person(user: "Person") -> list[Waiting]:
    """What the bar tells of the desks whose requests this person sees."""
    return to_tell(at_desks(desks_of(user, SEE_REQUESTS)))
