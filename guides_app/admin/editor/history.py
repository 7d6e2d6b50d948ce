"""What became of a document, line by line: any two lines compared, and an earlier text brought back as the draft."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guides_app.admin.editor import changes, desk, naming
from guides_app.admin.editor.states import states
from guides_app.admin.editor.versions import number, text_of, why
from guides_app.library import publishing
from guides_app.models import Manuscript

MOST_LINES = 200
NOW, LIVE = "now", "live"  # the text that editors see, and the one that readers see


def history(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Who, when, why, and which edition."""
    manuscript = desk.find(request, key)
    rows = manuscript.history.select_related("history_user").defer("draft", "published")
    lines = [(line, desk.called(line.history_user), why(line)) for line in _newest(rows)[:MOST_LINES]]
    return _page(site, request, "history", manuscript, lines=lines)


def compare(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Two texts: lines of the history, what readers see, or what editors see."""
    manuscript = desk.find(request, key)
    before, after = request.GET.get("from", LIVE), request.GET.get("to", NOW)
    (old, old_name), (new, new_name) = _text(manuscript, before), _text(manuscript, after)
    names = {"old_name": old_name, "new_name": new_name}
    return _page(site, request, "compare", manuscript, changed=changes.rows(old, new), **names)


def restore(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """The text of a line becomes the draft; readers see nothing of it until it is published."""
    manuscript = desk.find(request, key, desk.EDIT)
    line = _line(manuscript, request.POST.get("line", ""))
    version = number(request.POST.get("version"))
    try:
        publishing.restore(manuscript, line, version=version, by=desk.person(request))
    except publishing.Conflict as conflict:
        who = desk.called(conflict.theirs.edited_by)
        messages.error(request, _("%(name)s saved in between. Look at the history again.") % {"name": who})
        return redirect(desk.address("history", manuscript))
    messages.success(request, _("The earlier text is the draft now. Readers do not see it until it is published."))
    return redirect(desk.address("edit", manuscript))


def to_history(request: HttpRequest, key: int) -> HttpResponse:
    """The page from which a text is restored, for whoever may do it."""
    return redirect(desk.address("history", desk.find(request, key, desk.EDIT)))


def _text(manuscript: Manuscript, wanted: str) -> tuple[Any, str]:
    if wanted == NOW:
        return manuscript.working, _("the draft") if manuscript.draft is not None else _("what readers see")
    if wanted == LIVE:
        return manuscript.published, _("what readers see")
    line = _line(manuscript, wanted)
    who = desk.called(line.history_user)
    named = {"number": line.version, "reason": why(line), "name": who}
    return text_of(line), _("version %(number)s (%(reason)s, %(name)s)") % named


def _line(manuscript: Manuscript, wanted: str) -> Any:
    found = manuscript.history.select_related("history_user").filter(history_id=number(wanted)).first()
    if found is None:
        raise Http404
    return found


def _newest(rows: Any) -> Any:
    return rows.order_by("-history_date", "-history_id")


def _page(site: AdminSite, request: HttpRequest, template: str, manuscript: Manuscript, **context: Any) -> HttpResponse:
    around: dict[str, Any] = {"manuscript": manuscript, "name": naming.name_of(manuscript), "state": states(manuscript)}
    return desk.page(site, request, template, here="history", **around, **context)
