"""The record as people read it: filtered, newest first, page by page by key, looks folded to one line for each
request, person and day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.http import urlencode

from requests_app.admin import words
from requests_app.admin.event_details import details, people_in
from requests_app.admin.happened import HAPPENED, Text, happened, looks, name_of
from requests_app.models import LOOKS, CodeRequest, Desk, Event

PER_PAGE = 50
Look = tuple[int | None, int | None, date]


@dataclass(frozen=True)
class Line:
    """One line in words. `looks` stands where the line tells all looks of its person at its request on that day."""

    event: Event
    text: Text
    details: list[str]
    by: str
    looks: int = 0

    @property
    def day(self) -> str:
        """The day by UTC, by which looks are told together."""
        return self.event.at.astimezone(UTC).date().isoformat()


@dataclass(frozen=True)
class Chosen:
    """The lines that somebody asks for; what is not understood is left out. `day` is one of the desk's own, or with
    `all_looks` one by UTC, as looks are folded."""

    kind: str = ""
    person: int | None = None
    day: date | None = None
    all_looks: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Self:
        kind, person = str(asked.get("kind", "")), str(asked.get("person", ""))
        return cls(
            kind=kind if kind in HAPPENED else "",
            person=int(person) if person.isascii() and person.isdigit() and len(person) < 10 else None,
            day=_day(str(asked.get("day", ""))),
            all_looks=asked.get("looks") == "all",
        )

    @property
    def folded(self) -> bool:
        """Whether looks are told together."""
        return not self.all_looks and self.kind not in LOOKS

    def narrow(self, rows: QuerySet[Event], zone: ZoneInfo) -> QuerySet[Event]:
        """These lines alone."""
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.person is not None:
            rows = rows.filter(user=self.person)
        if self.day:
            begins = datetime.combine(self.day, time(), UTC if self.all_looks else zone)
            rows = rows.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
        return rows

    def as_data(self) -> dict[str, Any]:
        """For a line of the record and an address: what was chosen, and nothing else."""
        chosen = {
            "kind": self.kind,
            "person": self.person,
            "day": self.day.isoformat() if self.day else "",
            "looks": "all" if self.all_looks else "",
        }
        return {name: value for name, value in chosen.items() if value}

    def query(self) -> str:
        """The same as the end of an address."""
        return urlencode(self.as_data())


@dataclass(frozen=True)
class Listing:
    """One page, and the key behind which the next one begins."""

    lines: list[Line] = field(default_factory=list)
    after: int | None = None


def lines_of(scope: CodeRequest | Desk | None) -> QuerySet[Event]:
    """All lines of a request; of a desk, those of its requests too; with None those of the installation alone."""
    if isinstance(scope, CodeRequest):
        return Event.objects.filter(code_request=scope)
    return Event.objects.filter(at_desk=scope)


def listed(rows: QuerySet[Event], chosen: Chosen, zone: ZoneInfo, *, after: int | None = None) -> Listing:
    """One page of these lines, newest first; `after` is the key of the last line of the page before."""
    rows = chosen.narrow(rows, zone)
    if chosen.folded:
        rows = rows.filter(again=False)
    if after and (last := Event.objects.filter(pk=after).order_by("pk").values_list("at", flat=True).first()):
        rows = rows.filter(at__lte=last).filter(Q(at__lt=last) | Q(pk__lt=after))
    found = list(_newest_first(rows)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    return Listing(told(shown, folded=chosen.folded), shown[-1].pk if len(found) > PER_PAGE else None)


def _newest_first(rows: QuerySet[Event]) -> QuerySet[Event]:
    return rows.select_related("user", "note", "code_request").order_by("-at", "-pk")


def told(events: Sequence[Event], *, folded: bool = True) -> list[Line]:
    """These lines in words, with as many questions as one line needs."""
    names = names_of(people_in(events))
    counts = _looks(event for event in events if event.kind in LOOKS) if folded else {}
    return [_line(event, names, counts.get(_look(event), 0)) for event in events]


def names_of(people: set[int]) -> dict[int, str]:
    """The names of these accounts."""
    return {user.pk: name_of(user) for user in User.objects.filter(pk__in=people)} if people else {}


def _line(event: Event, names: Mapping[int, str], count: int) -> Line:
    by = name_of(event.user) if event.user else str(words.BY.get(event.party, event.party))
    if event.kind in LOOKS and count > 1:
        return Line(event, looks(count), [], by, looks=count)
    return Line(event, happened(event.kind, event.data), details(event, names), by)


def _look(event: Event) -> Look:
    return event.code_request_id, event.user_id, event.at.astimezone(UTC).date()


def _looks(firsts: Iterable[Event]) -> dict[Look, int]:
    """How many looks each of these first ones stands for."""
    wanted = {_look(event) for event in firsts}
    if not wanted:
        return {}
    days = [day for _request, _user, day in wanted]
    begins, ends = (datetime.combine(day, time(), UTC) for day in (min(days), max(days) + timedelta(days=1)))
    rows = Event.objects.filter(
        kind__in=LOOKS, at__gte=begins, at__lt=ends,
        user__in={user for _request, user, _day in wanted},
        code_request__in={request for request, _user, _day in wanted},
    )  # fmt: skip
    counted = rows.annotate(day=TruncDate("at", tzinfo=UTC)).order_by().values_list("code_request", "user", "day")
    return {(request, user, day): count for request, user, day, count in counted.annotate(Count("pk"))}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
