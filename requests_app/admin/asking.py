"""Pages that ask before they act: ask the customer for more, refuse, erase."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guides_app.squares import Box
from requests_app import workflow
from requests_app.admin import replies, unsent
from requests_app.admin.desk_form import DeskForm
from requests_app.admin.forms import AskForm, RefusalForm, read_mark
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.marking import markable_pages
from requests_app.admin.passed import go_to_next
from requests_app.admin.review import Review
from requests_app.admin.review_views import attempt, texts_of
from requests_app.admin.unsent import kept
from requests_app.admin.words import FormError, error_of
from requests_app.missing import Missing
from requests_app.models import (
    AnswerDays,
    Check,
    CheckKind,
    CodeRequest,
    DocumentProblem,
    FormName,
    Page,
    Slot,
    Verdict,
)
from requests_app.permissions import ERASE_REQUESTS, WORK_ON_REQUESTS, find
from requests_app.policy import slots_for
from requests_app.second_factor import require_fresh
from requests_app.states import Party
from requests_app.workflow import Refusal
from requests_app.workflow.desk_work import ROUNDS_BEFORE_WARNING
from requests_app.workflow.second_person import looks_of
from requests_app.workflow.unsent import unsent_of
from requests_app.workflow.verification import document_verdicts

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


@kept
@require_http_methods(READ_AND_WRITE)
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Several things, one letter; beside each what the customer will read."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    if request.method != "POST":
        return _standing("ask", request, code_request) or _ask_page(request, code_request)
    form = AskForm(request.POST)
    if "fill" in request.POST or any(text for name, text in request.POST.items() if name.startswith("reply-")):
        return _fill(request, code_request, form)
    if "mark" in request.POST:
        return _to_mark(request, code_request, form)
    return attempt(
        request,
        reference,
        lambda one: workflow.ask(one, form.items(), by=user, days=form.answer_days()),
        form=form,
        then=lambda one: _after(request, one),
        show=_ask_page,
    )


def _fill(request: HttpRequest, code_request: CodeRequest, form: AskForm) -> HttpResponse:
    """Write the chosen replies into the form, for somebody to read; nothing is sent."""
    filled = AskForm(replies.fill(form.typed(), request.POST.dict(), code_request))
    unsent.keep(code_request, filled, by=signed_in(request))
    return redirect("admin:ask", code_request.reference)


def _to_mark(request: HttpRequest, code_request: CodeRequest, form: AskForm) -> HttpResponse:
    """To the photo that is to be marked; what stands in the form is kept meanwhile."""
    unsent.keep(code_request, form, by=signed_in(request))
    page = next((one for one in markable_pages(code_request) if str(one.pk) == request.POST["mark"]), None)
    if page is None:
        return redirect("admin:ask", code_request.reference)
    return redirect("admin:mark", code_request.reference, page.pk)


@dataclass(frozen=True)
class Asked:
    """One document as the page offers to ask for it again."""

    slot: Slot
    problem: str
    note: str
    mark: str
    pages: list[Page]

    @property
    def box(self) -> Box | None:
        """What is marked on the customer's photo."""
        found = read_mark(self.mark)
        return found.box if found else None


