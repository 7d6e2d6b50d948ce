"""Makes a page public: read only, without a cookie, packed, with an ETag, and word to caches that they may keep it."""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

FRESH_SECONDS = 300
PACKED_FROM_BYTES = 1000
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """For pages that depend on their address and nothing else. Whoever asks again with the ETag gets a 304.

    A view that says itself how long its answer may be kept is believed.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or "Cache-Control" in response.headers:
            return response
        etag = etag_of(hashlib.sha256(response.content).hexdigest()[:32])
        unchanged = not_modified(request, etag)
        return unchanged or for_caches(packed(request, response), etag)

    return answer


def etag_of(stamp: str) -> str:
    """Weak: the packed and the plain page say the same in different bytes."""
    return f'W/"{stamp}"'


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The 304, for whoever has this very page already. Any other refusal is of this one request: no cache keeps it."""
    answer: HttpResponse | None = get_conditional_response(request, etag=etag)
    return for_caches(answer, etag) if answer and answer.status_code == 304 else answer


def for_caches(response: HttpResponse, etag: str) -> HttpResponse:
    """With what caches need to know."""
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def takes_gzip(request: HttpRequest) -> bool:
    """Whether the browser can unpack."""
    return bool(_TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))


def packed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Smaller for slow networks. A public page holds no secret, so its size gives none away."""
    if takes_gzip(request) and len(response.content) >= PACKED_FROM_BYTES:
        response.content = gzip.compress(response.content, 6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
    return response
