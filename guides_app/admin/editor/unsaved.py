"""A form that arrives when its writer is signed in no longer: it waits in the browser's session until he is back.

Only a form that the Desk drew for this very person is kept, so nobody else can put anything there; nothing is saved.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.core import signing
from django.http import HttpRequest, HttpResponseBase, QueryDict

from guides_app import translation

KEY, TICKET, SALT = "unsaved_text", "ticket", "guides_app.editor.unsaved"
NOT_KEPT = ("csrfmiddlewaretoken", TICKET)
LONGEST = 300_000  # characters as a browser encodes them; no form may be longer than 256 KiB anyway
DAY = 24 * 60 * 60

Door = Callable[..., HttpResponseBase]


def ticket(request: HttpRequest, path: str) -> str:
    """What a form carries: for whom it was drawn, and where it goes."""
    return signing.dumps([request.user.pk, path], salt=SALT)


def keeping(site: AdminSite, door: Door) -> Door:
    """The door, which keeps what is sent to it by somebody who was signed out in the meantime."""

    @wraps(door)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not site.has_permission(request):
            keep(request)
        return door(request, *args, **kwargs)

    return inner


def keep(request: HttpRequest) -> bool:
    """Put the form aside; False where it is none of ours, or another person is signed in by now."""
    try:
        person, path = signing.loads(request.POST.get(TICKET, ""), salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return False
    typed = request.POST.copy()
    for name in NOT_KEPT:
        typed.pop(name, None)
    written = typed.urlencode()
    if path != request.path or request.user.pk not in (None, person) or len(written) > LONGEST:
        return False
    request.session[KEY] = {"person": person, "path": path, "form": written}
    return True


def back(request: HttpRequest) -> QueryDict | None:
    """What this person sent to this page when he was signed out. Given once."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    return QueryDict(kept["form"]) if kept["person"] == request.user.pk else None


def language(kept: QueryDict, otherwise: str) -> str:
    """Of a translation: the language in which it was."""
    said = kept.get("language", "")
    return said if said in translation.LANGUAGES else otherwise
