"""The list of documents: which guides need a person, found by a filter or by their words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from guides_app.admin.editor import desk, shelf
from guides_app.admin.editor.shelf import Line
from guides_app.admin.editor.states import State
from guides_app.library import publishing
from guides_app.models import DocumentKind
from guides_app.translation import Status

LONGEST = 80
NotFound = Callable[[HttpRequest, DocumentKind], Mapping[str, object]]


@dataclass(frozen=True)
class Filter:
    """One question asked of every line."""

    slug: str
    label: str | Promise
    keeps: Callable[[Line], bool]
    of_guides: bool = False


FILTERS = (
    Filter("draft", _("Draft waiting"), lambda line: State.DRAFT in line.states or State.NEVER in line.states),
    Filter("handed-in", _("Waiting for a second person"), lambda line: State.HANDED_IN in line.states),
    Filter("overdue", _("Overdue for review"), lambda line: line.is_due, of_guides=True),
    Filter("unchecked", _("Not checked for 12 months"), lambda line: not line.checked_lately(), of_guides=True),
    Filter("remarks", _("Reported by readers"), lambda line: bool(line.remarks)),
    Filter("untranslated", _("Missing translation"), lambda line: line.has(Status.NEW)),
    Filter("changed", _("Changed since the translation"), lambda line: line.has(Status.CHANGED)),
)
BY_SLUG = {one.slug: one for one in FILTERS}


def show(site: AdminSite, request: HttpRequest, *, numbers_not_found: NotFound) -> HttpResponse:
    """Guides or radio families, all of them or those that a filter keeps."""
    desk.need(request, desk.SEE)
    kind = DocumentKind.FAMILY if request.GET.get("kind") == DocumentKind.FAMILY else DocumentKind.GUIDE
    return _page(site, request, kind, BY_SLUG.get(request.GET.get("only", "")), numbers_not_found(request, kind))


def overdue(site: AdminSite, request: HttpRequest, *, numbers_not_found: NotFound) -> HttpResponse:
    """Guides that nobody has checked for too long."""
    desk.need(request, desk.SEE)
    kind = DocumentKind.GUIDE
    return _page(site, request, kind, BY_SLUG["overdue"], numbers_not_found(request, kind))


def open_document(_site: AdminSite, request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The editor of a document, also where nobody has edited it yet."""
    desk.need(request, desk.SEE)
    if kind not in DocumentKind.values:
        raise Http404
    manuscript = publishing.manuscript_of(DocumentKind(kind), key)
    if manuscript is None:
        raise Http404
    return redirect(desk.address("edit", manuscript))


def _page(
    site: AdminSite, request: HttpRequest, kind: DocumentKind, only: Filter | None, not_found: Mapping[str, object]
) -> HttpResponse:
    lines = shelf.guides() if kind is DocumentKind.GUIDE else shelf.families()
    for line in lines:
        line.not_found = not_found.get(line.key)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    offered = [one for one in FILTERS if kind is DocumentKind.GUIDE or not one.of_guides]
    filters = [(one, sum(map(one.keeps, lines)), one is only) for one in offered]
    kept = [line for line in lines if (only is None or only.keeps(line)) and line.says(asked)]
    return desk.page(
        site,
        request,
        "list",
        kind=kind,
        lines=kept,
        total=len(lines),
        filters=filters,
        only=only,
        asked=asked,
        rest=urlencode({"q": asked}) if asked else "",
        here="guides",
    )
