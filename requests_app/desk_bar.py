"""What every page of the Desk shows around its own matter: the bar, the undo of a sending, the choice of keys."""

import functools
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from requests_app import waiting
from requests_app.permissions import (
    CHANGE_DESK,
    EDIT_GUIDES,
    READ_GUIDES,
    READ_RECORD,
    SEE_REQUESTS,
    WORK_ON_REQUESTS,
    allows,
    holds,
)

UNDO_KEY = "undo_sending"
KEYS_COOKIE = f"{settings.COOKIE_PREFIX}keys"


def desk_bar(request: HttpRequest) -> dict[str, Any]:
    """The context of the bar, for the person of this session."""
    user = request.user
    return {
        "sees_requests": allows(user, SEE_REQUESTS),
        "takes_requests": allows(user, WORK_ON_REQUESTS),
        "reads_record": holds(user, READ_RECORD),
        "leads": holds(user, CHANGE_DESK),
        "reads_guides": holds(user, READ_GUIDES),
        "writes_guides": holds(user, EDIT_GUIDES),
        "bar_waits": functools.cache(lambda: waiting.for_person(user)),  # asked for when the bar is drawn
        "keys_on": request.COOKIES.get(KEYS_COOKIE) != "off",
        "undo": _undo(request),
    }


def _undo(request: HttpRequest) -> dict[str, Any] | None:
    offer: dict[str, Any] | None = request.session.get(UNDO_KEY)
    if offer and offer["until"] > time.time():
        return {**offer, "seconds": int(offer["until"] - time.time()) + 1}
    return None
