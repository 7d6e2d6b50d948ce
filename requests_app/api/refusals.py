"""Which exception is which problem. Whatever is not named here is a fault of ours, and Django's own handlers answer."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from requests_app import workflow
from requests_app.api import problems
from requests_app.api.problems import MEDIA_TYPE, Problem, Refused, body_of
from requests_app.evidence import Closed
from requests_app.limits import Exceeded
from requests_app.partners import TooOften

_BY_CLASS: tuple[tuple[type[Exception], Problem], ...] = (
    (exceptions.ParseError, problems.MALFORMED),
    (exceptions.NotAuthenticated, problems.UNAUTHENTICATED),
    (exceptions.AuthenticationFailed, problems.UNAUTHENTICATED),
    (exceptions.PermissionDenied, problems.FORBIDDEN),
    (PermissionDenied, problems.FORBIDDEN),
    (workflow.NotAllowed, problems.FORBIDDEN),
    (exceptions.NotFound, problems.NOT_FOUND),
    (Http404, problems.NOT_FOUND),
    (exceptions.MethodNotAllowed, problems.NO_METHOD),
    (exceptions.UnsupportedMediaType, problems.MEDIA),
    (workflow.MoveRefused, problems.MOVED),
    (Closed, problems.MOVED),
    (RequestDataTooBig, problems.TOO_LARGE),
)


class BadParameter(exceptions.ValidationError):
    """What is wrong stands in the address or in a header, not in the body."""


def handle(exception: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to what a view raised."""
    match exception:
        case Refused(problem=problem, detail=detail, members=members):
            return _answer(problem, detail, **members)
        case exceptions.ValidationError(detail=detail):
            has_no_body = context["request"].method in ("GET", "HEAD")
            name = "parameter" if has_no_body or isinstance(exception, BadParameter) else "pointer"
            return _answer(problems.INVALID, errors=list(_errors(detail, name)))
        case workflow.NotComplete(missing=missing):
            return _answer(problems.INCOMPLETE, missing=list(missing))
        case Exceeded(retry_after=seconds) | TooOften(retry_after=seconds):
            return _with(_answer(problems.TOO_MANY), "Retry-After", str(seconds))
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            challenge = getattr(exception, "auth_header", "Bearer")
            return _with(_answer(problems.UNAUTHENTICATED), "WWW-Authenticate", challenge)
    found = next((problem for kind, problem in _BY_CLASS if isinstance(exception, kind)), None)
    return _answer(found) if found else None


def _answer(problem: Problem, detail: Any = "", **members: Any) -> Response:
    return Response(body_of(problem, detail, **members), status=problem.status, content_type=MEDIA_TYPE)


def _with(response: Response, name: str, value: str) -> Response:
    response.headers[name] = value
    return response


def _errors(detail: Any, name: str, place: tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    """Each error with the place where it is: a JSON pointer as a fragment, or the name of a parameter."""
    if isinstance(detail, dict):
        for key, below in detail.items():
            yield from _errors(below, name, place if key == "non_field_errors" else (*place, str(key)))
    elif isinstance(detail, list):
        for number, below in enumerate(detail):
            yield from _errors(below, name, (*place, str(number)) if isinstance(below, dict) and below else place)
    else:
        where = place[0] if name == "parameter" and place else "#" + "".join(f"/{_escaped(part)}" for part in place)
        yield {name: where, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
