"""The form of a document: shown, rearranged, tried out, saved as a draft. A save in between by somebody else is told,
and costs nobody a letter."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from guides_app import library, unsent
from guides_app.admin.editor import changes, desk, findings, naming, previews, tongues
from guides_app.admin.editor.sheet import Sheet
from guides_app.admin.editor.states import states
from guides_app.admin.editor.versions import began_from, number, sent_back
from guides_app.library import Wrong, publishing
from guides_app.lints import Finding
from guides_app.models import DocumentKind, Manuscript

RECENT = timedelta(minutes=10)


@dataclass
class Clash:
    """Two editors at once: who was first, what he changed, and what the second one wrote."""

    theirs: Manuscript
    changed: list[changes.Row] = field(default_factory=list)
    mine: list[changes.Row] = field(default_factory=list)
    taken: bool = False


def edit(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """The page of the editor."""
    manuscript = desk.find(request, key)
    if request.method == "POST":
        desk.need(request, desk.EDIT)
        return _posted(site, request, manuscript)
    kept = unsent.back(request)
    if kept is not None:
        return _written_before(site, request, manuscript, kept)
    sheet = Sheet(DocumentKind(manuscript.kind), manuscript.key, desk.text_for(request, manuscript))
    return _page(site, request, manuscript, sheet, recent=_recent(request, manuscript))


def _written_before(site: AdminSite, request: HttpRequest, manuscript: Manuscript, kept: QueryDict) -> HttpResponse:
    """The form as it was sent by somebody who was signed out in the meantime."""
    sheet = Sheet(DocumentKind(manuscript.kind), manuscript.key, began_from(manuscript, kept), kept)
    sheet.hush()
    return _page(site, request, manuscript, sheet, version=number(kept.get("version")), unsaved=True, kept=True)


def _posted(site: AdminSite, request: HttpRequest, manuscript: Manuscript) -> HttpResponse:
    post = request.POST
    base = began_from(manuscript, post)
    sheet = Sheet(DocumentKind(manuscript.kind), manuscript.key, base, post)
    version = number(post.get("version"))
    if "move" in post or "add" in post:
        sheet.hush()
        return _page(site, request, manuscript, sheet, version=version, unsaved=True)
    if "take" in post:
        return _take_theirs(site, request, manuscript, sheet)
    if not sheet.is_valid():
        return _page(site, request, manuscript, sheet, version=version, problems=sheet.problems(), unsaved=True)
    if post.get("do") == "check":
        return _page(site, request, manuscript, sheet, version=version, unsaved=True)
    return _save(site, request, manuscript, sheet, base)


def _save(site: AdminSite, request: HttpRequest, manuscript: Manuscript, sheet: Sheet, base: Any) -> HttpResponse:
    version, document = number(request.POST.get("version")), sheet.document()
    try:
        found = _findings(manuscript, document)
    except Wrong as wrong:
        sheet.refuse(wrong)
        return _page(site, request, manuscript, sheet, version=version, problems=sheet.problems(), unsaved=True)
    wanted = number(request.POST.get("over"), version)
    try:
        publishing.save_draft(manuscript, document, version=wanted, by=desk.person(request))
    except publishing.Conflict as conflict:
        clash = Clash(conflict.theirs, changes.rows(base, conflict.theirs.working))
        return _page(site, request, manuscript, sheet, version=version, clash=clash, unsaved=True)
    if request.POST.get("do") == "publish":
        return redirect(desk.address("release", manuscript))
    messages.success(request, _said_of(found))
    return redirect(desk.address("edit", manuscript))


def _said_of(found: list[Finding]) -> str:
    stops = sum(one.level == "error" for one in found)
    if not stops:
        return _("The draft is saved. Nothing stops it from being published.")
    return _("The draft is saved. Before it is published, look at the list of what stops it.")


def _take_theirs(site: AdminSite, request: HttpRequest, manuscript: Manuscript, sheet: Sheet) -> HttpResponse:
    """The form says what the colleague saved; what was typed here stands beside it to be copied."""
    mine = sheet.document() if sheet.is_valid() else sheet.raw()
    clash = Clash(manuscript, mine=changes.rows(manuscript.working, mine), taken=True)
    fresh = Sheet(DocumentKind(manuscript.kind), manuscript.key, manuscript.working)
    return _page(site, request, manuscript, fresh, clash=clash)


def _findings(manuscript: Manuscript, document: Any) -> list[Finding]:
    kind = DocumentKind(manuscript.kind)
    with library.rehearsal(kind, manuscript.key, document):
        return library.inspect(kind, manuscript.key)


def of_working(manuscript: Manuscript) -> list[Finding]:
    """What the lints say of the text that editors see; nothing is written where readers see the same."""
    kind = DocumentKind(manuscript.kind)
    if manuscript.draft is not None:
        return library.inspect_draft(kind, manuscript.key, manuscript.draft)
    return library.inspect(kind, manuscript.key)


def _recent(request: HttpRequest, manuscript: Manuscript) -> int | None:
    """How many minutes ago somebody else saved, if that was a short while ago."""
    if manuscript.edited_at is None or manuscript.edited_by_id in (None, desk.person(request).pk):
        return None
    passed = timezone.now() - manuscript.edited_at
    return int(passed.total_seconds() // 60) if passed < RECENT else None


def _page(
    site: AdminSite,
    request: HttpRequest,
    manuscript: Manuscript,
    sheet: Sheet,
    *,
    version: int | None = None,
    problems: Any = (),
    clash: Clash | None = None,
    **context: Any,
) -> HttpResponse:
    writes = desk.may(request, desk.EDIT) and request.method != "POST"
    said = findings.said(manuscript, of_working(manuscript)) if writes else []
    waits = clash is not None and not clash.taken
    return desk.page(
        site,
        request,
        "edit",
        status=409 if waits else 422 if problems else 200,
        manuscript=manuscript,
        name=naming.name_of(manuscript),
        state=states(manuscript),
        sheet=sheet,
        version=manuscript.version if version is None else version,
        problems=problems,
        clash=clash,
        stops=[one for one in said if one.stops],
        asks=[one for one in said if not one.stops],
        sent_back=sent_back(manuscript) if writes else None,
        stages=previews.stages(manuscript),
        stage=request.POST.get("stage", ""),
        tongues=tongues.offered(),
        tongue=request.POST.get("tongue", ""),
        ticket=unsent.ticket(request, desk.address("edit", manuscript)),
        here="edit",
        **context,
    )
