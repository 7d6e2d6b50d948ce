"""Forgery protection that gets along with `Referrer-Policy: no-referrer`.

Under that policy browsers send `Origin: null` with their own forms. It passes unless the browser itself says that the
form came from elsewhere; the token is compared in every case.
"""

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

FROM_HERE = ("same-origin", "none", None)


class TokenMiddleware(CsrfViewMiddleware):
    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.headers.get("Origin") == "null":
            return request.headers.get("Sec-Fetch-Site") in FROM_HERE
        return bool(super()._origin_verified(request))  # type: ignore[misc]  # private in Django, hence not in its stubs
