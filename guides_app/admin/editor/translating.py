"""The translations of a document: source and target side by side, with what is new and what changed since.

A text that was not touched keeps its standing: only new words, or a tick that it is still right, make it done again.
"""

from dataclasses import dataclass
from typing import Any

from django.conf.locale import LANG_INFO
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guides_app import translation, unsent
from guides_app.admin.editor import changes, desk, naming, previews, terms
from guides_app.admin.editor.differences import Part, words
from guides_app.admin.editor.names import place_name
from guides_app.admin.editor.sheet import Problem
from guides_app.admin.editor.states import states
from guides_app.admin.editor.texts import Text, progress, texts, translated
from guides_app.admin.editor.versions import began_from, number
from guides_app.library import Wrong, publishing, rehearsal
from guides_app.library.publishing import as_json
from guides_app.models import DocumentKind, Manuscript
from guides_app.translation import Status


@dataclass(frozen=True)
class Line:
    """One text with its translation."""

    name: str
    place: str
    source: str
    status: Status
    target: str
    changed: list[Part]
    terms: list[terms.Term]

    @property
    def rows(self) -> int:
        """As high as the text needs."""
        return min(12, max(2, len(self.source) // 45 + self.source.count("\n") + 1))


def translate(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """One language of one document."""
    manuscript = desk.find(request, key)
    language = (request.POST if request.method == "POST" else request.GET).get("language", translation.LANGUAGES[0])
    if language not in translation.LANGUAGES:
        raise Http404
    if request.method != "POST":
        kept = unsent.back(request)
        if kept is None:
            return _page(site, request, manuscript, language, desk.text_for(request, manuscript))
        base, language = as_json(began_from(manuscript, kept)), _language_of(kept, language)
        return _page(site, request, manuscript, language, base, typed=kept, kept=True, form=kept)
    desk.need(request, desk.EDIT)
    return _posted(site, request, manuscript, language)


def _language_of(kept: QueryDict, otherwise: str) -> str:
    said = kept.get("language", "")
    return said if said in translation.LANGUAGES else otherwise


def _posted(site: AdminSite, request: HttpRequest, manuscript: Manuscript, language: str) -> HttpResponse:
    post, kind = request.POST, DocumentKind(manuscript.kind)
    base = as_json(began_from(manuscript, post))
    if "copy" in post:
        return _page(site, request, manuscript, language, base, typed=_with_copy(kind, base, post))
    try:
        document = translated(kind, base, language, post)
        with rehearsal(kind, manuscript.key, document):
            pass
        publishing.save_draft(manuscript, document, version=number(post.get("version")), by=desk.person(request))
    except Wrong as wrong:
        problem = Problem("", f"{place_name(wrong.where().replace(': ', ' › '))}: {wrong.reason}")
        return _page(site, request, manuscript, language, base, typed=post, problems=[problem], status=422)
    except publishing.Conflict as conflict:
        return _late(site, request, conflict.theirs, language, base)
    messages.success(request, _("The translation is saved. Readers see it when the text is published."))
    return redirect(f"{desk.address('translate', manuscript)}?language={language}")


def _with_copy(kind: DocumentKind, base: Any, post: QueryDict) -> QueryDict:
    """What was typed, with one source text put into its empty target."""
    typed = post.copy()
    for text in texts(kind, base):
        if text.name == post["copy"]:
            typed[text.name] = text.source
    return typed


def _late(site: AdminSite, request: HttpRequest, theirs: Manuscript, language: str, base: Any) -> HttpResponse:
    """A colleague saved in between: what was typed here is put beside the same texts in what he left."""
    kind, typed = DocumentKind(theirs.kind), QueryDict(mutable=True)
    mine = {text.source: request.POST.get(text.name, "") for text in texts(kind, base)}
    for text in texts(kind, theirs.working):
        if mine.get(text.source):
            typed[text.name] = mine.pop(text.source)
    rest = [(source, words) for source, words in mine.items() if words]
    changed = changes.rows(base, theirs.working)
    late = {"theirs": theirs, "changed": changed, "rest": rest}
    return _page(site, request, theirs, language, theirs.working, typed=typed, late=late, status=409)


def _lines(kind: DocumentKind, document: Any, language: str, typed: QueryDict | None) -> list[Line]:
    return [_line(text, language, typed) for text in texts(kind, document)]


def _line(text: Text, language: str, typed: QueryDict | None) -> Line:
    kept = text.kept(language)
    status = kept.status(text.source)
    target = typed.get(text.name, kept.text) if typed is not None else kept.text
    changed = words(kept.of, text.source) if status is Status.CHANGED else []
    place = " › ".join(_counted(text.place))
    hints = terms.of(text.source, language)
    return Line(text.name, place_name(place), text.source, status, target, changed, hints)


def _counted(place: tuple[str | int, ...]) -> list[str]:
    """ "steps", 2, "title" as "steps 3", "title"."""
    parts: list[str] = []
    for part in place:
        if isinstance(part, int):
            parts[-1] += f" {part + 1}"
        else:
            parts.append(part)
    return parts


def _page(
    site: AdminSite,
    request: HttpRequest,
    manuscript: Manuscript,
    language: str,
    document: Any,
    *,
    typed: QueryDict | None = None,
    form: QueryDict | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    kind = DocumentKind(manuscript.kind)
    counted = progress(kind, document)
    sent = request.POST if form is None else form
    return desk.page(
        site,
        request,
        "translate",
        status=status,
        manuscript=manuscript,
        name=naming.name_of(manuscript),
        state=states(manuscript),
        version=manuscript.version if status == 409 else number(sent.get("version"), manuscript.version),
        ticket=unsent.ticket(request, desk.address("translate", manuscript)),
        stages=previews.stages(manuscript),
        language=language,
        language_name=LANG_INFO[language]["name"],
        languages=[(code, LANG_INFO[code]["name"], _left(counted[code])) for code in translation.LANGUAGES],
        lines=_lines(kind, document, language, typed),
        left=_left(counted[language]),
        here="translate",
        **context,
    )


def _left(counted: Any) -> int:
    return int(counted[Status.NEW] + counted[Status.CHANGED])
