"""One radio family: everything known about it, and the cars in which it is found. And the list of all families."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides_app.models import DocumentKind, Fitment, Looks, RadioFamily
from guides_app.views import folio, stamp
from guides_app.views.answers import questions
from guides_app.views.found import Found, home_crumb
from guides_app.views.guide import Radio, page_of
from guides_app.views.kept import kept
from guides_app.views.sources import listed
from guides_app.views.spoken import speak
from guides_app.visits import counted


@dataclass(frozen=True)
class Face:
    """The families that look alike."""

    looks: Looks
    families: list[RadioFamily]


def show_radio(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as it is now, for a preview too. Three queries, and one more where steps have pictures."""
    family = get_object_or_404(RadioFamily.objects.select_related("alike"), slug=slug)
    cars = list(
        Fitment.objects.filter(family=family, guide__is_published=True)
        .select_related("guide__car_model__brand", "source")
        .order_by("guide__car_model__brand__name", "guide__car_model__name", "guide__year_from", "guide__slug")
    )
    told = folio.read([family])
    language = speak([*cars, *told.rows()])
    context = page_of(told, [Radio(None, told.families[0])], language) | {
        "family": family,
        "cars": cars,
        "sources": listed([*told.sources(), *(car.source for car in cars)]),
        "found": _told_of(family, told, language),
    }
    return render(request, "guides_app/radio.html", context)


radio = counted(DocumentKind.FAMILY)(kept(stamp.of_radio)(show_radio))


def show_radios(request: HttpRequest) -> HttpResponse:
    """All families by their faces."""
    families = list(RadioFamily.objects.most_common_first())
    language = speak(families)
    about = _("All radios of Dacia and Renault cars that we know: what each looks like, and whether it has a code.")
    crumbs = (home_crumb(), (_("All radios"), reverse("guides:radios")))
    found = Found(_("All radios"), about, crumbs, language=language)
    context = {"faces": faces(families), "drawn": {family.looks for family in families}}
    return render(request, "guides_app/radios.html", context | {"language": language, "found": found})


radios = kept(stamp.of_library)(show_radios)


def faces(families: list[RadioFamily]) -> list[Face]:
    """Grouped by looks, in the order in which people choose by pictures."""
    order = [looks.value for looks in Looks]
    ordered = sorted(families, key=lambda family: order.index(family.looks))
    return [Face(Looks(looks), list(group)) for looks, group in groupby(ordered, lambda family: family.looks)]


def _told_of(family: RadioFamily, told: folio.Folio, language: str) -> Found:
    if family.carries_code:
        title = _("%s: get its code")
        about = _("%s: how to read its number, how its code is entered, how long it makes you wait, and its cars.")
    else:
        title = _("%s: help without a code")
        about = _("%s: why we have no code for it, who helps, and the cars in which it is found.")
    here = (family.name, reverse("guides:radio", args=[family.slug]))
    crumbs = (home_crumb(), (_("All radios"), reverse("guides:radios")), here)
    return Found(title % family.name, about % family.name, crumbs, questions(told), is_article=True, language=language)
