"""A call that carries an Idempotency-Key is done once: the same call sent again gets the same answer for a day.

The key is taken in a transaction of its own, so a second call at the same moment is told that the first one runs. What
the call changes and the answer that is kept are one transaction: a process that dies has done both or neither, and its
key is free again when the lease is over. Only what was done is kept; a call that was refused may be sent again, put
right, with the same key.
"""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app.api import problems
from requests_app.api.bearer import token_of
from requests_app.api.problems import Refused
from requests_app.api.refusals import BadParameter
from requests_app.models import LONGEST_KEY, IdempotentCall
from requests_app.vault import cipher

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LEASE = timedelta(minutes=2)
KEPT_HEADERS = ("ETag", "Location")
BAD_KEY = _("A key has 1 to 64 visible ASCII characters.")
View = TypeVar("View", bound=Callable[..., Response])


def idempotent(method: View) -> View:
    """Marks the method of a view that does something once."""

    @wraps(method)
    def inner(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            with transaction.atomic():
                return method(view, request, *args, **kwargs)
        call = _taken(request, _checked(key))
        if call.answered_at is not None:
            return _again(call)
        try:
            with transaction.atomic():
                response = method(view, request, *args, **kwargs)
                _keep(call, response)
        except BaseException:
            IdempotentCall.objects.filter(pk=call.pk, attempt=call.attempt, answered_at=None).delete()
            raise
        return response

    inner.is_idempotent = True  # type: ignore[attr-defined]  # the description of the interface asks for it
    return inner  # type: ignore[return-value]


def _checked(key: str) -> str:
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable() and " " not in key):
        raise BadParameter({HEADER: [BAD_KEY]})
    return key


def _taken(request: Request, key: str) -> IdempotentCall:
    """The call of this key: this process's to do, or done before. Raises Refused while another one does it, or where
    the key is that of another call."""
    token, attempt, fingerprint = token_of(request), secrets.token_hex(8), _fingerprint(request)
    new = IdempotentCall(token=token, key=key, fingerprint=fingerprint, attempt=attempt, lease_until=Now() + LEASE)
    IdempotentCall.objects.bulk_create([new], ignore_conflicts=True)
    rows = IdempotentCall.objects.filter(token=token, key=key)
    left = rows.filter(fingerprint=fingerprint, answered_at=None, lease_until__lt=Now())
    left.update(attempt=attempt, lease_until=Now() + LEASE)
    call = rows.first()
    if call is None:  # refused and let go of in this very moment
        raise Refused(problems.RUNNING)
    if not secrets.compare_digest(call.fingerprint, fingerprint):
        raise Refused(problems.KEY_REUSED)
    if call.answered_at is None and call.attempt != attempt:
        raise Refused(problems.RUNNING)
    return call


def _fingerprint(request: Request) -> str:
    """What tells calls apart: the method, the address and the body."""
    body = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    return cipher.fingerprint(f"{request.method}\0{request.get_full_path()}\0{body}", purpose="api-call")


def _keep(call: IdempotentCall, response: Response) -> None:
    call.set_answer("" if response.data is None else JSONRenderer().render(response.data).decode())
    kept = IdempotentCall.objects.filter(pk=call.pk, attempt=call.attempt, answered_at=None).update(
        status=response.status_code,
        headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        answer_sealed=call.answer_sealed,
        answered_at=timezone.now(),
    )
    if not kept:  # it took so long that another process has it now: what was done here is undone
        raise Refused(problems.RUNNING)


def _again(call: IdempotentCall) -> Response:
    body = json.loads(call.answer) if call.answer else None
    return Response(body, status=call.status, headers={**call.headers, REPLAYED: "true"})
