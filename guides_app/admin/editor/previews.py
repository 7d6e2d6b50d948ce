"""What readers would see, drawn by the very pages that they get, from a text that is not kept anywhere.

The answer is for the frame beside the form: nothing in it runs, leads away or is stored.
"""

import copy
import re
from typing import Any

from csp.decorators import csp_replace
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from guides_app.admin.editor import desk
from guides_app.admin.editor.sheet import Problem, Sheet
from guides_app.admin.editor.versions import began_from
from guides_app.library import Wrong, rehearsal
from guides_app.models import DocumentKind, Guide, Manuscript
from guides_app.views.guide import show_guide
from guides_app.views.radio import show_radio

POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "script-src": ["'none'"],
    "connect-src": ["'none'"],
    "manifest-src": ["'none'"],
    "frame-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-same-origin"],
}
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r'(<a\b[^>]*?)\shref="(?!#)[^"]*"', re.IGNORECASE)
_ACTION = re.compile(r'(<form\b[^>]*?)\saction="[^"]*"', re.IGNORECASE)


def preview(_site: AdminSite, request: HttpRequest, key: int) -> HttpResponseBase:
    """A GET shows the text as it was saved, a POST the text of the form as it stands."""
    manuscript = desk.find(request, key)
    document, problems = manuscript.working, []
    kind = DocumentKind(manuscript.kind)
    if request.method == "POST":
        sheet = Sheet(kind, manuscript.key, began_from(manuscript, request.POST), request.POST)
        problems = [] if sheet.is_valid() else sheet.problems()
        document = document if problems else sheet.document()

    @xframe_options_sameorigin
    @csp_replace(POLICY)
    def framed(request: HttpRequest) -> HttpResponse:
        return _answer(request, manuscript, document, problems)

    return framed(request)


def _answer(request: HttpRequest, manuscript: Manuscript, document: Any, problems: list[Problem]) -> HttpResponse:
    try:
        return _broken(request, problems) if problems else _shown(request, manuscript, document)
    except Wrong as wrong:
        return _broken(request, [Problem("", str(wrong))])
    except Http404:
        return _broken(request, [Problem("", _("There is no guide yet in which this could be shown."))])


def stages(manuscript: Manuscript) -> list[tuple[str, str]]:
    """In which pages a text can be looked at: a guide in its own, other texts in one of those that show them."""
    guides = Guide.objects.published().with_car()
    match manuscript.kind:
        case DocumentKind.GUIDE:
            return []
        case DocumentKind.FAMILY:
            own = [("", _("Page of the radio"))]
            return own + [(guide.slug, guide.label) for guide in guides.filter(fitments__family__slug=manuscript.key)]
    return [(guide.slug, guide.label) for guide in guides]


def _shown(request: HttpRequest, manuscript: Manuscript, document: object) -> HttpResponse:
    wanted = (request.POST if request.method == "POST" else request.GET).get("stage", "")
    with rehearsal(DocumentKind(manuscript.kind), manuscript.key, document):
        response = _drawn(request, manuscript, wanted)
    response.content = inert(response.content.decode()).encode()
    return response


def _drawn(request: HttpRequest, manuscript: Manuscript, wanted: str) -> HttpResponse:
    match manuscript.kind, wanted:
        case DocumentKind.GUIDE, _slug:
            return show_guide(_as_reader(request, "guide", manuscript.key), manuscript.key)
        case DocumentKind.FAMILY, "":
            return show_radio(_as_reader(request, "radio", manuscript.key), manuscript.key)
    slug = wanted or Guide.objects.published().values_list("slug", flat=True).first() or "none"
    return show_guide(_as_reader(request, "guide", slug), slug)


def _as_reader(request: HttpRequest, name: str, slug: str) -> HttpRequest:
    """The same request as a reader's browser would send it."""
    reader = copy.copy(request)
    reader.method, reader.GET = "GET", QueryDict()
    reader.path = reader.path_info = reverse(f"guides:{name}", args=[slug])
    return reader


def inert(html: str) -> str:
    """The page without scripts, and without links and forms that lead out of it."""
    return _ACTION.sub(r"\1", _LINK.sub(r"\1", _SCRIPT.sub("", html)))


def _broken(request: HttpRequest, problems: list[Problem]) -> HttpResponse:
    return render(request, "admin/guides_app/editor/no_preview.html", {"problems": problems}, status=422)
