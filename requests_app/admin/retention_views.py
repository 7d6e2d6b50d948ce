"""What is deleted next and what must not be: the page of retention, and the hold of one request."""

from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from requests_app import retention, workflow
from requests_app.admin.desk_form import LONGEST, TOO_LONG, told_as
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.words import FormError, errors_of
from requests_app.missing import Missing
from requests_app.models import CodeRequest
from requests_app.permissions import ERASE_REQUESTS, READ_RECORD, desks_of, find
from requests_app.second_factor import require_fresh
from requests_app.workflow import NotComplete

MOST_HOLDS = 200


class HoldForm(forms.Form):
    """Why everything of a request must be kept, and until when."""

    reason = forms.CharField(
        max_length=LONGEST, error_messages={"required": told_as(Missing.HOLD_REASON), "max_length": TOO_LONG}
    )
    until = forms.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages=dict.fromkeys(("required", "invalid"), told_as(Missing.HOLD_UNTIL)),
    )

    def error_list(self) -> list[FormError]:
        """What does not fit, with the field that it is about."""
        return [FormError(str(error), f"id_{name}") for name, found in self.errors.items() for error in found]


@require_GET
def show_retention(request: HttpRequest) -> HttpResponse:
    """Of each desk that this person leads or audits: next deletions, what is overdue, and the holds."""
    desks = desks_of(signed_in(request), READ_RECORD)
    if not desks:
        raise Http404
    rows = [(desk, retention.outlook(desk), list(retention.held(desk)[:MOST_HOLDS])) for desk in desks]
    context = {"rows": rows, "most": retention.MOST_COUNTED}
    return render(request, "admin/record/retention.html", frame(request, **context))


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep everything of a request until a day, or end that: a lead, after a fresh second step, with a reason."""
    user = signed_in(request)
    code_request = find(user, reference, ERASE_REQUESTS)
    form, errors = HoldForm(request.POST or None), []
    if request.method == "POST":
        require_fresh(request)
        if request.POST.get("act") == "end":
            workflow.end_hold(code_request, by=user)
            return redirect("admin:request_record", reference)
        errors = _held(form, code_request, by=user)
        if not errors:
            return redirect("admin:request_record", reference)
    context = {"code_request": code_request, "errors": errors, "form": form}
    status = 422 if errors else 200
    with timezone.override(ZoneInfo(code_request.desk.time_zone)):
        return render(request, "admin/record/hold.html", frame(request, **context), status=status)


def _held(form: HoldForm, code_request: CodeRequest, *, by: User) -> list[FormError]:
    """Hold it, or say what is missing."""
    if not form.is_valid():
        return form.error_list()
    try:
        workflow.hold(code_request, form.cleaned_data["until"], by=by, reason=form.cleaned_data["reason"])
    except NotComplete as refused:
        return errors_of(refused.missing)
    return []
