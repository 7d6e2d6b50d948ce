"""Refuses a body that is too large, or has no room now, before anything reads it: a page says what to do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from config.connections import CROWDED
from config.errors import try_again


class BodyLimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.META.get(CROWDED):
            return try_again(request)
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isascii() and declared.isdigit() and int(declared) > settings.REQUEST_MAX_BYTES:
            return render(request, "413.html", status=413)
        return self.get_response(request)
