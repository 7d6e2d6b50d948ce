"""Beside a request: other requests of the same person, car or radio, how they ended, and merging a second one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin import words
from requests_app.admin.desk_form import DeskForm
from requests_app.admin.frame import frame, signed_in, to_request
from requests_app.admin.review_views import attempt
from requests_app.missing import Missing
from requests_app.models import CodeRequest, Event, Refusal
from requests_app.permissions import SEE_REQUESTS, WORK_ON_REQUESTS, allows, find
from requests_app.related import MOST, Related, Same, is_one_customer, related_to
from requests_app.states import CLOSE_UNANSWERED, MERGE, NOT_WORKED, WORKED, Status

SAME: dict[Same, words.Text] = {
    Same.ADDRESS: gettext_lazy("the same email address"),
    Same.VIN: gettext_lazy("the same VIN"),
    Same.VIN_END: gettext_lazy("a VIN with the same last 6"),
    Same.RADIO: gettext_lazy("the same radio: number and label"),
    Same.NUMBER: gettext_lazy("the same number, which many radios share"),
}
SAID = (WORKED.name, NOT_WORKED.name, CLOSE_UNANSWERED.name)


@dataclass(frozen=True)
class Line:
    """One other request in words."""

    code_request: CodeRequest
    how: list[words.Text]
    outcome: words.Text
    at: datetime | None
    can_merge: bool


@require_safe
def show_history(request: HttpRequest, reference: str) -> HttpResponse:
    """What else this person, this car and this radio came with; nothing of it is evidence."""
    return _page(request, find(signed_in(request), reference, SEE_REQUESTS))


@posted(to_request("admin:history"))
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """End another request of the same customer for the sake of this one."""
    user = signed_in(request)

    def act(code_request: CodeRequest) -> None:
        rows = CodeRequest.objects.sent().filter(desk=code_request.desk_id, reference=request.POST.get("other", ""))
        other = rows.first()
        if other is None:
            raise workflow.NotComplete(Missing.MERGE_UNKNOWN)
        if other.status != Status.MERGED and request.POST.get("other_version") != str(other.version):
            raise workflow.NotComplete(Missing.MERGE_CHANGED)
        try:
            workflow.merge(other, into=code_request, by=user)
        except workflow.MoveRefused as moved:
            raise workflow.NotComplete(Missing.MERGE_CHANGED) from moved
        messages.success(
            request,
            _("%(other)s has ended and is part of %(reference)s now. Its customer is told by one letter.")
            % {"other": other.reference, "reference": code_request.reference},
        )

    return attempt(request, reference, act, show=_page)


def _page(
    request: HttpRequest,
    code_request: CodeRequest,
    *,
    errors: list[words.FormError] | None = None,
    overtaken: DeskForm | bool = False,
    status: int = 200,
) -> HttpResponse:
    works = allows(signed_in(request), WORK_ON_REQUESTS, code_request)
    context = {
        "code_request": code_request,
        "errors": errors or [],
        "overtaken": overtaken,
        "lines": _lines(code_request, related_to(code_request), works=works),
        "most": MOST,
    }
    with timezone.override(ZoneInfo(code_request.desk.time_zone)):
        return render(request, "admin/requests/history.html", frame(request, **context), status=status)


def _lines(code_request: CodeRequest, found: Iterable[Related], *, works: bool) -> list[Line]:
    found = list(found)
    closed = [one.code_request.pk for one in found if one.code_request.status == Status.CLOSED]
    lines = Event.objects.filter(code_request__in=closed, kind__in=SAID).order_by("number")
    said = dict(lines.values_list("code_request_id", "kind"))
    return [
        Line(
            one.code_request,
            [SAME[same] for same in one.same],
            _outcome(one.code_request, said.get(one.code_request.pk, "")),
            one.code_request.ended_at or one.code_request.delivered_at,
            works
            and {code_request.status, one.code_request.status} <= MERGE.sources
            and is_one_customer(code_request, one.code_request),
        )
        for one in found
    ]


def _outcome(code_request: CodeRequest, said: str) -> words.Text:
    match code_request.state:
        case Status.CLOSED if said == WORKED.name:
            return _("The code worked")
        case Status.CLOSED:
            return _("Code given; nobody said whether it worked")
        case Status.READY:
            return _("Code sent and seen") if code_request.revealed_at else _("Code sent, not seen yet")
        case Status.REFUSED if code_request.refusal in Refusal.values:
            return _("Refused: %(reason)s") % {"reason": Refusal(code_request.refusal).label}
        case Status.MERGED if code_request.merged_into:
            return _("Merged into %(reference)s") % {"reference": code_request.merged_into.reference}
    return words.STATES[code_request.state]
