"""The addresses of guides and radios for other software.

No token is needed. An answer depends on its address alone; whoever comes back with its ETag gets a 304, and a page that
was made is not made again until something changes (`views.kept`).
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from guides_app.api.shapes import (
    GuideInListSerializer,
    GuideListSerializer,
    GuideSerializer,
    RadioInListSerializer,
    RadioListSerializer,
    RadioSerializer,
)
from guides_app.models import Answer, DisplayMessage, FamilyStep, Fitment, Guide, RadioFamily, Source
from guides_app.views import folio, stamp
from guides_app.views.kept import Stamp, kept
from guides_app.views.sources import listed
from guides_app.views.spoken import speak

TAG = "guides"
LANGUAGE = OpenApiParameter(
    "language", str, enum=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE
)


class Told:
    """What a folio says of one car or one radio, and in which language."""

    def __init__(self, of: Guide | RadioFamily, families: list[RadioFamily], fits: list[Fitment]) -> None:
        guide_id = of.pk if isinstance(of, Guide) else None
        self.folio, self.fits = folio.read(families, guide_id=guide_id), fits
        self.language = speak([of, *fits, *self.folio.rows()])

    @property
    def radio(self) -> folio.FamilyFolio:
        return self.folio.families[0]

    @property
    def steps(self) -> list[FamilyStep]:
        return [step for section in self.radio.steps.values() for step in section]

    @property
    def messages(self) -> list[DisplayMessage]:
        return [*self.radio.messages, *self.folio.messages]

    @property
    def advice(self) -> list[Answer]:
        return [*self.radio.answers, *self.folio.answers]

    @property
    def sources(self) -> list[Source]:
        facts: list[Any] = [*self.fits, *self.folio.of_car] if self.fits else self.folio.facts()
        return listed(fact.source for fact in facts)


class LibraryView(APIView):
    """An address of the library. `made` makes its answer where none is kept that says the same."""

    permission_classes = [AllowAny]
    http_method_names = ["get", "head"]
    stamp: Stamp

    def made(self, request: HttpRequest, slug: str) -> Any:
        raise NotImplementedError

    def answer(self, request: Request, slug: str = "") -> HttpResponse:
        """In the language that the address names."""
        language = request.query_params.get("language", settings.LANGUAGE_CODE)
        if language not in dict(settings.LANGUAGES):
            raise serializers.ValidationError({"language": ["There are no texts in this language."]})
        with translation.override(language):
            return kept(self.stamp)(self._as_json)(request._request, slug)  # noqa: SLF001 - DRF documents it

    def _as_json(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        return HttpResponse(JSONRenderer().render(self.made(request, slug)), content_type="application/json")


def told(operation: str, summary: str, gives: Any) -> Callable[[Any], Any]:
    """How an operation of the library is described."""
    return extend_schema(
        operation_id=operation, summary=summary, tags=[TAG], parameters=[LANGUAGE], responses={200: gives}
    )


class Guides(LibraryView):
    """All cars."""

    stamp = staticmethod(stamp.of_library)

    @told("list_guides", "Cars with a guide", GuideListSerializer)
    def get(self, request: Request) -> HttpResponse:
        """All of them at once, in the order of their names."""
        return self.answer(request)

    def made(self, request: HttpRequest, slug: str) -> Any:
        guides: QuerySet[Guide] = Guide.objects.published().with_car().with_families()
        speak([family for guide in guides for family in guide.fitting_families()])
        return {"items": GuideInListSerializer(guides, many=True).data}


class OneGuide(LibraryView):
    """One car."""

    stamp = staticmethod(stamp.of_guide)

    @told("get_guide", "The guide of a car", GuideSerializer)
    def get(self, request: Request, slug: str) -> HttpResponse:
        """Which radios are found in it, and what is known of this car alone."""
        return self.answer(request, slug)

    def made(self, request: HttpRequest, slug: str) -> Any:
        guide = get_object_or_404(Guide.objects.published().with_car(), slug=slug)
        fits = list(guide.fitments.select_related("family__alike", "source"))
        vars(guide)["told"] = Told(guide, [fit.family for fit in fits], fits)
        return GuideSerializer(guide).data


class Radios(LibraryView):
    """All radios."""

    stamp = staticmethod(stamp.of_library)

    @told("list_radios", "Families of radios", RadioListSerializer)
    def get(self, request: Request) -> HttpResponse:
        """All of them at once, the most common first; those without a code come last."""
        return self.answer(request)

    def made(self, request: HttpRequest, slug: str) -> Any:
        families = list(RadioFamily.objects.most_common_first())
        speak(families)
        return {"items": RadioInListSerializer(families, many=True).data}


class OneRadio(LibraryView):
    """One family of radios."""

    stamp = staticmethod(stamp.of_radio)

    @told("get_radio", "A family of radios", RadioSerializer)
    def get(self, request: Request, slug: str) -> HttpResponse:
        """How its number is found, how its code is entered, how long it makes one wait, and what its display means."""
        return self.answer(request, slug)

    def made(self, request: HttpRequest, slug: str) -> Any:
        family = get_object_or_404(RadioFamily.objects.select_related("alike"), slug=slug)
        vars(family)["told"] = Told(family, [family], [])
        return RadioSerializer(family).data
