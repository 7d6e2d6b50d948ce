"""The data of one person, for the lead: what there is, a copy of it, and the way to delete it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from requests_app.admin import words
from requests_app.admin.frame import frame, signed_in
from requests_app.exporting import export_person, requests_of
from requests_app.permissions import ERASE_REQUESTS, find
from requests_app.second_factor import require_fresh


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, reference: str) -> HttpResponse:
    """Every request from the same mailbox at its desk; by POST, after a fresh second factor, the copy."""
    user = signed_in(request)
    code_request = find(user, reference, ERASE_REQUESTS)
    if request.method != "POST":
        found = [(one, words.STATES[one.state]) for one in requests_of(code_request)]
        context = frame(request, code_request=code_request, requests=found)
        return render(request, "admin/requests/person.html", context)
    require_fresh(request)
    headers = {
        "Content-Disposition": f'attachment; filename="{code_request.reference}.zip"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(export_person(code_request, by=user), content_type="application/zip", headers=headers)
