"""Words of the index -> the guides or radio families that they find best, ranked by the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Case, F, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from guides_app.finder.meaning import Meaning, Readings
from guides_app.finder.vocabulary import NICKNAME
from guides_app.models import FinderMention, FinderRadio, Guide

MOST = 100
MOST_READ = 1000
FITS_GENERATION = 8
FITS_YEAR = 7  # less than a make that was typed: a Renault Duster of 2012 is no Dacia
MISSES_YEAR = -4


@dataclass(frozen=True)
class Ranked:
    """The best answers, all as good as one another, and how much the heaviest word says about them."""

    ids: tuple[int, ...] = ()
    weight: int = 0


def best_guides(meaning: Meaning) -> Ranked:
    """One query. A generation counts only beside a model; a year prefers, and never hides."""
    meaning = _telling(meaning)
    words = meaning.words() + [word for word in [meaning.generation] if word]
    rows = FinderMention.objects.filter(word__in=words, guide__is_published=True).values("guide_id")
    scored = rows.annotate(heaviest=_heaviest(meaning), worth=_worth(meaning))
    beside = Case(When(heaviest__gte=NICKNAME, then=_generation(meaning.generation)), default=0)
    ordered = scored.annotate(score=F("worth") + _year(meaning.years) + beside).order_by("-score", "guide_id")
    return _best(ordered.values_list("guide_id", "score", "heaviest"))


def best_families(meaning: Meaning) -> Ranked:
    """One query."""
    rows = FinderRadio.objects.filter(word__in=meaning.words()).values("family_id")
    scored = rows.annotate(heaviest=_heaviest(meaning), score=_worth(meaning)).order_by("-score", "family_id")
    return _best(scored.values_list("family_id", "score", "heaviest"))


def built_in(years: Sequence[int]) -> Ranked:
    """Guides of cars that were built in these years."""
    found = Guide.objects.published().filter(*[_in_range(year) for year in years])
    return Ranked(tuple(found.order_by("rank", "pk").values_list("pk", flat=True)[:MOST]))


def _telling(meaning: Meaning) -> Meaning:
    """The words that find few guides, and common ones only while the database need not read much for them."""
    kept: list[Readings] = []
    for readings in sorted(meaning.readings, key=lambda readings: readings.reach):
        if not kept or sum(known.reach for known in kept) + readings.reach <= MOST_READ:
            kept.append(readings)
    return replace(meaning, readings=tuple(kept))


def _best(rows: QuerySet[Any, tuple[int, int, int]]) -> Ranked:
    """Those that nothing is better than; a row without weight was found by its generation alone."""
    found = [row for row in rows[:MOST] if row[2]]
    if not found:
        return Ranked()
    best = [row for row in found if row[1] == found[0][1]]
    return Ranked(tuple(row[0] for row in best), max(row[2] for row in best))


def _worth(meaning: Meaning) -> Combinable:
    """Each typed word counts once, by its best reading."""
    return reduce(add, [Max(_worth_of(readings)) for readings in meaning.readings])


def _worth_of(readings: Readings) -> Case:
    cases = [When(word__in=words, then=F("weight") * Value(match.value)) for match, words in readings.words.items()]
    return Case(*cases, default=0, output_field=IntegerField())


def _heaviest(meaning: Meaning) -> Max:
    return Max("weight", filter=Q(word__in=meaning.words()))


def _generation(word: int | None) -> Combinable:
    if word is None:
        return Value(0)
    return Max(Case(When(word=word, then=FITS_GENERATION), default=0, output_field=IntegerField()))


def _in_range(year: int, prefix: str = "") -> Q:
    last = Q(**{f"{prefix}year_to__isnull": True}) | Q(**{f"{prefix}year_to__gte": year})
    return Q(**{f"{prefix}year_from__lte": year}) & last


def _year(years: Sequence[int]) -> Combinable:
    if not years:
        return Value(0)
    fits = Q()
    for year in years:
        fits &= _in_range(year, "guide__")
    unknown = When(guide__year_from__isnull=True, then=0)
    return Max(Case(unknown, When(fits, then=FITS_YEAR), default=MISSES_YEAR, output_field=IntegerField()))
