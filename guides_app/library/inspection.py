"""Rows of the library -> what the lints need to know of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from guides_app import lints, translation
from guides_app.library.rehearsal import rehearsal
from guides_app.library.rows import Wrong
from guides_app.models import (
    DocumentKind,
    Fact,
    FamilyStep,
    Guide,
    IdentifierRule,
    LibraryRules,
    RadioFamily,
    Translated,
)


def inspect_draft(kind: DocumentKind, key: str, document: Any) -> list[lints.Finding]:
    """What stops this document, or asks for a second look; one that cannot become rows is an error with its place."""
    try:
        with rehearsal(kind, key, document):
            return inspect(kind, key)
    except Wrong as wrong:
        return [lints.Finding(lints.Level.ERROR, lints.Rule.REFUSED, wrong.where(), wrong.reason)]


def inspect(kind: DocumentKind, key: str) -> list[lints.Finding]:
    """The same for what the rows say now."""
    match kind:
        case DocumentKind.GUIDE:
            return lints.lint(_guide(Guide.objects.with_car().with_families().get(slug=key)))
        case DocumentKind.FAMILY:
            return lints.lint(_family_and_kin(RadioFamily.objects.get(slug=key)))
        case DocumentKind.GENERAL:
            return lints.lint(_draft((), _facts(family__isnull=True, guide__isnull=True)))


def _guide(guide: Guide) -> lints.Draft:
    families = guide.fitting_families()
    rows: list[Translated] = [guide, *guide.fitments.all(), *_facts(guide=guide)]
    about_families = _families(families)
    own = _draft(about_families.families, rows)
    return lints.Draft(
        families=own.families,
        passages=own.passages + about_families.passages,
        guide=lints.GuideFacts(
            checked_on=guide.checked_on,
            review_by=guide.review_by,
            today=timezone.localdate(),
            has_checker=bool(guide.checked_by.strip()),
            has_summary=bool(guide.summary.strip()),
            years_without_source=bool(guide.year_from and not guide.years_source_id),
            overlaps=tuple(overlaps(guide)),
        ),
        pictures_without_alt=about_families.pictures_without_alt,
    )


def _families(families: list[RadioFamily]) -> lints.Draft:
    facts = _facts(family__in=[pk for family in families for pk in family.speakers()])
    return _draft(tuple(_family(family, facts) for family in families), [*families, *facts])


def _family_and_kin(family: RadioFamily) -> lints.Draft:
    """Its own texts; and that nothing is taken away on which the families that are alike it lean."""
    kin = list(family.kin.all())
    facts = _facts(family__in=[*family.speakers(), *(one.pk for one in kin)])
    shown = [fact for fact in facts if fact.family_id in family.speakers()]
    return _draft(tuple(_family(one, facts) for one in (family, *kin)), [family, *shown])


def _family(family: RadioFamily, facts: list[Fact]) -> lints.FamilyFacts:
    rules = [fact for fact in facts if isinstance(fact, IdentifierRule) and fact.family_id == family.pk]
    return lints.FamilyFacts(
        name=family.name,
        carries_code=family.carries_code,
        has_entry=family.procedure() is not None,
        has_wait=bool(family.lockout_rules()),
        has_samples=bool(rules) and not any(rule.wrong_samples() for rule in rules),
    )


def _draft(families: tuple[lints.FamilyFacts, ...], rows: Iterable[Translated]) -> lints.Draft:
    kept = list(rows)
    return lints.Draft(
        families=families,
        passages=tuple(passage for row in kept for field in row.TEXTS for passage in _passages(row, field)),
        pictures_without_alt=tuple(str(step) for step in kept if isinstance(step, FamilyStep) and _lacks_alt(step)),
    )


def _passages(row: Translated, field: str) -> Iterator[lints.Passage]:
    """A text and its translations."""
    place, source = f"{row}: {field}"[:80], getattr(row, field)
    yield lints.Passage(place, source)
    for language in row.translations:
        kept = translation.of_field(row.translations, language, field)
        yield lints.Passage(place, kept.text, language, stale=kept.status(source) is translation.Status.CHANGED)


def _lacks_alt(step: FamilyStep) -> bool:
    return any(not picture.get("alt", "").strip() and not picture.get("decoration") for picture in step.pictures)


def _facts(**about: Any) -> list[Fact]:
    return [fact.of_its_kind() for fact in Fact.objects.whole().filter(**about)]


def overlaps(guide: Guide) -> list[str]:
    """Other published guides of the model that claim more than the year of change in common."""
    if not guide.year_from:
        return []
    others = Guide.objects.published().with_car().filter(car_model=guide.car_model, year_from__isnull=False)
    never = 9999
    return [
        other.label
        for other in others.exclude(pk=guide.pk)
        if min(other.year_to or never, guide.year_to or never) > max(other.year_from or 0, guide.year_from)
    ]


def review_is_due(guide: Guide, *, months: int | None = None) -> bool:
    """True when nobody has checked it for as long as the rules allow; `months` says so where they were read already."""
    if guide.review_by:
        return guide.review_by < timezone.localdate()
    if guide.checked_on is None:
        return True
    months = LibraryRules.current().review_months if months is None else months
    return (timezone.localdate() - guide.checked_on).days > months * 30.5
