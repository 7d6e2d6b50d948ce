"""The review page itself, and how a form on it is answered: done, incomplete, or overtaken by somebody else."""

from collections.abc import Callable
from typing import Protocol
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from requests_app import workflow
from requests_app.admin import unsent, words
from requests_app.admin.desk_form import DeskForm
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.happened import name_of
from requests_app.admin.review import Review
from requests_app.identity import masked_email, masked_name
from requests_app.missing import Missing
from requests_app.models import TYPED_SOURCES, CodeRequest
from requests_app.permissions import SEE_REQUESTS, WORK_ON_REQUESTS, find
from requests_app.vault.sanitise import accept_attribute
from requests_app.workflow.seeing import see_evidence

Act = Callable[[CodeRequest], object]


class Show(Protocol):
    """A page that says what went wrong with its form."""

    def __call__(
        self,
        request: HttpRequest,
        code_request: CodeRequest,
        *,
        errors: list[words.FormError] | None = None,
        overtaken: DeskForm | bool = False,
        status: int = 200,
    ) -> HttpResponse: ...


@require_GET
def show_review(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: evidence beside facts. Opening it changes nothing but the record of who looked."""
    return page(request, find(signed_in(request), reference, SEE_REQUESTS))


def page(
    request: HttpRequest,
    code_request: CodeRequest,
    *,
    errors: list[words.FormError] | None = None,
    overtaken: DeskForm | bool = False,
    shown: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The review page, with what went wrong, what was typed, or the code that was asked for."""
    user, zone = signed_in(request), ZoneInfo(code_request.desk.time_zone)
    review = Review(code_request, user, shown=shown or {})
    if review.pictures:
        see_evidence(code_request, by=user, pages=[one.pk for one in review.pictures])
    context = {
        "review": review,
        "code_request": code_request,
        "errors": errors or [],
        "overtaken": overtaken,
        "kept_texts": texts_of(overtaken),
        "ticket": unsent.ticket(request, code_request),
        "stamp": f"{name_of(user)} · {timezone.localtime(timezone=zone):%Y-%m-%d %H:%M}",
        "email": masked_email(code_request.email),
        "name": code_request.name if review.works else masked_name(code_request.name),
        "owner_name": code_request.owner_name if review.works else masked_name(code_request.owner_name),
        "answer_accept": accept_attribute(pdf=True),
        "typed_sources": [(source.value, source.label) for source in TYPED_SOURCES],
    }
    with timezone.override(zone):
        return render(request, "admin/requests/review.html", frame(request, **context), status=status)


def texts_of(form: DeskForm | bool) -> list[str]:
    """The words in a form that came too late; what was chosen in it stands in the form itself."""
    if not isinstance(form, DeskForm):
        return []
    return [text for name, text in form.typed().items() if text and not name.startswith(("check-", "problem-"))]


def attempt(
    request: HttpRequest,
    reference: str,
    act: Act,
    *,
    form: DeskForm | None = None,
    then: Callable[[CodeRequest], HttpResponse] | None = None,
    show: Show = page,
    needs_claim: bool = True,
) -> HttpResponse:
    """Do what a form asks for, on the version of the request that its page showed: done, or told why not.

    What stands in a form that could not be done is kept, and `show` is the page that says why.
    """
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)

    def back(errors: list[words.FormError] | None = None, *, overtaken: bool = False) -> HttpResponse:
        fresh = find(user, reference, WORK_ON_REQUESTS)
        if form is not None:
            unsent.keep(fresh, form, by=user)
        told: DeskForm | bool = (form or True) if overtaken else False
        return show(request, fresh, errors=errors, overtaken=told, status=409 if overtaken else 422)

    if request.POST.get("version") != str(code_request.version):
        return back(overtaken=True)
    if found := _before(code_request, form, by=user, needs_claim=needs_claim):
        return back(found)
    try:
        if needs_claim:
            workflow.claim(code_request, by=user)
        act(code_request)
    except workflow.MoveRefused:
        return back(overtaken=True)
    except workflow.NotComplete as refused:
        return back(words.errors_of(refused.missing))
    except workflow.NotAllowed as refused:
        raise Http404 from refused
    if form is not None:
        unsent.settle(code_request, form, by=user)
    return then(code_request) if then else redirect("admin:review", reference)


def _before(code_request: CodeRequest, form: DeskForm | None, *, by: User, needs_claim: bool) -> list[words.FormError]:
    """What stops a form before anything is done: a colleague who works on the request, or a field that does not fit."""
    if needs_claim and Review(code_request, by).taken:
        return [words.error_of(Missing.CLAIMED)]
    return [] if form is None or form.is_valid() else form.error_list()