def _ask_page(
    request: HttpRequest,
    code_request: CodeRequest,
    *,
    errors: list[FormError] | None = None,
    overtaken: DeskForm | bool = False,
    status: int = 200,
) -> HttpResponse:
    here = Check.objects.filter(code_request=code_request, round=code_request.verification_round).order_by("pk")
    answers = {one.kind: one for one in here}
    doubts = {kind: one.reason for kind, one in answers.items() if one.verdict == Verdict.NO}
    typed = unsent_of(code_request, by=signed_in(request))
    refused = {slot: one for slot, one in document_verdicts(code_request).items() if one.verdict == Verdict.NO}
    review, form = typed.of(FormName.REVIEW), typed.of(FormName.ASK)
    doubts |= {kind: review.get(f"why-{kind}", "") for kind in CheckKind if review.get(f"check-{kind}") == Verdict.NO}
    likely: dict[str, str] = dict(LIKELY[kind] for kind in doubts if kind in LIKELY)
    likely |= {slot: one.problem for slot, one in refused.items()}
    likely = {} if form else likely | _typed_of_documents(review)
    pages: dict[str, list[Page]] = {}
    for page in markable_pages(code_request):
        pages.setdefault(page.upload.slot, []).append(page)
    context = {
        "code_request": code_request,
        "errors": errors or [],
        "overtaken": overtaken,
        "kept_texts": texts_of(overtaken),
        "slots": [
            Asked(
                slot,
                form.get(f"problem-{slot}", likely.get(slot, "")),
                form.get(f"note-{slot}", ""),
                form.get(f"mark-{slot}", ""),
                pages.get(slot, []),
            )
            for slot in dict.fromkeys((*slots_for(code_request), *Slot))
        ],
        "refused": refused.values(),
        "problems": list(DocumentProblem),
        "replies": [(text.pk, text.reply.name) for text in replies.replies_for(code_request)],
        "doubts": doubts,
        "days": AnswerDays.choices,
        "chosen_days": form.get("days") or str(AnswerDays.TWO_WEEKS),
        "round": code_request.verification_round,
        "third": code_request.verification_round >= ROUNDS_BEFORE_WARNING,
        "ticket": unsent.ticket(request, code_request),
    }
    return render(request, "admin/requests/ask.html", frame(request, **context), status=status)


def _typed_of_documents(review: Mapping[str, str]) -> dict[str, str]:
    """What was chosen for documents in the form of the checks and not sent yet."""
    said = {slot: review.get(f"document-{slot}", "") for slot in Slot}
    return {slot: answer for slot, answer in said.items() if answer in DocumentProblem.values}


@kept
@require_http_methods(READ_AND_WRITE)
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """A page of its own: what staff decide, and beside it what the customer will read."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    if request.method != "POST":
        return _standing("refuse", request, code_request) or _refuse_page(request, code_request)
    form = RefusalForm(request.POST)

    def act(one: CodeRequest) -> None:
        found = form.cleaned_data
        workflow.refuse(one, Refusal(found["refusal"]), by=user, reason=found["reason"])

    return attempt(request, reference, act, form=form, then=lambda one: _after(request, one), show=_refuse_page)


def _refuse_page(
    request: HttpRequest,
    code_request: CodeRequest,
    *,
    errors: list[FormError] | None = None,
    overtaken: DeskForm | bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "code_request": code_request,
        "errors": errors or [],
        "overtaken": overtaken,
        "kept_texts": texts_of(overtaken),
        "refusals": list(Refusal),
        "typed": unsent_of(code_request, by=signed_in(request)).of(FormName.REFUSE),
        "objections": looks_of(code_request).objections,
        "ticket": unsent.ticket(request, code_request),
    }
    return render(request, "admin/requests/refuse.html", frame(request, **context), status=status)


@require_http_methods(READ_AND_WRITE)
def erase(request: HttpRequest, reference: str) -> HttpResponse:
    """Delete the person's data on their wish: a lead, after a fresh second step, with a tick."""
    user = signed_in(request)
    code_request = find(user, reference, ERASE_REQUESTS)
    context = frame(request, code_request=code_request, version=code_request.version)
    if request.method != "POST":
        return render(request, "admin/requests/erase.html", context)
    require_fresh(request)
    if request.POST.get("confirm") != "yes":
        context["errors"] = [error_of(Missing.CONFIRM)]
        return render(request, "admin/requests/erase.html", context, status=422)
    return attempt(request, reference, lambda one: workflow.erase(one, party=Party.STAFF, by=user), needs_claim=False)


def _standing(move: str, request: HttpRequest, code_request: CodeRequest) -> HttpResponse | None:
    """Nothing while this move starts from where the request is; else what was typed for it is shown on its page, and
    where nothing was typed, the form has nothing to stand on."""
    user = signed_in(request)
    if move in Review(code_request, user).moves:
        return None
    if unsent_of(code_request, by=user).of(FormName(move)):
        return redirect("admin:review", code_request.reference)
    raise Http404


def _after(request: HttpRequest, code_request: CodeRequest) -> HttpResponse:
    if request.POST.get("then") == "next":
        return go_to_next(request)
    messages.success(
        request, _("Done. %(reference)s is out of your hands now.") % {"reference": code_request.reference}
    )
    return redirect("admin:queue")
