"""The forms around a code: show it (logged, after a fresh second step), type one, send it, take it back."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from requests_app import workflow
from requests_app.admin.frame import UNDO_KEY, offer_undo, signed_in
from requests_app.admin.review_views import attempt, page
from requests_app.admin.roles import WORKS, find
from requests_app.admin.second_factor import require_fresh
from requests_app.models import Candidate, CodeRequest, Source

LONGEST = 300


@require_POST
def show_code(request: HttpRequest, reference: str) -> HttpResponse:
    """The code in the answer to this very request, after the record says who saw it and why."""
    user = signed_in(request)
    find(user, reference, *WORKS)
    require_fresh(request)
    opened: dict[int, str] = {}

    def act(code_request: CodeRequest) -> None:
        candidate = _chosen(request, code_request)
        opened[candidate.pk] = workflow.see_code(candidate, by=user, reason=request.POST.get("reason", "")[:LONGEST])

    return attempt(request, reference, act, then=lambda one: page(request, one, shown=opened), needs_claim=False)


def _chosen(request: HttpRequest, code_request: CodeRequest) -> Candidate:
    """The candidate that the form names, of this very request."""
    key = request.POST.get("candidate", "")
    known = key.isascii() and key.isdigit() and len(key) < 18
    found = code_request.candidates.filter(pk=int(key)).select_related("code_request").first() if known else None
    if found is None:
        raise workflow.NotComplete("candidate")
    return found


@require_POST
def type_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A code by hand, twice, with where it comes from."""
    user, post = signed_in(request), request.POST
    source = post.get("source", "")

    def act(code_request: CodeRequest) -> None:
        if source not in Source.values:
            raise workflow.NotComplete("source")
        workflow.type_code(
            code_request,
            post.get("first", "").strip()[:20],
            post.get("second", "").strip()[:20],
            source=Source(source),
            provenance=post.get("provenance", "")[:200],
            by=user,
            answered_on=_day(post.get("answered_on", "")),
        )

    return attempt(request, reference, act)


def _day(text: str) -> date | None:
    """The day in a date field; nothing where it is empty."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as unreadable:
        raise workflow.NotComplete("answered_on") from unreadable


@require_POST
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the chosen code; half a minute is left to take it back, from any page of the Desk."""
    user, reason = signed_in(request), request.POST.get("reason", "")[:LONGEST]

    def then(code_request: CodeRequest) -> HttpResponse:
        offer_undo(request, code_request)
        if request.POST.get("then") != "next":
            return redirect("admin:review", reference)
        taken = workflow.take_next(user)
        if taken is None:
            messages.info(request, _("Nothing else is waiting."))
            return redirect("admin:queue")
        return redirect("admin:review", taken.reference)

    return attempt(
        request,
        reference,
        lambda one: workflow.deliver(one, _chosen(request, one), by=user, reason=reason),
        then=then,
    )


@require_POST
def recall(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the code back while the customer has not seen it."""
    user = signed_in(request)

    def then(code_request: CodeRequest) -> HttpResponse:
        request.session.pop(UNDO_KEY, None)
        messages.success(request, _("Recalled. The customer does not get this code."))
        return redirect("admin:review", reference)

    return attempt(request, reference, lambda one: workflow.recall(one, by=user), then=then)
