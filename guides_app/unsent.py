"""A form that arrives when its writer is signed in no longer: it waits until that person is back.

Only a form that the Desk drew for this very person is kept, so nobody else can put anything there; nothing is saved.
Where it waits is for the page to say: in the browser's session, or wherever its own `Keep` puts it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponseBase, QueryDict

KEY, TICKET, SALT = "unsaved_text", "ticket", "guides_app.unsent"
NOT_KEPT = ("csrfmiddlewaretoken", TICKET)
LONGEST = 300_000  # characters as a browser encodes them; no form may be longer than 256 KiB anyway
DAY = 24 * 60 * 60

View = Callable[..., HttpResponseBase]
Keep = Callable[[HttpRequest], bool]


@dataclass(frozen=True)
class Sent:
    """A form that came too late: whose it is, the page for which it was drawn, and what stands in it."""

    person: int
    place: str
    form: QueryDict


def ticket(request: HttpRequest, place: str) -> str:
    """What a form carries: for whom it was drawn, and for which page."""
    return signing.dumps([request.user.pk, place], salt=SALT)


def sent(request: HttpRequest) -> Sent | None:
    """What this request carries; None where the Desk did not draw it, or another person is signed in by now."""
    try:
        person, place = signing.loads(request.POST.get(TICKET, ""), salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    typed = request.POST.copy()
    for name in NOT_KEPT:
        typed.pop(name, None)
    if request.user.pk not in (None, person) or len(typed.urlencode()) > LONGEST:
        return None
    return Sent(person, place, typed)


def keep(request: HttpRequest) -> bool:
    """Put the form aside in the session; False where it is none of this page."""
    form = sent(request)
    if form is None or form.place != request.path:
        return False
    request.session[KEY] = {"person": form.person, "path": form.place, "form": form.form.urlencode()}
    return True


def back(request: HttpRequest) -> QueryDict | None:
    """What this person sent to this page when he was signed out. Given once."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    return QueryDict(kept["form"]) if kept["person"] == request.user.pk else None


def kept_by(keep: Keep = keep) -> Callable[[View], View]:
    """Marks a view: what is sent to it by somebody who was signed out in the meantime is put aside by `keep`."""

    def mark(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        vars(inner)["keeps_unsent"] = keep
        return inner

    return mark


def keep_for(view: object, request: HttpRequest) -> bool:
    """Put aside a form that was stopped before it reached this view; False where the view keeps nothing."""
    keep_here: Keep | None = getattr(view, "keeps_unsent", None)
    return request.method == "POST" and keep_here is not None and keep_here(request)
