"""What every page of the Desk shows around its own matter: the bar, the undo of a sending, the choice of keys."""

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from guides_app.posted import posted
from requests_app.desk_bar import KEYS_COOKIE, UNDO_KEY, desk_bar
from requests_app.models import CodeRequest, Desk
from requests_app.permissions import WORK_ON_REQUESTS, allows, find
from requests_app.workflow.delivering import UNDO

if TYPE_CHECKING:
    from django.contrib.auth.models import User

YEAR = 365 * 24 * 60 * 60


def signed_in(request: HttpRequest) -> "User":
    """The person at the Desk; the site has let nobody else through."""
    return cast("User", request.user)


def frame(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """The context of a page of the Desk."""
    return {**desk_bar(request), "idle_seconds": settings.SESSION_IDLE_SECONDS, **context}


def chosen_desk(desks: Iterable[Desk], slug: str) -> Desk:
    """The desk of this name, or the first; 404 for a desk of others, as for one that does not exist."""
    found = next((desk for desk in desks if slug in ("", desk.slug)), None)
    if found is None:
        raise Http404
    return found


def to_request(page: str = "admin:review", *, permission: str = WORK_ON_REQUESTS) -> Callable[..., HttpResponse]:
    """For `posted`: leads to this page of the request in the address."""

    def place(request: HttpRequest, reference: str, **_more: object) -> HttpResponse:
        find(signed_in(request), reference, permission)
        return redirect(page, reference)

    return place


def to_page(
    page: str, *, permission: str = WORK_ON_REQUESTS, may: Callable[["User", str], bool] = allows
) -> Callable[..., HttpResponse]:
    """For `posted`: leads to this page whoever has this permission at any desk, by the answer of `may`."""

    def place(request: HttpRequest, **_more: object) -> HttpResponse:
        if not may(signed_in(request), permission):
            raise Http404
        return redirect(page)

    return place


def offer_undo(request: HttpRequest, code_request: CodeRequest) -> None:
    """Remember for half a minute that this person may take a sending back from any page."""
    until = time.time() + UNDO.total_seconds()
    request.session[UNDO_KEY] = {
        "reference": code_request.reference, "version": code_request.version, "until": until,
    }  # fmt: skip


@posted(lambda request: redirect("admin:index"))
def stay(request: HttpRequest) -> HttpResponse:
    """Nothing but a sign that somebody is there: the session goes on (config.staff_session notes the time)."""
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_keys(request: HttpRequest) -> HttpResponse:
    """The list of single keys, and their switch for this browser."""
    if request.method != "POST":
        return render(request, "admin/requests/keys.html", frame(request))
    response = redirect("admin:keys")
    value = "off" if request.POST.get("keys") == "off" else "on"
    response.set_cookie(
        KEYS_COOKIE, value, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response
