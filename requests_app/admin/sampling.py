"""The quality sample at the Desk: what waits to be read, the papers of one without the first person's answers, and what
a lead does where it did not agree."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guides_app.identifiers import Kind
from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin import words
from requests_app.admin.flags_told import told
from requests_app.admin.forms import ReasonForm, SecondLookForm
from requests_app.admin.frame import frame, signed_in, to_page
from requests_app.admin.photos import photos_of
from requests_app.flags import flags_for
from requests_app.models import CheckKind, CodeRequest, QualitySample, Verdict
from requests_app.permissions import CHANGE_DESK, SEE_REQUESTS, WORK_ON_REQUESTS, allows, desks_of, find
from requests_app.policy import checks_for
from requests_app.workflow import sampling
from requests_app.workflow.seeing import opened, see_evidence, standing_pages

MOST = 50


@require_GET
def show_samples(request: HttpRequest) -> HttpResponse:
    """What this person may read, and of the desks that they lead what did not agree."""
    return _list(request)


def _list(request: HttpRequest, *, errors: list[words.FormError] | None = None) -> HttpResponse:
    user = signed_in(request)
    if not allows(user, SEE_REQUESTS):
        raise Http404
    led = [desk.pk for desk in desks_of(user, CHANGE_DESK)]
    related = ("code_request", "by", "code_request__approved_by")
    context = {
        "to_read": workflow.samples_for(user).select_related("code_request__desk")[:MOST],
        "differing": QualitySample.objects.differing(led).select_related(*related)[:MOST],
        "leads_here": bool(led),
        "errors": errors or [],
    }
    return render(request, "admin/requests/samples.html", frame(request, **context), status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def read_sample(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the papers to somebody who had no hand in it, and keep what they say."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    if workflow.sample_of(code_request) is None:
        raise Http404
    if request.method != "POST":
        return _page(request, code_request)
    form = SecondLookForm(request.POST)
    if not form.is_valid():
        return _page(request, code_request, form, form.error_list())
    try:
        sample = _keep(code_request, form, by=user)
    except workflow.MoveRefused:
        messages.warning(request, _("Somebody else has read this sample meanwhile. Nothing of yours is kept."))
    except workflow.NotComplete as refused:
        return _page(request, code_request, form, words.errors_of(refused.missing))
    else:
        differs = _("Kept. It does not agree with the first person, and the leads get a letter.")
        messages.success(request, _("Kept. It agrees with the first person.") if sample.agrees else differs)
    return redirect("admin:samples")


def _keep(code_request: CodeRequest, form: SecondLookForm, *, by: User) -> QualitySample:
    found = form.cleaned_data
    return workflow.read_sample(
        code_request,
        Verdict(found["verdict"]),
        by=by,
        reason=found["reason"],
        number=found["number"],
        vin6=found["vin6"],
        vin_not_on_paper=found["not_on_paper"],
    )


def _page(
    request: HttpRequest,
    code_request: CodeRequest,
    form: SecondLookForm | None = None,
    errors: list[words.FormError] | None = None,
) -> HttpResponse:
    user = signed_in(request)
    papers = photos_of(code_request, standing_pages(code_request), seen=opened(code_request, by=user))
    why_not = sampling.why_not(code_request, user)
    if not why_not:
        see_evidence(code_request, by=user, pages=[one.pk for one in papers])
    context: dict[str, Any] = {
        "code_request": code_request,
        "pictures": papers,
        "errors": errors or [],
        "why_not": words.error_of(why_not).text if why_not else "",
        "told_flags": told(code_request, flags_for(code_request), may_clear=False, blind=True),
        "reads_vin": CheckKind.VIN in checks_for(code_request),
        "by_vin": code_request.number_kind == Kind.VIN,
        "kept": form.typed() if form else {},
    }
    return render(request, "admin/requests/sample.html", frame(request, **context), status=422 if errors else 200)


@posted(to_page("admin:samples", permission=CHANGE_DESK))
def settle_sample(request: HttpRequest, key: int) -> HttpResponse:
    """A lead says what was done about one that did not agree."""
    user = signed_in(request)
    led = [desk.pk for desk in desks_of(user, CHANGE_DESK)]
    rows = QualitySample.objects.filter(code_request__desk__in=led).exclude(read_at=None)
    sample, form = get_object_or_404(rows.select_related("code_request"), pk=key), ReasonForm(request.POST)
    if not form.is_valid():
        return _list(request, errors=form.error_list())
    try:
        workflow.settle_sample(sample, by=user, reason=form.cleaned_data["reason"])
    except workflow.MoveRefused:
        messages.warning(request, _("Somebody has dealt with it already."))
    except workflow.NotComplete as refused:
        return _list(request, errors=words.errors_of(refused.missing))
    else:
        messages.success(request, _("Kept in the record of the request."))
    return redirect("admin:samples")
