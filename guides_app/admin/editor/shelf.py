"""The lines of the list of documents, read in a handful of queries however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Sum
from django.utils import timezone

from guides_app.admin.editor import naming
from guides_app.admin.editor.states import State, states
from guides_app.admin.editor.texts import progress, standing
from guides_app.library import review_is_due
from guides_app.models import DocumentKind, Fitment, Guide, LibraryRules, Manuscript, RadioFamily, Remark, StepVote
from guides_app.translation import LANGUAGES, Status

YEAR = timedelta(days=365)
LATELY = timedelta(days=90)


@dataclass
class Line:
    """One document as the list shows it. `not_found` is filled in by those who know of requests."""

    kind: DocumentKind
    key: str
    name: str
    states: list[State]
    families: list[str] = field(default_factory=list)
    languages: list[tuple[str, Status]] = field(default_factory=list)
    checked_on: date | None = None
    review_by: date | None = None
    is_due: bool = False
    remarks: int = 0
    votes: int = 0
    lost: int = 0
    not_found: object = None

    @property
    def lost_percent(self) -> int | None:
        """How many of 100 readers were not helped by a step."""
        return round(100 * self.lost / self.votes) if self.votes else None

    def says(self, text: str) -> bool:
        """True when every word is in its names."""
        names = " ".join((self.name, self.key, *self.families)).casefold()
        return all(word in names for word in text.casefold().split())

    def has(self, status: Status) -> bool:
        """True when a language stands so."""
        return any(kept is status for _language, kept in self.languages)

    def checked_lately(self) -> bool:
        """In the last 12 months."""
        return self.checked_on is not None and timezone.localdate() - self.checked_on <= YEAR


def guides() -> list[Line]:
    """All guides, those that nobody has published among them."""
    kept = _manuscripts(DocumentKind.GUIDE)
    fits = Prefetch("fitments", Fitment.objects.select_related("family"))
    rows = {guide.slug: guide for guide in Guide.objects.with_car().prefetch_related(fits)}
    months = LibraryRules.current().review_months
    lines = [_of_guide(guide, kept.get(slug), months) for slug, guide in rows.items()]
    lines += _begun([one for slug, one in kept.items() if slug not in rows])
    return _with_voices(DocumentKind.GUIDE, lines)


def families() -> list[Line]:
    """All radio families."""
    kept = _manuscripts(DocumentKind.FAMILY)
    names = dict(RadioFamily.objects.values_list("slug", "name"))
    lines = [_of_family(slug, name, kept.get(slug)) for slug, name in names.items()]
    lines += _begun([one for slug, one in kept.items() if slug not in names])
    return _with_voices(DocumentKind.FAMILY, lines)


def _manuscripts(kind: DocumentKind) -> dict[str, Manuscript]:
    return {manuscript.key: manuscript for manuscript in Manuscript.objects.filter(kind=kind)}


def _of_guide(guide: Guide, manuscript: Manuscript | None, months: int) -> Line:
    return Line(
        DocumentKind.GUIDE,
        guide.slug,
        guide.label,
        _states(manuscript, published=guide.is_published),
        families=[family.name for family in guide.fitting_families()],
        languages=_languages(manuscript),
        checked_on=guide.checked_on,
        review_by=guide.review_by,
        is_due=review_is_due(guide, months=months),
    )


def _of_family(slug: str, name: str, manuscript: Manuscript | None) -> Line:
    told = _states(manuscript, published=True)
    return Line(DocumentKind.FAMILY, slug, name, told, languages=_languages(manuscript))


def _begun(manuscripts: list[Manuscript]) -> list[Line]:
    """Texts that readers do not see yet, or no longer."""
    cars = naming.cars_of(manuscripts)
    return [
        Line(DocumentKind(one.kind), one.key, naming.of_draft(one, cars), states(one), languages=_languages(one))
        for one in manuscripts
    ]


def _states(manuscript: Manuscript | None, *, published: bool) -> list[State]:
    return states(manuscript) if manuscript else [State.PUBLISHED if published else State.WITHDRAWN]


def _languages(manuscript: Manuscript | None) -> list[tuple[str, Status]]:
    if manuscript is None:
        return [(language, Status.NEW) for language in LANGUAGES]
    counted = progress(DocumentKind(manuscript.kind), manuscript.working)
    return [(language, standing(counted[language])) for language in LANGUAGES]


def _with_voices(kind: DocumentKind, lines: Iterable[Line]) -> list[Line]:
    """With what readers said of each page."""
    remarks = Remark.objects.filter(kind=kind, state=Remark.State.OPEN).values_list("key").annotate(Count("pk"))
    since = timezone.localdate() - LATELY
    votes = StepVote.objects.filter(kind=kind, day__gte=since).values_list("key").annotate(Sum("yes"), Sum("no"))
    said, voted = dict(remarks.order_by()), {key: (yes, no) for key, yes, no in votes.order_by()}
    for line in lines:
        yes, no = voted.get(line.key, (0, 0))
        line.remarks, line.votes, line.lost = said.get(line.key, 0), yes + no, no
    return list(lines)
