"""Home, list, and "which radio do I have": the ways to a guide. None of them is a dead end."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides_app import identifiers
from guides_app.models import Guide, Looks, RadioFamily
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
    guides = Guide.objects.published().with_car().with_families().most_asked(CARDS)
    return render(request, "guides_app/home.html", {"guides": guides})


@public
def guide_list(request: HttpRequest) -> HttpResponse:
    """All guides, or those that answer the words or the chosen picture; one clear answer is opened at once."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    looks = request.GET.get("looks", "")
    shown = Guide.objects.published().with_car().with_families()
    if looks in Looks.values:
        return _by_looks(request, Looks(looks))
    found = Guide.objects.published().found_by(words) if words else []
    if len(found) == 1:
        return redirect("guides:guide", slug=found[0].slug)
    guides = found or list(shown)
    context = {
        "words": words,
        "missed": bool(words) and not found,
        "looks_like_number": _looks_like_number(words),
        "makes": _by_make(guides),
        "count": len(guides),
    }
    return render(request, "guides_app/list.html", context)


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


def _by_looks(request: HttpRequest, looks: Looks) -> HttpResponse:
    guides = list(Guide.objects.published().with_car().with_families().with_radio_like(looks))
    context = {
        "looks": looks,
        "makes": _by_make(guides),
        "count": len(guides),
        "families": [] if guides else list(RadioFamily.objects.looking_like(looks)),
    }
    return render(request, "guides_app/list.html", context)


def _by_make(guides: list[Guide]) -> list[Make]:
    ordered = sorted(guides, key=lambda guide: (guide.car_model.brand.name, guide.car_model.name, guide.year_from))
    return [Make(name, list(group)) for name, group in groupby(ordered, lambda guide: guide.car_model.brand.name)]


def _looks_like_number(words: str) -> bool:
    reading = identifiers.read_number(words, kind=identifiers.Kind.PRECODE)
    return isinstance(reading, identifiers.Read | identifiers.PartNumber | identifiers.LooksLikeVin)
