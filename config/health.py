"""Probes that tell nothing else: `live` says the process answers, `ready` that database and sealed files can be used,
`letters` that letters go out, `files` that every sealed file and column opens. Only the first two are for a balancer.
"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from requests_app import inventory, uncovered
from requests_app.models import AnswerPicture, Page
from requests_app.notifications import alarms
from requests_app.vault.storage import vault


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whoever asks this every few seconds also keeps the promise about uncovered papers where no worker runs."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        uncovered.sweep()
    except DatabaseError:
        return HttpResponse("not ready\n", status=503, content_type="text/plain")
    if not vault.is_ready():
        return HttpResponse("not ready: sealed files\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """503 while sealed files are known to be lost or damaged, or sealed columns do not open, by what the worker found
    last: how many, and nothing of any.
    """
    try:
        damaged = sum(model.objects.filter(damaged_at__isnull=False).count() for model in (Page, AnswerPicture))
        closed = inventory.columns_that_do_not_open()
    except DatabaseError:
        return HttpResponse("not ready\n", status=503, content_type="text/plain")
    faults = [f"{damaged} damaged\n"] if damaged else []
    faults += [f"sealed columns that do not open: {closed}\n"] if closed else []
    return HttpResponse("".join(faults) or "ok\n", status=503 if faults else 200, content_type="text/plain")


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """503 and why, while no letter goes out or one cannot be written; nothing about any letter."""
    try:
        raised = alarms.raised()
    except DatabaseError:
        return HttpResponse("not ready\n", status=503, content_type="text/plain")
    text = "".join(f"{alarm}\n" for alarm in raised) or "ok\n"
    return HttpResponse(text, status=503 if raised else 200, content_type="text/plain")
