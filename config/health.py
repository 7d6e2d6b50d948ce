"""Probes that tell nothing else: `live` says the process answers, `ready` that database and sealed files can be used,
`letters` that letters go out, `files` that every sealed file opens. Only the first two are for a balancer.
"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from requests_app.models import Page
from requests_app.notifications import alarms
from requests_app.vault.storage import vault


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
    if not vault.is_ready():
        return HttpResponse("not ready: sealed files\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """503 while a sealed file is known to be lost or damaged: how many pages, and nothing of any."""
    try:
        damaged = Page.objects.filter(damaged_at__isnull=False).count()
    except DatabaseError:
        return HttpResponse("not ready\n", status=503, content_type="text/plain")
    text = f"{damaged} damaged\n" if damaged else "ok\n"
    return HttpResponse(text, status=503 if damaged else 200, content_type="text/plain")


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """503 and why, while no letter goes out or one cannot be written; nothing about any letter."""
    try:
        raised = alarms.raised()
    except DatabaseError:
        return HttpResponse("not ready\n", status=503, content_type="text/plain")
    text = "".join(f"{alarm}\n" for alarm in raised) or "ok\n"
    return HttpResponse(text, status=503 if raised else 200, content_type="text/plain")
