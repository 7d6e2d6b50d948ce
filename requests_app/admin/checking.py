"""The forms of the verification: take and release, read the numbers blind, answer the checks, approve, look again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from requests_app import workflow
from requests_app.admin.frame import signed_in
from requests_app.admin.review_views import attempt
from requests_app.admin.roles import WORKS, find
from requests_app.models import CheckKind, CodeRequest, Verdict
from requests_app.workflow.verification import READ_CHECKS, standing_checks

LONGEST = 300


@require_POST
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Take this request, or take it over from somebody else."""
    user, over = signed_in(request), request.POST.get("take_over") == "1"
    return attempt(request, reference, lambda one: workflow.claim(one, by=user, take_over=over), needs_claim=False)


@require_POST
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it back."""
    user = signed_in(request)
    workflow.release(find(user, reference, *WORKS), by=user)
    return redirect("admin:queue")


@require_POST
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """What the clerk reads on the photo and on the certificate. One button, because it is one look."""
    user, post = signed_in(request), request.POST
    number, tail, reason = post.get("number", "").strip(), post.get("vin6", "").strip(), post.get("stand_by", "")
    no_vin, instead = post.get("not_on_paper") == "yes", post.get("instead_of_vin", "")[:LONGEST]

    def act(code_request: CodeRequest) -> None:
        if not number and not tail and not no_vin:
            raise workflow.NotComplete("number")
        if number:
            workflow.read_number_off(code_request, number[:LONGEST], by=user, override_reason=reason[:LONGEST])
        if no_vin:
            workflow.vin_not_on_paper(code_request, by=user, reason=instead)
        elif tail:
            workflow.read_vin_tail(code_request, tail[:LONGEST], by=user, override_reason=reason[:LONGEST])

    return attempt(request, reference, act)


@require_POST
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the answers; with "Approve", ask for the approval in the same step."""
    user, approve = signed_in(request), request.POST.get("then") == "approve"

    def act(code_request: CodeRequest) -> None:
        _keep_answers(request, code_request)
        if approve:
            workflow.approve(code_request, by=user)

    return attempt(request, reference, act)


def _keep_answers(request: HttpRequest, code_request: CodeRequest) -> None:
    """Every answer that is new. The first that lacks its reason stops; those before it stay."""
    standing = {kind: (one.verdict, one.reason) for kind, one in standing_checks(code_request).items()}
    for kind in CheckKind:
        verdict = request.POST.get(f"check-{kind}", "")
        reason = request.POST.get(f"why-{kind}", "").strip()[:LONGEST] if verdict == Verdict.NO else ""
        if kind in READ_CHECKS or verdict not in Verdict.values or standing.get(kind) == (verdict, reason):
            continue
        workflow.answer_check(code_request, kind, Verdict(verdict), by=signed_in(request), reason=reason)


@require_POST
def recheck(request: HttpRequest, reference: str) -> HttpResponse:
    """Verify once more from the beginning."""
    user, reason = signed_in(request), request.POST.get("reason", "")[:LONGEST]
    return attempt(request, reference, lambda one: workflow.recheck(one, by=user, reason=reason))


@require_POST
def look_again(request: HttpRequest, reference: str) -> HttpResponse:
    """The papers stand, the code failed: ask the sources again."""
    user, reason = signed_in(request), request.POST.get("reason", "")[:LONGEST]
    return attempt(request, reference, lambda one: workflow.look_again(one, by=user, reason=reason))
