"""How guides do: readers, requests and what became of them, in numbers. Reads only, and knows no person.

Visits, votes and remarks are of the public pages, which all desks share. Requests are those of the given desks only.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from guides_app.models import DocumentKind, Guide, RadioFamily, Remark, StepVote, VisitCount
from requests_app.models import Desk
from requests_app.totals.counting import Kind
from requests_app.totals.kept import sums

PERIODS = (30, 90, 365)
FEWEST = 5
WORST_STEPS = 10
COUNTED = {
    Kind.BEGUN.value: "begun", Kind.SENT.value: "sent", Kind.GUIDE_DROPPED.value: "dropped",
    Kind.GUIDE_NO_NUMBER.value: "no_number", Kind.GUIDE_ASKED.value: "asked", Kind.GUIDE_ANSWERED.value: "answered",
    Kind.GUIDE_WORKED.value: "worked_first", Kind.GUIDE_FAILED.value: "failed",
}  # fmt: skip


@dataclass(frozen=True)
class Share:
    """So many of so many. Below 5 nothing is said about the rate."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        """Whole percent, or None where it would say more than is known."""
        return round(100 * self.count / self.of) if self.of >= max(FEWEST, self.count) else None

    def __str__(self) -> str:
        counts = {"count": self.count, "of": self.of, "percent": self.percent}
        if self.percent is not None:
            return _("%(percent)d %% (%(count)d of %(of)d)") % counts
        return _("%(count)d of %(of)d: too few to say") % counts if self.of or self.count else "–"


@dataclass
class Figures:
    """What was counted for one guide, one radio, or one radio in one car. `answered`: said how the code went."""

    visits: int = 0
    begun: int = 0
    sent: int = 0
    dropped: int = 0
    no_number: int = 0
    asked: int = 0
    answered: int = 0
    worked_first: int = 0
    failed: int = 0
    yes: int = 0
    no: int = 0
    remarks: int = 0

    def add(self, other: "Figures") -> None:
        """Take the counts of another part into these."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def ended(self) -> int:
        """Requests that were sent, and those dropped unsent."""
        return self.sent + self.dropped

    @property
    def led_to_request(self) -> Share:
        """Of the visits: requests that were sent."""
        return Share(self.sent, self.visits)

    @property
    def number_not_found(self) -> Share:
        """Of the requests that were sent or dropped: without the radio's number."""
        return Share(self.no_number, self.ended)

    @property
    def more_info(self) -> Share:
        """Of the requests that were sent: the desk had to ask for more."""
        return Share(self.asked, self.sent)

    @property
    def first_code(self) -> Share:
        """Of the customers who said how it went: the first code worked."""
        return Share(self.worked_first, self.answered)

    @property
    def not_worked(self) -> Share:
        """Of the same: some code did not work, the first one or a later one."""
        return Share(self.failed, self.answered)

    @property
    def not_helped(self) -> Share:
        """Of the votes under its steps: no."""
        return Share(self.no, self.yes + self.no)


@dataclass(frozen=True)
class Row:
    """One line of a table. Without a key it stands for requests that name no guide, or no radio."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True)
class Step:
    """What readers say of one step."""

    kind: str
    key: str
    label: str
    place: str
    votes: Share


class Health:
    """All pages in the last so many days, in a number of queries that does not depend on how many there are."""

    def __init__(self, desks: Iterable[Desk], days: int) -> None:
        self._since = timezone.localdate() - timedelta(days=days - 1)
        self.remarks = list(Remark.objects.filter(state=Remark.State.OPEN))
        self._requests = _requests(desks, days)
        self._readers = _readers(self._since, self.remarks)

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """Every guide and every radio, by kind and key."""
        return {
            DocumentKind.GUIDE: {guide.slug: guide.label for guide in Guide.objects.with_car()},
            DocumentKind.FAMILY: dict(RadioFamily.objects.values_list("slug", "name")),
        }

    def rows(self, kind: DocumentKind) -> list[Row]:
        """One for each guide or each radio, the busiest first; what names none of them comes last."""
        figures: dict[str, Figures] = defaultdict(Figures)
        for (guide, family), counted in self._requests.items():
            figures[guide if kind is DocumentKind.GUIDE else family].add(counted)
        for key in self.names[kind]:
            figures[key].add(self._readers[kind, key])
        rows = [Row(key, self.label(kind, key), counted) for key, counted in figures.items()]
        return sorted(rows, key=lambda row: (not row.key, -row.figures.visits - row.figures.begun, row.label))

    def row(self, kind: DocumentKind, key: str) -> Row:
        """One page."""
        return next(row for row in self.rows(kind) if row.key == key)

    def parts(self, kind: DocumentKind, key: str) -> list[Row]:
        """Requests for one guide by radio, or for one radio by guide, the most frequent first."""
        of_guide = kind is DocumentKind.GUIDE
        other = DocumentKind.FAMILY if of_guide else DocumentKind.GUIDE
        found = [
            Row(family if of_guide else guide, self.label(other, family if of_guide else guide), counted)
            for (guide, family), counted in self._requests.items()
            if key == (guide if of_guide else family)
        ]
        return sorted(found, key=lambda row: (-row.figures.begun, row.label))

    def steps(self, kind: str = "", key: str = "") -> list[Step]:
        """What readers say of each step of a page; without a page, the steps that helped least, of all pages."""
        rows = StepVote.objects.filter(day__gte=self._since)
        rows = rows.filter(kind=kind, key=key) if key else rows
        sums = rows.values_list("kind", "key", "place").annotate(yes=Sum("yes"), no=Sum("no")).order_by("-no", "place")
        steps = [Step(k, page, self.label(k, page), place, Share(no, yes + no)) for k, page, place, yes, no in sums]
        return steps if key else [step for step in steps[:WORST_STEPS] if step.votes.count]

    def label(self, kind: str, key: str) -> str:
        """The name of a page, or what stands for no page."""
        missing = _("No guide chosen") if kind == DocumentKind.GUIDE else _("Radio not known")
        return self.names[kind].get(key, key) or missing


def _requests(desks: Iterable[Desk], days: int) -> dict[tuple[str, str], Figures]:
    """What happened in the last so many days, by guide and radio."""
    found: dict[tuple[str, str], Figures] = defaultdict(Figures)
    for desk in desks:
        for (kind, key), n in sums(desk, days, COUNTED).items():
            guide, _slash, radio = key.partition("/")
            found[guide, radio].add(Figures(**{COUNTED[kind]: n}))
    return found


def _readers(since: date, remarks: list[Remark]) -> dict[tuple[str, str], Figures]:
    """Visits, votes and open remarks, by kind and key of the page."""
    found: dict[tuple[str, str], Figures] = defaultdict(Figures)
    visits = VisitCount.objects.filter(day__gte=since).values_list("kind", "key").annotate(n=Sum("count"))
    votes = StepVote.objects.filter(day__gte=since).values_list("kind", "key").annotate(yes=Sum("yes"), no=Sum("no"))
    for kind, key, n in visits.order_by():
        found[kind, key].visits += n
    for kind, key, yes, no in votes.order_by():
        found[kind, key].add(Figures(yes=yes, no=no))
    for remark in remarks:
        found[remark.kind, remark.key].remarks += 1
    return found
