"""What every page of the Desk shows around its own matter: the bar, the undo of a sending, the choice of keys."""

import time
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from requests_app.admin.roles import SEES, WORKS, has_seat, reads_guides, writes_guides
from requests_app.models import CodeRequest
from requests_app.workflow.delivering import UNDO

if TYPE_CHECKING:
    from django.contrib.auth.models import User

UNDO_KEY = "undo_sending"
KEYS_COOKIE = f"{settings.COOKIE_PREFIX}keys"
YEAR = 365 * 24 * 60 * 60


def signed_in(request: HttpRequest) -> "User":
    """The person at the Desk; the site has let nobody else through."""
    return cast("User", request.user)


def frame(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """The context of a page of the Desk."""
    user = signed_in(request)
    return {
        "sees_requests": has_seat(user, *SEES),
        "takes_requests": has_seat(user, *WORKS),
        "reads_guides": reads_guides(user),
        "writes_guides": writes_guides(user),
        "keys_on": request.COOKIES.get(KEYS_COOKIE) != "off",
        "undo": _undo(request),
        **context,
    }


def offer_undo(request: HttpRequest, code_request: CodeRequest) -> None:
    """Remember for half a minute that this person may take a sending back from any page."""
    until = time.time() + UNDO.total_seconds()
    request.session[UNDO_KEY] = {
        "reference": code_request.reference, "version": code_request.version, "until": until,
    }  # fmt: skip


def _undo(request: HttpRequest) -> dict[str, Any] | None:
    offer: dict[str, Any] | None = request.session.get(UNDO_KEY)
    if offer and offer["until"] > time.time():
        return {**offer, "seconds": int(offer["until"] - time.time()) + 1}
    return None


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
