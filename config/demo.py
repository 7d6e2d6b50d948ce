"""The demonstration: letters that would have been sent, and signing in as the example staff with one press.

Exists in the embedded profile only and answers only a peer on this very machine, asked for by a loopback name.
"""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from config import letters
from requests_app import second_factor, shops
from requests_app.models import Member, record_at_desk
from requests_app.states import Party

P = ParamSpec("P")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
LETTER_POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox"
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def for_this_machine(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not (settings.EMBEDDED and _is_loopback(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return inner


def _is_loopback(request: HttpRequest) -> bool:
    """Behind a proxy on the same machine every peer looks local, so a forwarded request never counts as local."""
    if any(header in request.META for header in FORWARDED):
        return False
    host = request.get_host()
    if (host if host.endswith("]") else host.rsplit(":", 1)[0]) not in LOOPBACK_NAMES:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _people() -> dict[str, str]:
    """The addresses of the example staff, by the names of the buttons."""
    return {
        "clerk": settings.DEMO_STAFF_EMAIL,
        "colleague": settings.DEMO_COLLEAGUE_EMAIL,
        "lead": settings.DEMO_LEAD_EMAIL,
        "auditor": settings.DEMO_AUDITOR_EMAIL,
        "editor": settings.DEMO_EDITOR_EMAIL,
        "garage": settings.DEMO_GARAGE_EMAIL,
    }


@for_this_machine
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    context = {
        "members": Member.objects.filter(desk__is_demo=True, user__username__in=_people().values())
        .select_related("user", "desk")
        .order_by("pk"),
        "shops": [(desk, shops.front_door(desk)) for desk in shops.active().filter(is_demo=True)],
        "password": settings.DEMO_PASSWORD,
        "totp_secret": settings.DEMO_TOTP_SECRET,
    }
    return render(request, "demo/index.html", context)


@for_this_machine
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Signs in as one of the example staff, as if password and second factor had been typed."""
    email = _people().get(request.POST.get("as", ""), settings.DEMO_STAFF_EMAIL)
    person = get_object_or_404(get_user_model(), username=email, is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    second_factor.record_proof(request, person)
    second_factor.bind_session(request)
    record_at_desk(None, "signed_in", party=Party.STAFF, user_id=person.pk, data={"demonstration": True})
    return redirect("admin:index")


@for_this_machine
@require_GET
def letter_list(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/letters.html", {"letters": letters.newest(settings.LETTERS_DIR)})


@for_this_machine
@require_GET
def letter(request: HttpRequest, name: str) -> HttpResponse:
    found = letters.read(settings.LETTERS_DIR, name)
    if found is None:
        raise Http404
    return render(request, "demo/letter.html", {"letter": found})


@for_this_machine
@require_GET
@xframe_options_sameorigin
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    found = letters.read(settings.LETTERS_DIR, name)
    if found is None or not found.html:
        raise Http404
    return HttpResponse(found.html, headers={"Content-Security-Policy": LETTER_POLICY})
