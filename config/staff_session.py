"""Ends staff sessions 8 hours after sign-in, 30 minutes after the last page, or when a second factor was changed
elsewhere or a lead ends them. A changed password ends them by Django's own means. While they last, times are those of
the own desk."""

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from requests_app import second_factor
from requests_app.permissions import seats

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
REMEMBER_EVERY_SECONDS = 60
BACKGROUND = "X-Background"  # what a page's script asks by itself, with nobody at the keys


class StaffSessionMiddleware:
    """Visitors without a session cookie cost nothing; the time of the last page is written once a minute. What a script
    asks by itself (`X-Background: 1`) is no page: an open window alone keeps nobody signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time.time())
            started, seen = request.session.get(SIGNED_IN_AT), request.session.get(SEEN_AT, now)
            over = _is_over(now, started=started or now, seen=seen) or _was_ended(request, started or now)
            if over or not second_factor.has_same_factors(request):
                logout(request)
            elif started is None or (now - seen >= REMEMBER_EVERY_SECONDS and BACKGROUND not in request.headers):
                request.session[SIGNED_IN_AT], request.session[SEEN_AT] = started or now, now
            with timezone.override(_zone_of(request)):
                return self.get_response(request)
        return self.get_response(request)


def _was_ended(request: HttpRequest, started: int) -> bool:
    """Whether a lead of one of this person's desks has ended everything that was begun until then."""
    ended = [seat.sessions_ended_at.timestamp() for seat in seats(request.user) if seat.sessions_ended_at]
    return started <= max(ended, default=0)


def _zone_of(request: HttpRequest) -> ZoneInfo | None:
    """Of the desk where this person works, or the first of them; None is the installation's own."""
    here = next(iter(seats(request.user)), None)
    return ZoneInfo(here.desk.time_zone) if here else None


def _is_over(now: int, *, started: int, seen: int) -> bool:
    return now - started >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_SECONDS
