"""Ends staff sessions 8 hours after sign-in, 30 minutes after the last page, or when a second factor was changed
elsewhere. A changed password ends them by Django's own means."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from requests_app.admin import second_factor

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
REMEMBER_EVERY_SECONDS = 60


class StaffSessionMiddleware:
    """Visitors without a session cookie cost nothing; the time of the last page is written once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time.time())
            started, seen = request.session.get(SIGNED_IN_AT), request.session.get(SEEN_AT, now)
            if _is_over(now, started=started or now, seen=seen) or not second_factor.has_same_factors(request):
                logout(request)
            elif started is None or now - seen >= REMEMBER_EVERY_SECONDS:
                request.session[SIGNED_IN_AT], request.session[SEEN_AT] = started or now, now
        return self.get_response(request)


def _is_over(now: int, *, started: int, seen: int) -> bool:
    return now - started >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_SECONDS
