"""The machine interface described: as an OpenAPI 3.1 document for programs, and as a page for people.

Both follow from the views, so they cannot say what is not so. The page is made here and from our own files alone.
"""

import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import etag, require_safe
from drf_spectacular.generators import SchemaGenerator

from requests_app.api import told
from requests_app.api.problems import PROBLEMS

FRESH_SECONDS = 300


@functools.cache
def document() -> dict[str, Any]:
    """The whole description."""
    generator: Any = SchemaGenerator
    made: dict[str, Any] = generator().get_schema(request=None, public=True)
    return made


@functools.cache
def _as_json() -> bytes:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()


def _stamp(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(_as_json()).hexdigest()[:32]}"'


def _for_caches(view: Callable[[HttpRequest], HttpResponse]) -> Any:
    @functools.wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
        return response

    return cast("Any", require_safe(answer))


@_for_caches
@gzip_page
@etag(_stamp)
def openapi(request: HttpRequest) -> HttpResponse:
    """The document."""
    return HttpResponse(_as_json(), content_type="application/json")


@_for_caches
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    context = {"sections": told.sections(document()), "problems": PROBLEMS, "info": document()["info"]}
    return render(request, "requests_app/api_docs.html", context)
