"""What a desk did in a period, as tables and bars: each number with the address of the list of what it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from guides_app.models import RadioFamily
from requests_app import totals, waiting
from requests_app.admin.happened import name_of
from requests_app.lookup import plugs
from requests_app.models import Desk, DocumentProblem, Reached, Refusal, Slot
from requests_app.totals import Kind
from requests_app.totals.guide_health import Share

TOP = 10
LEAST_PERCENT = 90
ROW = 12
THICK = 9


@dataclass(frozen=True)
class Figure:
    """A number that stands alone, and where what it counts is listed."""

    label: str
    words: str
    address: str = ""


@dataclass(frozen=True)
class Bar(Figure):
    """One row of a table, with the length of its bar in percent."""

    length: int = 0
    low: bool = False


@dataclass(frozen=True)
class Chart:
    """Bars, and the table that says the same."""

    slug: str
    title: str
    column: str
    bars: list[Bar]
    note: str = ""

    @property
    def placed(self) -> list[tuple[int, Bar]]:
        """Each bar with its distance from the top."""
        return [(row * ROW, bar) for row, bar in enumerate(self.bars)]

    @property
    def height(self) -> int:
        return ROW * len(self.bars)

    @property
    def thick(self) -> int:
        return THICK


class Overview:
    """What a desk did in the last so many days."""

    def __init__(self, desk: Desk, days: int) -> None:
        self._desk, self._days = desk, days
        self._sums = totals.sums(desk, days)

    def figures(self) -> list[Figure]:
        """The numbers that stand alone. Requests that were not sent are no list: staff do not see them."""
        decided = self._all(Kind.DECIDED)
        minutes = self._median_minutes()
        median = "–" if minutes is None else _("%(n)d min") % {"n": minutes}
        return [
            Figure(_("Requests begun"), str(self._all(Kind.BEGUN))),
            self._figure(_("Requests sent"), str(self._all(Kind.SENT)), Kind.SENT),
            self._figure(_("First decisions in time"), str(Share(self._all(Kind.IN_TIME), decided)), Kind.IN_TIME),
            self._figure(_("Median from sending to first decision"), median, Kind.DECIDED),
            self._figure(
                _("First decisions that asked for more"), str(Share(self._all(Kind.ASKED), decided)), Kind.ASKED
            ),
            self._figure(_("Refused"), str(self._all(Kind.REFUSED)), Kind.REFUSED),
            self._agreement(_("Second looks that agreed"), Kind.AGREED, Kind.DIFFERED),
            self._agreement(_("Quality samples that agreed"), Kind.SAMPLE_AGREED, Kind.SAMPLE_DIFFERED),
            self._figure(_("Letters that could not be sent"), str(self._all(Kind.LETTER)), Kind.LETTER),
        ]

    def charts(self) -> list[Chart]:
        """What has more than one number."""
        number = _("Number")
        return [
            Chart("asked", _("What was asked for, and why"), number, self._counts(Kind.ASKED_FOR, _asked)),
            Chart("refused", _("Refusals by reason"), number, self._counts(Kind.REFUSED, _refusal)),
            Chart("worked", _("Worked on the first code"), _("Share"), self._worked()),
            Chart(
                "funnel", _("How far requests came"), number, self._funnel(),
                _("Of those that were sent or dropped in this period. A request that is not sent is dropped 48 hours "
                  "after its last answer; staff do not see it."),
            ),
        ]  # fmt: skip

    def by_first_person(self) -> list[tuple[str, Figure, Figure]]:
        """How often second looks and samples agreed with each first person: for leads."""
        found = totals.agreement(self._desk, self._days)
        people = {user.pk: name_of(user) for user in User.objects.filter(pk__in=[pk for pk in found if pk])}
        rows = []
        for first, (agreed, looks, same, samples) in found.items():
            name = people.get(first or 0, _("not written down"))
            second = self._behind(Kind.AGREED, Kind.DIFFERED, first=first) if first and looks else ""
            sample = self._behind(Kind.SAMPLE_AGREED, Kind.SAMPLE_DIFFERED, first=first) if first and samples else ""
            label = Figure(name, str(Share(agreed, looks)), second)
            rows.append((name, label, Figure(name, str(Share(same, samples)), sample)))
        return sorted(rows, key=lambda row: row[0])

    def _figure(self, label: str, words: str, *kinds: Kind) -> Figure:
        return Figure(label, words, self._behind(*kinds) if any(map(self._all, kinds)) else "")

    def _behind(self, *kinds: Kind, key: str | None = None, first: int | None = None) -> str:
        """The address of the list of what counts in these totals."""
        asked: list[tuple[str, Any]] = [("desk", self._desk.slug), ("days", self._days)]
        asked += [("kind", kind.value) for kind in kinds] + ([("key", key)] if key is not None else [])
        asked += [("first", first)] if first is not None else []
        return f"{reverse('admin:behind_a_number')}?{urlencode(asked)}"

    def _of(self, kind: Kind) -> dict[str, int]:
        return {key: n for (each, key), n in self._sums.items() if each == kind and n}

    def _all(self, kind: Kind) -> int:
        return sum(self._of(kind).values())

    def _agreement(self, label: str, agreed: Kind, differed: Kind) -> Figure:
        share = Share(self._all(agreed), self._all(agreed) + self._all(differed))
        return self._figure(label, str(share), agreed, differed)

    def _median_minutes(self) -> int | None:
        """The lower one of the two in the middle, where there are two."""
        counts = sorted((int(minutes), n) for minutes, n in self._of(Kind.DECIDED).items())
        left = (sum(n for _minutes, n in counts) + 1) // 2
        for minutes, n in counts:
            left -= n
            if left <= 0:
                return minutes
        return None

    def _counts(self, kind: Kind, label: Callable[[str], str]) -> list[Bar]:
        found = sorted(self._of(kind).items(), key=lambda item: (-item[1], item[0]))[:TOP]
        return [Bar(label(key), str(n), self._behind(kind, key=key), 100 * n // found[0][1]) for key, n in found]

    def _worked(self) -> list[Bar]:
        """Of the customers who said how the first code went, by radio and source; below 90 % it is marked."""
        worked, failed = self._of(Kind.WORKED), self._of(Kind.FAILED)
        names = dict(RadioFamily.objects.values_list("slug", "name"))
        bars = []
        for key in sorted(worked.keys() | failed.keys()):
            radio, _slash, source = key.partition("/")
            share = Share(worked.get(key, 0), worked.get(key, 0) + failed.get(key, 0))
            by = plugs.name_of(source) if source else _("unknown")
            label = f"{names.get(radio, radio) or _('Radio not known')} – {by}"
            low = share.percent is not None and share.percent < LEAST_PERCENT
            address = self._behind(Kind.WORKED, Kind.FAILED, key=key)
            bars.append(Bar(label, str(share), address, 100 * share.count // share.of, low))
        return bars

    def _funnel(self) -> list[Bar]:
        """Of what was sent or dropped: how many answered each part of the wizard, and were sent."""
        sent, dropped = self._all(Kind.SENT), self._of(Kind.DROPPED)
        left = sent + sum(dropped.values())
        if not left:
            return []
        most, bars = left, []
        for step in Reached:
            bars.append(Bar(str(step.label), str(left), length=100 * left // most))
            left -= dropped.get(step.value, 0)
        return [*bars, Bar(_("Sent"), str(sent), self._behind(Kind.SENT) if sent else "", 100 * sent // most)]


def ages(desk: Desk, found: list[tuple[waiting.Age, int]]) -> Chart:
    """How long ago what waits for the desk was sent."""
    most = max(n for _age, n in found)
    place = f"{reverse('admin:behind_a_number')}?desk={desk.slug}&age="
    bars = [
        Bar(str(age.label), waiting.in_words(n), f"{place}{age.slug}" if n else "", 100 * n // most)
        for age, n in found
        if most
    ]
    return Chart("ages", _("How long ago it was sent"), _("Number"), bars)


def _label(choices: type[TextChoices], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value or _("unknown")


def _refusal(key: str) -> str:
    return _label(Refusal, key)


def _asked(key: str) -> str:
    slot, _colon, problem = key.partition(":")
    return f"{_label(Slot, slot)} – {_label(DocumentProblem, problem)}"
