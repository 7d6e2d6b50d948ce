"""Home, list, and "which radio do I have": the ways to a guide. None of them is a dead end."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guides_app.finder import Answer, ask, failures
from guides_app.finder.ranking import MOST
from guides_app.models import Guide, Looks, RadioFamily
from guides_app.search import LONGEST_QUERY
from guides_app.views.public import public

CARDS = 7


@dataclass(frozen=True)
class Make:
    """The guides of one make, for a list with headings."""

    name: str
    guides: list[Guide]


@public
def home(request: HttpRequest) -> HttpResponse:
    """One box, and the models that are asked for most."""
    guides = list(Guide.objects.published().with_car().with_families().most_asked(CARDS))
    return render(request, "guides_app/home.html", {"guides": guides, "faces": _faces(guides)})


@public
def guide_list(request: HttpRequest) -> HttpResponse:
    """All guides, or those that answer the words or the chosen picture; one clear answer is opened at once."""
    looks = request.GET.get("looks", "")
    if looks in Looks.values:
        return _by_looks(request, Looks(looks))
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    answer = ask(words) if words else Answer()
    if answer.missed:
        failures.keep(words, get_language() or "")
    address = _straight_to(answer)
    return redirect(address) if address else _answered(request, words, answer)


@public
def which_radio(request: HttpRequest) -> HttpResponse:
    """A choice of drawings; works as a plain form."""
    looks = request.GET.get("looks", "")
    if looks == "none":
        return redirect("guides:other")
    if looks in Looks.values:
        return redirect(f"{reverse('guides:list')}?looks={looks}")
    asked = "asked" in request.GET
    text = _("Choose the picture that looks most like your radio")
    errors = [{"href": "#id_looks_0", "text": text}] if asked else []
    context = {"choices": Looks.choices, "errors": errors}
    return render(request, "guides_app/which_radio.html", context, status=422 if asked else 200)


def _straight_to(answer: Answer) -> str:
    """Where one clear answer is; nothing while there is a choice."""
    place = f"#shows-{answer.leads_to}" if answer.leads_to else ""
    if answer.clear:
        return f"{reverse('guides:guide', kwargs={'slug': Guide.objects.get(pk=answer.clear).slug})}{place}"
    return f"{reverse('guides:display')}{place}" if place and not (answer.guides or answer.families) else ""


def _answered(request: HttpRequest, words: str, answer: Answer) -> HttpResponse:
    guides = _guides(answer)
    families = list(RadioFamily.objects.filter(pk__in=answer.families).most_common_first())
    context = {
        "words": words,
        "answer": answer,
        "names_nothing": answer == Answer(),
        "make": _make_of_vin(answer, guides),
        "families": families,
        "faces": _faces(guides, families),
        "makes": _by_make(guides),
        "count": len(guides),
        "is_cut": len(answer.guides) == MOST,
    }
    response = render(request, "guides_app/list.html", context)
    if answer.number:
        response.headers["Cache-Control"] = "no-store"  # a number may be somebody's, and it stands in the address
    return response


def _guides(answer: Answer) -> list[Guide]:
    """What was found. Where nothing was, all of them: a list is never empty because of a typing error."""
    shown = Guide.objects.published().with_car().with_families()
    found = shown.filter(pk__in=answer.guides)
    if answer.families and not answer.names_a_car:
        return list(found.with_any_radio_of(answer.families)) or list(shown.with_any_radio_of(answer.families))
    if answer.guides:
        return list(found)
    if answer.number and answer.number.make:
        return list(shown.filter(car_model__brand__slug=answer.number.make)) or list(shown)
    return list(shown)


def _make_of_vin(answer: Answer, guides: list[Guide]) -> str:
    """The make by its name, where the guides shown are those of it."""
    brand = guides[0].car_model.brand if guides else None
    return brand.name if brand and answer.number and answer.number.make == brand.slug else ""


def _by_looks(request: HttpRequest, looks: Looks) -> HttpResponse:
    guides = list(Guide.objects.published().with_car().with_families().with_radio_like(looks))
    families = list(RadioFamily.objects.looking_like(looks).most_common_first())
    context = {
        "looks": looks,
        "families": families,
        "faces": _faces(guides, families),
        "makes": _by_make(guides),
        "count": len(guides),
    }
    return render(request, "guides_app/list.html", context)


def _faces(guides: Sequence[Guide], families: Sequence[RadioFamily] = ()) -> list[str]:
    """The drawings that a list needs, each once."""
    return sorted({guide.face for guide in guides} | {family.looks for family in families})


def _by_make(guides: list[Guide]) -> list[Make]:
    """Makes and models by name, the generations of a model by their years."""

    def place(guide: Guide) -> tuple[str, str, int, str]:
        return (guide.car_model.brand.name, guide.car_model.name, guide.year_from or 0, guide.generation)

    ordered = sorted(guides, key=place)
    return [Make(name, list(group)) for name, group in groupby(ordered, lambda guide: guide.car_model.brand.name)]
