"""Makes a page public: GET only, an ETag over what it says, and word to caches that they may keep it."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

FRESH_SECONDS = 300
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """For pages that depend on their address and nothing else. Whoever asks again with the ETag gets a 304."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
        conditional: HttpResponse | None = get_conditional_response(request, etag=etag, response=response)
        return conditional or response

    return answer
