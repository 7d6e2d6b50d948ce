"""Middleware: notices the shop that an address names before the address is resolved."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from requests_app import shops


class ShopMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        shops.note_address(request)
        return self.get_response(request)
