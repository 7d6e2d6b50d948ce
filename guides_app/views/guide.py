"""The guide of one car: find the number, decide, start."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides_app.models import DocumentKind, FamilyStep, Fitment, Guide, Source, Topic
from guides_app.templatetags.pictures import pictures_of
from guides_app.views import folio, stamp
from guides_app.views.answers import chapters, questions
from guides_app.views.found import Found, home_crumb
from guides_app.views.kept import kept
from guides_app.views.messages import meanings
from guides_app.views.sources import listed, together
from guides_app.views.spoken import speak
from guides_app.views.waits import same_waits
from guides_app.visits import counted

MOST_RELATED = 6
LOOKED_AT = 40


@dataclass(frozen=True)
class Radio:
    """One radio of the page, and how it is found in this car."""

    fitment: Fitment | None
    folio: folio.FamilyFolio


def show_guide(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as it is now, for a preview too. Three queries, and one more where steps have pictures."""
    guide, fitments = _found(slug)
    told = folio.read([fit.family for fit in fitments], guide_id=guide.pk)
    language = speak([guide, *fitments, *told.rows()])
    radios = [Radio(fit, radio) for fit, radio in zip(fitments, told.families, strict=True)]
    context = page_of(told, radios, language) | {
        "guide": guide,
        "related": _related(guide, fitments),
        "fits": together(fitments),
        "sources": listed([*told.sources(), *(fit.source for fit in fitments), *_of_years(guide)]),
        "found": _told_of(guide, radios, told, language),
    }
    return render(request, "guides_app/guide.html", context)


guide = counted(DocumentKind.GUIDE)(kept(stamp.of_guide)(show_guide))


def page_of(told: folio.Folio, radios: Sequence[Radio], language: str) -> dict[str, Any]:
    """What the pages of a car and of a radio both show."""
    with_code = [radio.folio for radio in radios if radio.folio.family.carries_code]
    kinds = {radio.family.number_kind for radio in with_code}
    told_by_topic = chapters(told)
    return {
        "language": language,
        "radios": radios,
        "alone": radios[0] if len(radios) == 1 else None,
        "codeless": [radio for radio in radios if not radio.folio.family.carries_code],
        "has_code": bool(kinds),
        "faces": sorted({radio.folio.family.looks for radio in radios}),
        "tables": same_waits([(radio.family.name, radio.waits) for radio in with_code]),
        "by_vin": "vin" in kinds,
        "by_number": bool(kinds - {"vin"}),
        "meanings": meanings(told),
        "places": told.places,
        "chapters": told_by_topic,
        "dealer": any(chapter.topic is Topic.DEALER for chapter in told_by_topic),
        "pictures": pictures_of(_steps(told), language=language),
    }


def _found(slug: str) -> tuple[Guide, list[Fitment]]:
    """The guide and the radios found in its car, mostly in one query."""
    fits = Fitment.objects.filter(guide__slug=slug, guide__is_published=True)
    fitments = list(fits.select_related("family__alike", "source", "guide__car_model__brand", "guide__years_source"))
    if fitments:
        return fitments[0].guide, fitments
    return get_object_or_404(Guide.objects.published().with_car().select_related("years_source"), slug=slug), []


def _steps(told: folio.Folio) -> list[FamilyStep]:
    return [step for radio in told.families for section in radio.steps.values() for step in section]


def _related(guide: Guide, fitments: Sequence[Fitment]) -> list[Guide]:
    """Other guides of the model, then those of cars with the same likeliest radio."""
    same_radio = Q(fitments__family=fitments[0].family_id, fitments__position=0) if fitments else Q()
    others = Guide.objects.published().with_car().exclude(pk=guide.pk)
    near = others.filter(Q(car_model=guide.car_model_id) | same_radio).distinct().order_by("rank", "slug")[:LOOKED_AT]
    return sorted(near, key=lambda other: other.car_model_id != guide.car_model_id)[:MOST_RELATED]


def _of_years(guide: Guide) -> list[Source]:
    return [guide.years_source] if guide.years_source else []


def _told_of(guide: Guide, radios: Sequence[Radio], told: folio.Folio, language: str) -> Found:
    has_code = not radios or any(radio.folio.family.carries_code for radio in radios)
    title = _("%s: get your radio code") if has_code else _("%s: help with the radio")
    about = (
        _("%s: what the display means, where the number of the radio is, how its code is entered and how long to wait.")
        if has_code
        else _("%s: why there is no radio code for it, and who helps when the radio is blocked.")
    )
    here = (guide.label, reverse("guides:guide", args=[guide.slug]))
    crumbs = (home_crumb(), (_("All guides"), reverse("guides:list")), here)
    return Found(title % guide.label, about % guide.label, crumbs, questions(told), is_article=True, language=language)
