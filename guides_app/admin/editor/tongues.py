"""The languages of a preview, and what editors should know of a page in one of them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.template.loader import render_to_string

from guides_app import translation
from guides_app.models import DocumentKind, Fact, Fitment, Guide, RadioFamily, Translated


def offered() -> list[tuple[str, str]]:
    """The languages in which a text can be looked at."""
    return [(code, LANG_INFO[code]["name"]) for code in (translation.SOURCE_LANGUAGE, *translation.LANGUAGES)]


def note(tongue: str, missing: list[Translated]) -> str:
    """What editors should know of a page in another language: why it is English, and whether anybody reads it yet."""
    context = {
        "language": LANG_INFO[tongue]["name"],
        "offered": tongue in dict(settings.LANGUAGES),
        "left": len(missing),
        "documents": _counted(missing),
    }
    return render_to_string("admin/guides_app/editor/tongue.html", context)


def _counted(missing: Iterable[Translated]) -> list[tuple[str, int]]:
    """How many texts are missing in which document, by its name."""
    counted = Counter(_home(row) for row in missing)
    families = RadioFamily.objects.in_bulk([pk for kind, pk in counted if kind is RadioFamily])
    guides = Guide.objects.with_car().in_bulk([pk for kind, pk in counted if kind is Guide])
    rows: dict[Any, dict[Any, Any]] = {RadioFamily: families, Guide: guides}
    return [
        (str(rows[kind][pk]) if kind else str(DocumentKind.GENERAL.label), number)
        for (kind, pk), number in counted.most_common()
    ]


def _home(row: Translated) -> tuple[type[Translated] | None, int]:
    """The document in which this row is written."""
    if isinstance(row, Guide | RadioFamily):
        return type(row), row.pk
    if isinstance(row, Fitment):
        return Guide, row.guide_id
    fact = cast("Fact", row)
    if fact.family_id:
        return RadioFamily, fact.family_id
    return (Guide, fact.guide_id) if fact.guide_id else (None, 0)
