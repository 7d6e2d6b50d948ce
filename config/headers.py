"""The outermost middleware: headers that every answer carries, errors and static files included.

What no view has declared cacheable is not stored and not indexed; what sets a cookie is kept for nobody else.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "browsing-topics",
    )
)  # fmt: skip
ALWAYS = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PUBLIC_NAMESPACE = "guides"
OWN_COPY = "private, no-cache"


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if settings.SECURE_HSTS_SECONDS and "Strict-Transport-Security" not in response.headers:
            response.headers["Strict-Transport-Security"] = (
                f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
            )
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = OWN_COPY if _is_public(request) else "no-store"
        if response.cookies and "public" in response.headers["Cache-Control"]:
            response.headers["Cache-Control"] = OWN_COPY
        if "no-store" in response.headers["Cache-Control"]:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


def _is_public(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.namespace == PUBLIC_NAMESPACE
