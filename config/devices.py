"""Browsers in which a member of staff has signed in before, known by a signed cookie and by nothing they tell of
themselves."""

import secrets
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = f"{settings.COOKIE_PREFIX}device"
SALT = "staff.device"
YEAR = 365 * 24 * 60 * 60
MOST_PEOPLE = 20


class Device(NamedTuple):
    """A browser and the accounts that have signed in there, the latest last."""

    key: str
    people: list[int]


def device_of(request: HttpRequest) -> Device | None:
    """The browser that this request names, or None for one that nobody has used."""
    try:
        key, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Device(str(key), list(people))


def is_known(request: HttpRequest, user_id: int | None) -> bool:
    """Whether this account has signed in on this browser before."""
    device = device_of(request)
    return device is not None and user_id in device.people


def remember(request: HttpRequest, response: HttpResponse, user_id: int) -> None:
    """From now on this browser is known for this account too."""
    device = device_of(request) or Device(secrets.token_urlsafe(16), [])
    people = [*(one for one in device.people if one != user_id), user_id][-MOST_PEOPLE:]
    response.set_cookie(
        COOKIE,
        signing.dumps([device.key, people], salt=SALT),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
