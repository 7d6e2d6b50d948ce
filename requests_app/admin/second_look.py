"""The page of the second look: the papers first, then the flags, an own reading, a verdict. The first person's answers,
and what they said of the flags, are not on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guides_app.identifiers import Kind
from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin import flag_words, words
from requests_app.admin.desk_form import DeskForm
from requests_app.admin.flags_told import told
from requests_app.admin.forms import AloneForm, SecondLookForm
from requests_app.admin.frame import frame, signed_in, to_request
from requests_app.admin.photos import answer_photos, photos_of
from requests_app.admin.review_views import attempt
from requests_app.admin.unsent import keep, kept, settle, ticket
from requests_app.flags import flags_for
from requests_app.missing import Missing
from requests_app.models import CheckKind, CodeRequest, FormName, SecondLook, Verdict
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.policy import Policy, checks_for
from requests_app.workflow import people
from requests_app.workflow.second_person import LOOKED_AT_IN
from requests_app.workflow.second_person_rules import rules_that_ask
from requests_app.workflow.seeing import answer_pictures, opened, see_evidence, standing_pages
from requests_app.workflow.unsent import unsent_of


@kept
@require_http_methods(["GET", "HEAD", "POST"])
def second_look(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the papers to a second person, and keep their verdict."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    if request.method != "POST":
        if code_request.status not in LOOKED_AT_IN:
            raise Http404
        return _page(request, code_request)
    form = SecondLookForm(request.POST)
    if not form.is_valid():
        return _again(request, code_request, form, form.error_list())
    try:
        look = _keep(code_request, form, by=user)
    except workflow.MoveRefused:
        keep(code_request, form, by=user)
        messages.warning(request, _("This request changed while you had it open. What you typed is kept."))
        return redirect("admin:review", reference)
    except workflow.NotComplete as refused:
        return _again(request, code_request, form, words.errors_of(refused.missing))
    settle(code_request, form, by=user)
    if False in (look.number_agrees, look.vin_agrees):
        return _page(request, code_request, errors=[words.error_of(Missing.SECOND_DIFFERS)])
    messages.success(request, _("Your second look is kept. You do nothing else in this round."))
    return redirect("admin:review", reference)


def _keep(code_request: CodeRequest, form: SecondLookForm, *, by: User) -> SecondLook:
    found = form.cleaned_data
    return workflow.second_look(
        code_request,
        Verdict(found["verdict"]),
        by=by,
        reason=found["reason"],
        number=found["number"],
        vin6=found["vin6"],
        vin_not_on_paper=found["not_on_paper"],
        originals_seen=found["originals"],
    )


def _again(
    request: HttpRequest, code_request: CodeRequest, form: DeskForm, errors: list[words.FormError]
) -> HttpResponse:
    keep(code_request, form, by=signed_in(request))
    return _page(request, code_request, errors=errors)


def _page(
    request: HttpRequest, code_request: CodeRequest, *, errors: list[words.FormError] | None = None
) -> HttpResponse:
    user = signed_in(request)
    seen = opened(code_request, by=user)
    papers = photos_of(code_request, standing_pages(code_request), seen=seen)
    answers = answer_photos(code_request, answer_pictures(code_request), seen=seen)
    if papers:
        see_evidence(code_request, by=user, pages=[one.pk for one in papers])
    why_not = people.may_not_look(code_request, user)
    flags = flags_for(code_request)
    context: dict[str, Any] = {
        "code_request": code_request,
        "pictures": papers + answers,
        "errors": errors or [],
        "why_not": words.error_of(why_not).text if why_not else "",
        "rules": [flag_words.RULES[rule] for rule in rules_that_ask(code_request, flags=flags)],
        "told_flags": told(code_request, flags, may_clear=False, blind=True),
        "reads_vin": CheckKind.VIN in checks_for(code_request),
        "by_vin": code_request.number_kind == Kind.VIN,
        "at_counter": Policy.of(code_request).originals_shown,
        "kept": unsent_of(code_request, by=user).of(FormName.SECOND_LOOK),
        "ticket": ticket(request, code_request),
    }
    return render(request, "admin/requests/second_look.html", frame(request, **context), status=422 if errors else 200)


@kept
@posted(to_request())
def release_alone(request: HttpRequest, reference: str) -> HttpResponse:
    """The one person of a desk says why no second person is needed; the waiting time begins."""
    user, form = signed_in(request), AloneForm(request.POST)

    def act(one: CodeRequest) -> None:
        workflow.release_alone(one, by=user, reason=form.cleaned_data["reason"])

    return attempt(request, reference, act, form=form)
