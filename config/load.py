"""What one client may ask of us at a time: a body of a size, room for it in memory, and files at the decoder."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.connections import CROWDED
from config.errors import RETRY_AFTER_SECONDS, too_large, try_again
from guides_app.clients import client_of
from guides_app.pictures.waiting import on_behalf_of

FILES_OF_ONE_CLIENT = 10  # at the decoder: one address may be a shop's wireless network


class LoadMiddleware:
    """Refuses a body before anything reads it, with a page that says what to do. A 503 says when to come back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.META.get(CROWDED):
            return try_again(request)
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isascii() and declared.isdigit() and int(declared) > settings.REQUEST_MAX_BYTES:
            return too_large(request)
        with on_behalf_of(f"client {client_of(request)}", most=FILES_OF_ONE_CLIENT):
            response = self.get_response(request)
        if response.status_code == 503:
            response.headers.setdefault("Retry-After", RETRY_AFTER_SECONDS)
        return response
