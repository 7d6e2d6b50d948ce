"""Probes that tell nothing else: `live` says the process answers, `ready` says the database does, `letters` that
letters go out. Only the first two are for a balancer: a page needs no mail server.
"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from requests_app.notifications import alarms


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("not ready\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """503 and why, while no letter goes out or one cannot be written; nothing about any letter."""
    try:
        raised = alarms.raised()
    except DatabaseError:
        return HttpResponse("not ready\n", status=503, content_type="text/plain")
    text = "".join(f"{alarm}\n" for alarm in raised) or "ok\n"
    return HttpResponse(text, status=503 if raised else 200, content_type="text/plain")
