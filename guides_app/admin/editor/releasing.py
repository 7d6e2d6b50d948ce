"""The last look before readers see a text: what changes for them, what stops it, what asks for a second look."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guides_app import lints
from guides_app.admin.editor import changes, desk, findings, naming
from guides_app.admin.editor.editing import of_working
from guides_app.admin.editor.sheet import Problem
from guides_app.admin.editor.states import State, states
from guides_app.admin.editor.versions import number, sent_back
from guides_app.library import Wrong, publishing
from guides_app.models import DocumentKind, Manuscript, RadioFamily

Act = Callable[..., Manuscript]
MOST_NAMES = 5
DONE = {"publish": publishing.PUBLISHED, "withdraw": publishing.WITHDRAWN, "hand_in": "handed in"}


def release(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Publish, hand in or withdraw; each may be refused, with the reason."""
    manuscript = desk.find(request, key)
    if request.method != "POST":
        return _page(site, request, manuscript)
    match request.POST.get("do"):
        case "hand_in":
            desk.need(request, desk.EDIT)
            return _do(
                site, request, manuscript, publishing.hand_in, _("It is handed in. Another person publishes it.")
            )
        case "withdraw":
            desk.need(request, desk.PUBLISH)
            return _do(site, request, manuscript, publishing.withdraw, _("Readers no longer find it."))
        case "send_back":
            desk.need(request, desk.PUBLISH)
            return _send_back(site, request, manuscript)
        case "discard":
            desk.need(request, desk.EDIT)
            return _discard(site, request, manuscript)
    desk.need(request, desk.PUBLISH)
    if _warned(manuscript) and request.POST.get("anyway") != "yes":
        return _page(
            site, request, manuscript, [Problem("#id_anyway", _("Tick “Publish anyway”, or change the text."))]
        )
    return _do(site, request, manuscript, publishing.publish, _("It is published. Readers see it now."))


def _send_back(site: AdminSite, request: HttpRequest, manuscript: Manuscript) -> HttpResponse:
    note = " ".join(request.POST.get("note", "").replace("\0", "").split())
    if not note or len(note) > publishing.LONGEST_NOTE:
        words = _("Say in at most %(count)d letters what is to be changed.") % {"count": publishing.LONGEST_NOTE}
        return _page(site, request, manuscript, [Problem("#id_note", words)], note=note)
    done = _("It is sent back. Its writer reads your note.")
    return _do(site, request, manuscript, partial(_sent_back, note=note), done)


def _sent_back(manuscript: Manuscript, *, note: str, version: int, by: Any) -> Manuscript:
    return publishing.send_back(manuscript, note, version=version)


def _discard(site: AdminSite, request: HttpRequest, manuscript: Manuscript) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        return _page(site, request, manuscript, [Problem("#id_sure", _("Tick that the draft may go."))])
    try:
        kept = publishing.discard(manuscript, version=number(request.POST.get("version")))
    except publishing.Refused as refusal:
        manuscript.refresh_from_db()
        return _page(site, request, manuscript, [_reason(refusal)], status=409)
    messages.success(request, _("The draft is thrown away."))
    if kept is None:
        return redirect(f"{desk.address('changelist')}?kind={manuscript.kind}")
    return redirect(desk.address("edit", kept))


def _do(site: AdminSite, request: HttpRequest, manuscript: Manuscript, act: Act, done: str) -> HttpResponse:
    try:
        act(manuscript, version=number(request.POST.get("version")), by=desk.person(request))
    except (publishing.Refused, Wrong) as refusal:
        late = isinstance(refusal, publishing.Conflict)
        manuscript.refresh_from_db()
        if not (late and _done_by_the_first_press(request, manuscript)):
            return _page(site, request, manuscript, [_reason(refusal)], status=409 if late else 422)
    messages.success(request, done)
    return redirect(desk.address("edit", manuscript))


def _done_by_the_first_press(request: HttpRequest, manuscript: Manuscript) -> bool:
    """A button pressed twice sends its form twice: the second time everything is as the person wanted it already."""
    last = manuscript.history.order_by("-history_id").first()
    asked, before = request.POST.get("do", ""), number(request.POST.get("version"))
    return bool(
        last
        and last.version == before + 1
        and last.history_user_id == desk.person(request).pk
        and last.history_change_reason == DONE.get(asked)
    )


def _reason(refusal: Exception) -> Problem:
    match refusal:
        case publishing.NeedsSecondPerson(others=others):
            text = _who_may(others)
        case publishing.NothingNew():
            text = _("There is nothing to do: readers see this text already.")
        case publishing.Conflict(theirs=theirs):
            who = desk.called(theirs.edited_by)
            text = _("%(name)s changed this text in between. Look at it again.") % {"name": who}
        case publishing.InUse(by=by):
            text = _("It stays, because it is named by: %(names)s.") % {"names": _some(by)}
        case publishing.Blocked():
            text = _("It cannot be published yet. Look at what stops it.")
        case _:
            text = str(refusal)
    return Problem("#stops", text)


def _who_may(others: Sequence[Any]) -> str:
    """Why this person may not publish, and who may."""
    if not others:
        return _("You changed this text, and nobody else may publish. Ask a lead to add a guide editor.")
    names = _some([desk.called(person) for person in others])
    return _("You changed this text, so somebody else must publish it: hand it in. Who may: %(names)s.") % {
        "names": names
    }


def _some(names: Sequence[str]) -> str:
    """As many as one reads at a glance, and how many more there are."""
    told, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    return _("%(names)s and %(count)d more") % {"names": told, "count": more} if more > 0 else told


def _warned(manuscript: Manuscript) -> bool:
    return any(one.level is lints.Level.WARNING for one in of_working(manuscript))


def _leaning(manuscript: Manuscript) -> list[str]:
    family = RadioFamily.objects.filter(slug=manuscript.key).first()
    return publishing.leaning(family) if family and manuscript.kind == DocumentKind.FAMILY else []


def _page(
    site: AdminSite,
    request: HttpRequest,
    manuscript: Manuscript,
    problems: list[Problem] | None = None,
    status: int = 0,
    note: str = "",
) -> HttpResponse:
    said = findings.said(manuscript, of_working(manuscript))
    mine = publishing.release(manuscript, by=desk.person(request)) if desk.may(request, desk.PUBLISH) else None
    context: dict[str, Any] = {
        "manuscript": manuscript,
        "name": naming.name_of(manuscript),
        "state": states(manuscript),
        "changed": changes.rows(manuscript.published, manuscript.working),
        "stops": [one for one in said if one.stops],
        "asks": [one for one in said if not one.stops],
        "needs_another": _who_may(mine.others) if mine and not mine.allowed else "",
        "problems": problems or [],
        "waits": manuscript.draft is not None or State.WITHDRAWN in states(manuscript),
        "note": note,
        "longest_note": publishing.LONGEST_NOTE,
        "sent_back": sent_back(manuscript),
        "can_withdraw": State.PUBLISHED in states(manuscript) and manuscript.kind != DocumentKind.GENERAL,
        "named_by": _some(_leaning(manuscript)),
        "here": "release",
    }
    return desk.page(site, request, "release", status=status or (422 if problems else 200), **context)
