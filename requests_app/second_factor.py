"""The second factor of staff: who has one, whether this session has proved it, and how lately.

A "fresh" proof is a second factor for whoever has one, and the password only for who has none yet. It may have been
given at sign-in, so that nobody is asked twice.
"""

import base64
import hmac
import struct
import time
import unicodedata
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from requests_app.allauth_internals import ReauthenticationRequired, record_authentication

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are no second factor
SESSION_KEY = "factors"
STEP_SECONDS, DIGITS = 30, 6
TOLERANCE = 1  # steps: a code may have turned over while it was typed, and clocks differ


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person of this session has a second factor."""
    return any(kind in FACTORS for _, kind in _factors(request))


def passed_second_factor(request: HttpRequest) -> bool:
    """True where this very session proved the second factor, not only where the account has one."""
    return any(record.get("method") == "mfa" for record in _proofs(request))


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session gave its strongest proof in the last minutes, at sign-in or later."""
    if not request.user.is_authenticated:
        return False
    strong = {"mfa"} if has_second_factor(request) else {"mfa", "password"}
    oldest = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record.get("method") in strong and record.get("at", 0) > oldest for record in _proofs(request))


def require_fresh(request: HttpRequest) -> None:
    """Stops here unless the proof is fresh. The form is kept in the session and taken up again after the proof, so a
    form with a password or a code in it must not come this way."""
    if not is_fresh(request):
        raise ReauthenticationRequired


def use_code(user: User, code: str) -> Authenticator | None:
    """The factor that this code belongs to, an authenticator app or the recovery codes; the code is used up by this."""
    typed = "".join(unicodedata.normalize("NFKC", code).split()).replace("-", "")
    for factor in Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN):
        is_app = factor.type == Authenticator.Type.TOTP
        if _use_step(factor, typed) if is_app else factor.wrap().validate_code(typed):
            return factor
    return None


@transaction.atomic
def _use_step(factor: Authenticator, typed: str) -> bool:
    """Each step of the clock opens once, whichever process is asked, and none before one that was used."""
    locked = Authenticator.objects.select_for_update().get(pk=factor.pk)
    step = _step_of(get_adapter().decrypt(locked.data["secret"]), typed)
    if step is None or step <= locked.data.get("last_step", 0):
        return False
    locked.data["last_step"] = step
    locked.save(update_fields=["data"])
    return True


def _step_of(secret: str, typed: str) -> int | None:
    """The step of the clock whose code this is (RFC 6238), among those that are near enough."""
    if not (typed.isascii() and typed.isdigit()):
        return None
    now = int(time.time()) // STEP_SECONDS
    near = range(now - TOLERANCE, now + TOLERANCE + 1)
    return next((step for step in near if hmac.compare_digest(_code_at(secret, step), typed)), None)


def _code_at(secret: str, step: int) -> str:
    digest = hmac.digest(base64.b32decode(secret, casefold=True), struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    value = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{value % 10**DIGITS:0{DIGITS}}"


def record_proof(request: HttpRequest, user: User) -> None:
    """This session has just proved a second factor."""
    record_authentication(request, user, method="mfa")


def bind_session(request: HttpRequest) -> None:
    """Ties this session to the factors that the account has now; every other session of the account ends."""
    vars(request).pop(SESSION_KEY, None)
    request.session[SESSION_KEY] = _state(request)


def has_same_factors(request: HttpRequest) -> bool:
    """Whether the account still has the factors that this session is tied to. A session that is not tied yet is now."""
    if SESSION_KEY not in request.session:
        bind_session(request)
    return bool(request.session[SESSION_KEY] == _state(request))


def _state(request: HttpRequest) -> list[int]:
    return sorted(key for key, _ in _factors(request))


def _factors(request: HttpRequest) -> list[tuple[int, str]]:
    """Asked several times for each page, so the answer is kept with the request of the browser."""
    kept: dict[str, Any] = vars(request)
    if SESSION_KEY not in kept:
        kept[SESSION_KEY] = list(Authenticator.objects.filter(user_id=request.user.pk).values_list("pk", "type"))
    found: list[tuple[int, str]] = kept[SESSION_KEY]
    return found


def _proofs(request: HttpRequest) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records
