"""Answers to what went wrong. Nothing of the request is repeated but a text to its writer.

500 and 503 touch neither database nor session.
"""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from guides_app import unsent
from guides_app.pictures.limits import MAX_MEGABYTES
from requests_app.api import problems
from requests_app.vault.cipher import Unreadable
from requests_app.vault.storage import StoreAway

RETRY_AFTER_SECONDS = "30"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    if problems.is_asked_of_machines(request):
        return problems.answer(problems.MALFORMED)
    return render(request, "400.html", status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    """The body of a request is larger than files may be."""
    if problems.is_asked_of_machines(request):
        return problems.answer(problems.TOO_LARGE)
    return render(request, "413.html", {"megabytes": MAX_MEGABYTES}, status=413)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_asked_of_machines(request):
        return problems.answer(problems.FORBIDDEN)
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A text that was written before its writer signed in again is shown to him; nothing of it is done."""
    here = request.resolver_match
    if here is not None and unsent.keep_for(here.func, request):
        return redirect(request.path)
    return render(request, "403.html", {"stale_form": True}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_asked_of_machines(request):
        return problems.answer(problems.NOT_FOUND)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database or a store of files that is away for a moment is a 503 that says so; anything else is a 500.

    What rests sealed and does not open any more will not do so later either, and its 500 says that.
    """
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError | StoreAway):
        return try_again(request)
    if problems.is_asked_of_machines(request):
        return problems.answer(problems.FAULT)
    if isinstance(error, Unreadable):
        return HttpResponse(_service_problem("damaged.html"), status=500)
    return HttpResponse(_service_problem("500.html"), status=500)


def try_again(request: HttpRequest) -> HttpResponse:
    """Nothing was done, and in a moment the same will go through."""
    if problems.is_asked_of_machines(request):
        response = problems.answer(problems.AWAY)
    else:
        response = HttpResponse(_service_problem("503.html"), status=503)
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _service_problem(template: str) -> str:
    return render_to_string(template, {"static_url": settings.STATIC_URL, "help_line": settings.HELP_LINE})
