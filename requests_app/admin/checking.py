"""The forms of the verification: take and release, one form for reading, checks and approval, look again."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from guides_app.identifiers import Kind
from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin.forms import LookAgainForm, RecheckForm, ReviewForm
from requests_app.admin.frame import signed_in, to_request
from requests_app.admin.review_views import attempt
from requests_app.admin.unsent import kept
from requests_app.missing import Missing
from requests_app.models import CheckKind, CodeRequest, Slot, Verdict
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.workflow.seeing import standing_pages
from requests_app.workflow.verification import READ_CHECKS, document_verdicts, standing_checks

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ONE_BY_ONE = {*READ_CHECKS, CheckKind.SEEN}
"""What "everything fits" does not answer: readings, flags, and originals that somebody must have seen."""


class Then(StrEnum):
    """What the buttons of the form ask for."""

    COMPARE = "compare"
    SAVE = ""
    APPROVE = "approve"
    ALL_FITS = "all_fits"


@posted(to_request())
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Take this request, or take it over from somebody else."""
    user, over = signed_in(request), request.POST.get("take_over") == "1"
    return attempt(request, reference, lambda one: workflow.claim(one, by=user, take_over=over), needs_claim=False)


@posted(to_request())
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it back."""
    user = signed_in(request)
    workflow.release(find(user, reference, WORK_ON_REQUESTS), by=user)
    return redirect("admin:queue")


@kept
@posted(to_request())
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """One look: what was read is compared and kept; then the answers are kept; then the approval is asked for, as far
    as the button says. What was ticked beside a comparison stays ticked."""
    user, form = signed_in(request), ReviewForm(request.POST)
    asked = request.POST.get("then", "")
    then = next((one for one in Then if one == asked), Then.SAVE)

    def act(code_request: CodeRequest) -> None:
        read = _read(code_request, form, by=user)
        if then is Then.COMPARE:
            form.remains = True
            if not read:
                raise workflow.NotComplete(Missing.NUMBER)
            return
        _answer(code_request, form, by=user)
        if then is Then.ALL_FITS:
            _answer_the_rest(code_request, by=user)
        if then in (Then.APPROVE, Then.ALL_FITS):
            workflow.approve(code_request, by=user)

    return attempt(request, reference, act, form=form)


def _read(code_request: CodeRequest, form: ReviewForm, *, by: "User") -> bool:
    """Keep what was typed as read off the papers; False where nothing was. A whole VIN that is the radio's number is
    read once for both."""
    found = form.cleaned_data
    number, tail, reason = found["number"], found["vin6"], found["stand_by"]
    if number:
        workflow.read_number_off(code_request, number, by=by, override_reason=reason)
        form.done.add("number")
    if found["not_on_paper"]:
        workflow.vin_not_on_paper(code_request, by=by, reason=found["instead_of_vin"])
    elif tail := tail or _end_of(code_request, number):
        workflow.read_vin_tail(code_request, tail, by=by, override_reason=reason)
    read = bool(number or tail or found["not_on_paper"])
    if read:
        form.done |= form.READ
    return read


def _end_of(code_request: CodeRequest, number: str) -> str:
    by_vin = code_request.number_kind == Kind.VIN and CheckKind.VIN in workflow.required_checks(code_request)
    return number if by_vin else ""


def _answer(code_request: CodeRequest, form: ReviewForm, *, by: "User") -> None:
    """Every answer that is new. The first that lacks its reason stops; those before it stay."""
    standing = {kind: (one.verdict, one.reason) for kind, one in standing_checks(code_request).items()}
    judged = {slot: (one.verdict, one.problem or None) for slot, one in document_verdicts(code_request).items()}
    for slot, (verdict, problem) in form.documents().items():
        if judged.get(slot) != (verdict, problem):
            workflow.judge_document(code_request, slot, verdict, by=by, problem=problem)
        form.done.add(f"document-{slot}")
    for kind, answer in form.answers().items():
        if standing.get(kind) != answer:
            workflow.answer_check(code_request, kind, answer[0], by=by, reason=answer[1])
        form.done |= {f"check-{kind}", f"why-{kind}"}


def _answer_the_rest(code_request: CodeRequest, *, by: "User") -> None:
    """Every document that nobody has judged is accepted, and a yes to every question that nobody has answered; not for
    who has not opened every paper."""
    judged = document_verdicts(code_request)
    for slot in dict.fromkeys(Slot(page.upload.slot) for page in standing_pages(code_request)):
        if slot not in judged:
            workflow.judge_document(code_request, slot, Verdict.YES, by=by)
    standing = standing_checks(code_request)
    for kind in workflow.required_checks(code_request):
        if kind not in ONE_BY_ONE and kind not in standing:
            workflow.answer_check(code_request, kind, Verdict.YES, by=by)


@posted(to_request())
def rely(request: HttpRequest, reference: str) -> HttpResponse:
    """The same owner proved everything before: look at the label alone."""
    user = signed_in(request)
    return attempt(request, reference, lambda one: workflow.rely(one, by=user))


@kept
@posted(to_request())
def recheck(request: HttpRequest, reference: str) -> HttpResponse:
    """Verify once more from the beginning."""
    user, form = signed_in(request), RecheckForm(request.POST)
    return attempt(
        request, reference, lambda one: workflow.recheck(one, by=user, reason=form.cleaned_data["reason"]), form=form
    )


@kept
@posted(to_request())
def look_again(request: HttpRequest, reference: str) -> HttpResponse:
    """The papers stand, the code failed: ask the sources again."""
    user, form = signed_in(request), LookAgainForm(request.POST)
    return attempt(
        request, reference, lambda one: workflow.look_again(one, by=user, reason=form.cleaned_data["reason"]), form=form
    )
