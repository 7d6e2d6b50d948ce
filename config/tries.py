"""How often a password or a code may be tried, so that nobody guesses one and no stranger locks anybody out.

Failed tries are counted for an account at a place. The place is the session of who is signed in, else a browser that
this account has used before, else the network; what fails in one place closes no other. A network of unknown browsers
has a wider limit of its own, and so has the second step of an account, for it is asked only after the right password.
Very many failures everywhere together are told to the log, and stop nobody.
"""

import logging
from datetime import timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

from config import devices
from guides_app.limits import HOUR, Exceeded, Rate, client_of, give_back, spend_for, spend_of
from requests_app.identity import mailbox

PASSWORDS = Rate("password-try", 5, timedelta(minutes=5))
CODES = Rate("second-step-try", 5, timedelta(minutes=5))
FROM_ONE_NETWORK = Rate("sign-in-from-network", 100, HOUR)
CODES_FROM_UNKNOWN_BROWSERS = Rate("second-step-from-unknown", 30, HOUR)
LINKS_FROM_ONE_NETWORK = Rate("password-link-from-network", 20, HOUR)
LINKS_TO_ONE_MAILBOX = Rate("password-link-to-mailbox", 5, HOUR)
UNUSUALLY_MANY = Rate("failed-sign-ins", 300, HOUR)
TOLD = Rate("failed-sign-ins-told", 1, HOUR)
_log = logging.getLogger(__name__)


class Try(NamedTuple):
    """One try that was counted before its outcome is known, so that many at once get past no limit."""

    counted: list[tuple[str, Rate]]

    def give_back(self) -> None:
        """It was right: it does not count."""
        for subject, rate in self.counted:
            give_back(subject, rate)


def begin_password(request: HttpRequest, login: str, user_id: int | None) -> Try:
    """Count a try of a password for this login, which may be nobody's. Raises ValidationError where it is too many."""
    counted = [(f"{mailbox(login)}|{_place(request, user_id)}", PASSWORDS)]
    if not _is_trusted(request, user_id):
        counted.append((client_of(request), FROM_ONE_NETWORK))
    return _count(counted)


def begin_code(request: HttpRequest, user_id: int) -> Try:
    """Count a try of a second step. Raises ValidationError where it is too many."""
    counted = [(f"{user_id}|{_place(request, user_id)}", CODES)]
    if not _is_trusted(request, user_id):
        counted.append((str(user_id), CODES_FROM_UNKNOWN_BROWSERS))
    return _count(counted)


def begin_link(request: HttpRequest) -> None:
    """Count a wish for a link to a new password. Raises ValidationError where it is too many."""
    _count([(client_of(request), LINKS_FROM_ONE_NETWORK)])


def may_write_to(address: str) -> bool:
    """Whether this mailbox has not been asked for too often; an account or not, the count is the same."""
    return spend_for(mailbox(address), LINKS_TO_ONE_MAILBOX)


def tell_if_unusually_many() -> None:
    """After a failure: a line in the log, once an hour, when more fail than people mistype."""
    if not spend_for("all", UNUSUALLY_MANY) and spend_for("all", TOLD):
        _log.warning("More than %d failed sign-ins in this hour", UNUSUALLY_MANY.most)


def _count(wanted: list[tuple[str, Rate]]) -> Try:
    try:
        for subject, rate in wanted:
            spend_of(subject, rate)
    except Exceeded as exceeded:
        minutes = -(-exceeded.retry_after // 60)
        text = ngettext("Too many tries. Wait %(n)d minute", "Too many tries. Wait %(n)d minutes", minutes)
        raise ValidationError(text % {"n": minutes}, code="too_many_tries") from None
    return Try(wanted)


def _place(request: HttpRequest, user_id: int | None) -> str:
    if request.user.is_authenticated:
        return f"session:{request.session.session_key}"
    device = devices.device_of(request)
    if device is not None and user_id in device.people:
        return f"device:{device.key}"
    return f"network:{client_of(request)}"


def _is_trusted(request: HttpRequest, user_id: int | None) -> bool:
    return request.user.is_authenticated or devices.is_known(request, user_id)
