"""What the customer will see, drawn by the template of the customer's own page before anything is sent."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from requests_app.admin.frame import signed_in
from requests_app.code_page import page_of_code
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.states import Status

IN_PLACE_OF_THE_CODE = "0000"


@require_safe
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of the code in the customer's language, with zeros: no code is opened for it, and nothing is written."""
    code_request = find(signed_in(request), reference, WORK_ON_REQUESTS)
    code_request.status = Status.READY.value  # as it will be when it is sent
    context = {"code_request": code_request, "desk": code_request.desk, "own_device": False, "action": request.path}
    context |= page_of_code(code_request, IN_PLACE_OF_THE_CODE)
    with translation.override(code_request.language), timezone.override(ZoneInfo(code_request.desk.time_zone)):
        return render(request, "requests_app/code_preview.html", context)
