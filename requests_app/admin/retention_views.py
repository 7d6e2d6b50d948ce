"""What is deleted next and what must not be: the page of retention, and the hold of one request."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from requests_app import retention, workflow
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.words import missing
from requests_app.permissions import ERASE_REQUESTS, READ_RECORD, desks_of, find
from requests_app.second_factor import require_fresh
from requests_app.workflow import NotComplete

MOST_HOLDS = 200


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
    errors, status = [], 200
    if request.method == "POST":
        require_fresh(request)
        if request.POST.get("act") == "end":
            workflow.end_hold(code_request, by=user)
            return redirect("admin:request_record", reference)
        try:
            until, reason = _day(request.POST.get("until", "")), request.POST.get("reason", "")
            workflow.hold(code_request, until, by=user, reason=reason)
        except NotComplete as lacking:
            errors, status = missing(lacking.missing), 422
        else:
            return redirect("admin:request_record", reference)
    context = {
        "code_request": code_request,
        "errors": errors,
        "until": request.POST.get("until", ""),
        "reason": request.POST.get("reason", ""),
    }
    with timezone.override(ZoneInfo(code_request.desk.time_zone)):
        return render(request, "admin/record/hold.html", frame(request, **context), status=status)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
