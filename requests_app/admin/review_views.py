"""The review page itself, and how a form on it is answered: done, incomplete, or overtaken by somebody else."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from requests_app import workflow
from requests_app.admin import words
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.review import Review, name_of
from requests_app.admin.roles import SEES, WORKS, find
from requests_app.identity import masked_email, masked_name
from requests_app.models import TYPED_SOURCES, CodeRequest
from requests_app.workflow.seeing import see_evidence

Act = Callable[[CodeRequest], object]
TEXTS = ("note-", "why-", "reason", "number", "vin6", "stand_by", "provenance")


@require_GET
def show_review(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: evidence beside facts. Opening it changes nothing but the record of who looked."""
    return page(request, find(signed_in(request), reference, *SEES))


def page(
    request: HttpRequest,
    code_request: CodeRequest,
    *,
    errors: list[words.Lack] | None = None,
    overtaken: bool = False,
    shown: dict[int, str] | None = None,
    kept: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The review page, with what went wrong, what was typed, or the code that was asked for."""
    user = signed_in(request)
    kept, zone = kept if kept is not None else QueryDict(), ZoneInfo(code_request.desk.time_zone)
    review = Review(code_request, user, shown=shown or {}, kept=kept)
    if review.pictures:
        see_evidence(code_request, by=user, pages=[one.pk for one in review.pictures])
    context = {
        "review": review,
        "code_request": code_request,
        "errors": errors or [],
        "overtaken": overtaken,
        "kept": kept,
        "kept_texts": [str(kept[key]) for key in kept if key.startswith(TEXTS) and kept[key]] if overtaken else [],
        "stamp": f"{name_of(user)} · {timezone.localtime(timezone=zone):%Y-%m-%d %H:%M}",
        "email": masked_email(code_request.email),
        "name": code_request.name if review.works else masked_name(code_request.name),
        "owner_name": code_request.owner_name if review.works else masked_name(code_request.owner_name),
        "typed_sources": [(source.value, source.label) for source in TYPED_SOURCES],
    }
    with timezone.override(zone):
        return render(request, "admin/requests/review.html", frame(request, **context), status=status)


def attempt(
    request: HttpRequest,
    reference: str,
    act: Act,
    *,
    then: Callable[[CodeRequest], HttpResponse] | None = None,
    needs_claim: bool = True,
) -> HttpResponse:
    """Do what a form asks for, on the version of the request that its page showed: done, or told why not."""
    user = signed_in(request)
    code_request = find(user, reference, *WORKS)
    if request.POST.get("version") != str(code_request.version):
        return _overtaken(request, reference)
    if needs_claim and Review(code_request, user).taken:
        return _again(request, reference, errors=[words.lack("claimed")])
    try:
        if needs_claim:
            workflow.claim(code_request, by=user)
        act(code_request)
    except workflow.MoveRefused:
        return _overtaken(request, reference)
    except workflow.NotComplete as lacking:
        return _again(request, reference, errors=words.missing(lacking.missing))
    except workflow.NotAllowed as refused:
        raise Http404 from refused
    return then(code_request) if then else redirect("admin:review", reference)


def _overtaken(request: HttpRequest, reference: str) -> HttpResponse:
    fresh = find(signed_in(request), reference, *WORKS)
    return page(request, fresh, overtaken=True, kept=request.POST, status=409)


def _again(request: HttpRequest, reference: str, *, errors: list[words.Lack]) -> HttpResponse:
    fresh = find(signed_in(request), reference, *WORKS)
    return page(request, fresh, errors=errors, kept=request.POST, status=422)
