"""Pages that ask before they act: ask the customer for more, refuse, erase."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import workflow
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.review import Review
from requests_app.admin.review_views import attempt
from requests_app.admin.roles import WORKS, find
from requests_app.admin.second_factor import require_fresh
from requests_app.admin.words import Lack, lack
from requests_app.models import Check, CheckKind, CodeRequest, DocumentProblem, Role, Slot, Verdict
from requests_app.policy import slots_for
from requests_app.states import Party
from requests_app.workflow import Item, Refusal
from requests_app.workflow.desk_work import ANSWER_DAYS, ROUNDS_BEFORE_WARNING
from requests_app.workflow.second_person import looks_of

LONGEST = 300
READ_AND_WRITE = ["GET", "HEAD", "POST"]
LIKELY: dict[str, tuple[Slot, DocumentProblem]] = {
    CheckKind.LABEL_REAL: (Slot.LABEL, DocumentProblem.SCREEN_PHOTO),
    CheckKind.CERTIFICATE: (Slot.CERTIFICATE, DocumentProblem.FIELD_C1),
    CheckKind.HOLDER: (Slot.CERTIFICATE, DocumentProblem.OLD_HOLDER),
    CheckKind.CAR: (Slot.CERTIFICATE, DocumentProblem.FIELD_E),
    CheckKind.PERMISSION: (Slot.PERMISSION, DocumentProblem.MISSING),
    CheckKind.VIN_PLATE: (Slot.VIN_PLATE, DocumentProblem.BLUR),
    CheckKind.IDENTITY: (Slot.IDENTITY, DocumentProblem.OVER_COVERED),
}


@require_http_methods(READ_AND_WRITE)
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Several things, one letter; beside each what the customer will read."""
    user = signed_in(request)
    code_request = _open(request, reference, "ask")
    items = _items(request, code_request)
    if request.method != "POST":
        return _ask_page(request, code_request)
    if not items:
        return _ask_page(request, code_request, errors=[lack("items")], status=422)
    return attempt(
        request, reference, lambda one: workflow.ask(one, items, by=user), then=lambda one: _after(request, one)
    )


def _ask_page(
    request: HttpRequest, code_request: CodeRequest, *, errors: list[Lack] | None = None, status: int = 200
) -> HttpResponse:
    here = Check.objects.filter(code_request=code_request, round=code_request.verification_round).order_by("pk")
    answers = {one.kind: one for one in here}
    doubts = {kind: one.reason for kind, one in answers.items() if one.verdict == Verdict.NO}
    likely = dict(LIKELY[kind] for kind in doubts if kind in LIKELY) if request.method != "POST" else {}
    post = request.POST
    context = {
        "code_request": code_request,
        "errors": errors or [],
        "slots": [(slot, post.get(f"problem-{slot}", likely.get(slot, "")), post.get(f"note-{slot}", ""))
                  for slot in dict.fromkeys((*slots_for(code_request), *Slot))],
        "problems": list(DocumentProblem),
        "doubts": doubts,
        "days": ANSWER_DAYS,
        "round": code_request.verification_round,
        "third": code_request.verification_round >= ROUNDS_BEFORE_WARNING,
        "version": request.POST.get("version", code_request.version),
    }  # fmt: skip
    return render(request, "admin/requests/ask.html", frame(request, **context), status=status)


def _items(request: HttpRequest, code_request: CodeRequest) -> list[Item]:
    post, found = request.POST, []
    for slot in Slot:
        problem = post.get(f"problem-{slot}", "")
        if problem in DocumentProblem.values:
            note = post.get(f"note-{slot}", "").strip()[:LONGEST]
            found.append(Item(slot, DocumentProblem(problem), note))
    return found


@require_http_methods(READ_AND_WRITE)
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """A page of its own: what staff decide, and beside it what the customer will read."""
    user = signed_in(request)
    code_request = _open(request, reference, "refuse")
    chosen = request.POST.get("refusal", "")
    if request.method != "POST":
        return _refuse_page(request, code_request)
    if chosen not in Refusal.values:
        return _refuse_page(request, code_request, errors=[lack("refusal")], status=422)
    reason = request.POST.get("reason", "")[:LONGEST]
    return attempt(
        request,
        reference,
        lambda one: workflow.refuse(one, Refusal(chosen), by=user, reason=reason),
        then=lambda one: _after(request, one),
    )


def _refuse_page(
    request: HttpRequest, code_request: CodeRequest, *, errors: list[Lack] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "code_request": code_request,
        "errors": errors or [],
        "refusals": list(Refusal),
        "chosen": request.POST.get("refusal", ""),
        "reason": request.POST.get("reason", ""),
        "objections": looks_of(code_request).objections,
        "version": code_request.version,
    }
    return render(request, "admin/requests/refuse.html", frame(request, **context), status=status)


@require_http_methods(READ_AND_WRITE)
def erase(request: HttpRequest, reference: str) -> HttpResponse:
    """Delete the person's data on their wish: a lead, after a fresh second step, with a tick."""
    user = signed_in(request)
    code_request = find(user, reference, Role.LEAD)
    context = frame(request, code_request=code_request, version=code_request.version)
    if request.method != "POST":
        return render(request, "admin/requests/erase.html", context)
    require_fresh(request)
    if request.POST.get("confirm") != "yes":
        context["errors"] = [lack("confirm")]
        return render(request, "admin/requests/erase.html", context, status=422)
    return attempt(request, reference, lambda one: workflow.erase(one, party=Party.STAFF, by=user), needs_claim=False)


def _open(request: HttpRequest, reference: str, move: str) -> CodeRequest:
    """The request, while this move starts from where it is; otherwise the form has nothing to stand on."""
    code_request = find(signed_in(request), reference, *WORKS)
    if request.method != "POST" and move not in Review(code_request, signed_in(request)).moves:
        raise Http404
    return code_request


def _after(request: HttpRequest, code_request: CodeRequest) -> HttpResponse:
    if request.POST.get("then") == "next" and (taken := workflow.take_next(signed_in(request))):
        return redirect("admin:review", taken.reference)
    messages.success(
        request, _("Done. %(reference)s is out of your hands now.") % {"reference": code_request.reference}
    )
    return redirect("admin:queue")
