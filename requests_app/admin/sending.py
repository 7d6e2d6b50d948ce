"""The forms around a code: show it (logged, after a fresh second step), type one, send it, take it back."""

from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin.forms import CandidateForm, TypedCodeForm
from requests_app.admin.frame import offer_undo, signed_in, to_request
from requests_app.admin.passed import go_to_next
from requests_app.admin.review_views import attempt, page
from requests_app.admin.unsent import kept
from requests_app.desk_bar import UNDO_KEY
from requests_app.missing import Missing
from requests_app.models import Candidate, CodeRequest
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.second_factor import require_fresh


@kept
@posted(to_request())
def show_code(request: HttpRequest, reference: str) -> HttpResponse:
    """The code in the answer to this very request, after the record says who saw it and why."""
    user, form = signed_in(request), CandidateForm(request.POST)
    find(user, reference, WORK_ON_REQUESTS)
    require_fresh(request)
    opened: dict[int, str] = {}

    def act(code_request: CodeRequest) -> None:
        candidate = _chosen(form, code_request)
        opened[candidate.pk] = workflow.see_code(candidate, by=user, reason=form.cleaned_data["reason"])

    return attempt(
        request, reference, act, form=form, then=lambda one: page(request, one, shown=opened), needs_claim=False
    )


def _chosen(form: CandidateForm, code_request: CodeRequest) -> Candidate:
    """The candidate that the form names, of this very request."""
    rows = code_request.candidates.filter(pk=form.cleaned_data["candidate"]).select_related("code_request")
    found = rows.first()
    if found is None:
        raise workflow.NotComplete(Missing.CANDIDATE)
    return found


@kept
@posted(to_request())
def type_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A code by hand, twice, with where it comes from, and a picture of the manufacturer's answer if there is one."""
    user = signed_in(request)
    answer = cast("BinaryIO | None", request.FILES.get("answer"))
    form = TypedCodeForm(request.POST, attached=answer is not None)

    def act(code_request: CodeRequest) -> None:
        try:
            keep(code_request)
        except workflow.NotComplete as refused:
            forgotten = ("answer_again",) if answer and refused.missing[0].partition(":")[0] != "answer" else ()
            raise workflow.NotComplete(*refused.missing, *forgotten) from refused

    def keep(code_request: CodeRequest) -> None:
        found = form.cleaned_data
        workflow.type_code(
            code_request,
            found["first"],
            found["second"],
            source=form.chosen(),
            provenance=found["provenance"],
            by=user,
            answered_on=found["answered_on"],
            answer=answer,
        )

    return attempt(request, reference, act, form=form)


@kept
@posted(to_request())
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the chosen code; half a minute is left to take it back, from any page of the Desk."""
    user, form = signed_in(request), CandidateForm(request.POST)

    def then(code_request: CodeRequest) -> HttpResponse:
        offer_undo(request, code_request)
        if request.POST.get("then") != "next":
            return redirect("admin:review", reference)
        return go_to_next(request)

    return attempt(
        request,
        reference,
        lambda one: workflow.deliver(one, _chosen(form, one), by=user, reason=form.cleaned_data["reason"]),
        form=form,
        then=then,
    )


@posted(to_request())
def recall(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the code back while the customer has not seen it."""
    user = signed_in(request)

    def then(code_request: CodeRequest) -> HttpResponse:
        request.session.pop(UNDO_KEY, None)
        messages.success(request, _("Recalled. The customer does not get this code."))
        return redirect("admin:review", reference)

    return attempt(request, reference, lambda one: workflow.recall(one, by=user), then=then)
