"""What every address of the machine interface does the same: who may, what was seen, which page."""

import base64
import binascii
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC
from functools import lru_cache
from typing import Any, ClassVar, TypeVar, cast

from django.http.response import HttpResponseBase
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from requests_app.api import problems
from requests_app.api.bearer import token_of
from requests_app.api.problems import Refused
from requests_app.api.reading import Strict, read_query
from requests_app.api.refusals import BadParameter
from requests_app.models import ApiScope, through_software

METHODS = ("get", "head", "post", "put", "patch", "delete")
WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
MOST_AT_ONCE = 100
Row = TypeVar("Row")


class When(serializers.DateTimeField):
    """A moment, in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)


class TokenView(APIView):
    """An address for tokens that open `scope`; None is for every token.

    A method that the address does not have is refused before anybody is asked who they are, and a body that it cannot
    read before anything is done. What a call changes is recorded with its token. `answered_after` is in seconds: before
    that nothing that was done is answered, so the time does not tell what is known.
    """

    scope: ClassVar[ApiScope | None] = None
    answered_after: ClassVar[float] = 0.0
    needs_token = True
    http_method_names = list(METHODS)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        began_at = time.monotonic()
        with ExitStack() as self.meanwhile:
            response = super().dispatch(request, *args, **kwargs)
        if self.answered_after and status.is_success(response.status_code):
            time.sleep(max(0.0, began_at + self.answered_after - time.monotonic()))
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method not in self.allowed_methods and request.method != "HEAD":
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)
        self.meanwhile.enter_context(through_software(token_of(request).pk))
        if request.method in WITH_BODY:
            _ = request.data


def check_seen(request: Request, etag: str) -> None:
    """Whoever changes something has read it as it is now: If-Match names its ETag. Raises Refused."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Refused(problems.NO_CONDITION)
    if given != "*" and etag not in [one.strip() for one in given.split(",")]:
        raise Refused(problems.CHANGED)


def read(request: Request, data: Any, *, etag: str) -> Response:
    """The answer to a GET, or 304 to whoever has it already."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if etag in known or known == ["*"]:
        return Response(status=304, headers={"ETag": etag})
    return Response(data, headers={"ETag": etag})


class PageQuery(Strict):
    """Which part of a list."""

    limit = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE, default=25, help_text="How many at most.")
    cursor = serializers.CharField(
        required=False, max_length=100, help_text="`next_cursor` of the page before; the first page has none."
    )


def place_of(query: dict[str, Any], read_place: Callable[[str], Row | None]) -> Row | None:
    """Behind what the page begins; None is the first page. Raises BadParameter for a cursor that is none of ours."""
    cursor = query.get("cursor")
    if cursor is None:
        return None
    try:
        place = read_place(base64.urlsafe_b64decode(cursor.encode("ascii")).decode("ascii"))
    except (binascii.Error, ValueError):
        place = None
    if place is None:
        raise BadParameter({"cursor": ["This is no cursor of ours."]})
    return place


def page_of(
    rows: Sequence[Row],
    limit: int,
    *,
    shape: type[serializers.Serializer[Any]],
    key: Callable[[Row], object],
    more: Row | None = None,
) -> Response:
    """At most `limit` of these rows, of which one more was asked for than is shown, and where to go on: behind the last
    one that is shown, or behind `more` where a filter left few."""
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else more
    cursor = base64.urlsafe_b64encode(str(key(last)).encode()).decode() if last is not None else None
    return Response({"items": shape(shown, many=True).data, "next_cursor": cursor})


def asked_page(request: Request, form: type[PageQuery] = PageQuery) -> dict[str, Any]:
    """What the address asks of a list."""
    return read_query(request, form) if request.query_params else dict(_nothing_asked(form))


@lru_cache
def _nothing_asked(form: type[PageQuery]) -> dict[str, Any]:
    reader = form(data={})
    reader.is_valid(raise_exception=True)
    return cast("dict[str, Any]", reader.validated_data)
