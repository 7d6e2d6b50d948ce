"""Addresses that take a form and show nothing by themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

SAFE_METHODS = ("GET", "HEAD")
View = Callable[..., HttpResponseBase]


def posted(place: View) -> Callable[[View], View]:
    """Marks a view that a form is sent to. Who opens its address otherwise, as after signing in again, gets the answer
    of `place`: it leads to the page on which the form stands, and refuses whom the view refuses."""

    def mark(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in SAFE_METHODS:
                return place(request, *args, **kwargs)
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            return view(request, *args, **kwargs)

        return inner

    return mark
