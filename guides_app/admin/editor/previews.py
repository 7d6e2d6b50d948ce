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
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin

from guides_app import translation
from guides_app.admin.editor import desk, tongues
from guides_app.admin.editor.sheet import Problem, Sheet
from guides_app.admin.editor.texts import translated
from guides_app.admin.editor.versions import began_from
from guides_app.library import Wrong, rehearsal
from guides_app.models import DocumentKind, Guide, Manuscript
from guides_app.views.guide import show_guide
from guides_app.views.radio import show_radio
from guides_app.views.spoken import overheard

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
    """A GET shows the text as it was saved, a POST the text of the form as it stands: of the editor, or of the page of
    its translations. `tongue` is the language of the reader, `stage` the page in which the text is shown."""
    manuscript = desk.find(request, key)
    document, problems = _asked(request, manuscript)

    @xframe_options_sameorigin
    @csp_replace(POLICY)
    def framed(request: HttpRequest) -> HttpResponse:
        return _answer(request, manuscript, document, problems)

    return framed(request)


def _asked(request: HttpRequest, manuscript: Manuscript) -> tuple[Any, list[Problem]]:
    """The text to be shown, and why it cannot be."""
    post, kind = request.POST, DocumentKind(manuscript.kind)
    if request.method != "POST":
        return desk.text_for(request, manuscript), []
    desk.need(request, desk.EDIT)  # it is played through in the database, and nobody else may write there
    base = began_from(manuscript, post)
    if post.get("language") in translation.LANGUAGES:
        return translated(kind, base, post["language"], post), []
    sheet = Sheet(kind, manuscript.key, base, post)
    return (sheet.document(), []) if sheet.is_valid() else (manuscript.working, sheet.problems())


def _answer(request: HttpRequest, manuscript: Manuscript, document: Any, problems: list[Problem]) -> HttpResponse:
    try:
        return _broken(request, problems) if problems else _shown(request, manuscript, document)
    except Wrong as wrong:
        return _broken(request, [Problem("", str(wrong))])
    except (Http404, NoReverseMatch):  # a stage that no page could have
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
    asked = request.POST if request.method == "POST" else request.GET
    tongue = asked.get("tongue") or asked.get("language") or translation.SOURCE_LANGUAGE
    if tongue not in dict(tongues.offered()):
        raise Http404
    with rehearsal(DocumentKind(manuscript.kind), manuscript.key, document):
        with overheard() as missing, override(tongue):
            response = _drawn(request, manuscript, asked.get("stage", ""))
        note = tongues.note(tongue, missing) if tongue != translation.SOURCE_LANGUAGE else ""
    page = inert(response.content.decode())
    response.content = page.replace("<main", f"{note}<main", 1).encode()
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
