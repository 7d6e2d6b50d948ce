"""How an operation is described: its name, what it takes and gives, and every problem that it can answer with."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.utils.functional import Promise
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from requests_app.api import problems
from requests_app.api.bearer import Bearer
from requests_app.api.problems import MEDIA_TYPE, Problem
from requests_app.api.reading import Strict
from requests_app.models import LONGEST_KEY

Method = TypeVar("Method", bound=Callable[..., Any])
Shape = type[serializers.Serializer[Any]]
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag that you have read."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY}, OpenApiParameter.HEADER,
    description="Chosen by you, one for each thing to be done: the same call sent again is answered, not done again.",
)  # fmt: skip
JPEG = "image/jpeg"
SAYS = {200: "As it stands now.", 201: "Made.", 204: "Done."}
EVERYWHERE = (problems.UNAUTHENTICATED, problems.TOO_MANY, problems.FAULT, problems.AWAY)
WITH_BODY = (problems.MALFORMED, problems.INVALID, problems.TOO_LARGE, problems.MEDIA)


def described(
    operation: str,
    summary: str | Promise,
    *,
    tag: str,
    gives: Mapping[int | tuple[int, str], Shape | None],
    takes: Shape | dict[str, Any] | None = None,
    query: Shape | None = None,
    refuses: Sequence[Problem] = (),
    conditional: bool = False,
    example: Mapping[str, Any] | None = None,
) -> Callable[[Method], Method]:
    """Marks a method of a view with what the description says of it; its docstring tells the rest. `conditional`: it
    asks for If-Match. `refuses` are the problems that follow from what it does."""

    def mark(method: Method) -> Method:
        more: list[Any] = [*([IF_MATCH] if conditional else []), *([query] if query else [])]
        if getattr(method, "is_idempotent", False):
            more.append(IDEMPOTENCY_KEY)
        told = extend_schema(
            operation_id=operation,
            summary=str(summary),
            tags=[tag],
            request=takes,
            parameters=more,
            responses={key: _answer(key, shape) for key, shape in gives.items()},
            examples=[] if example is None else [OpenApiExample("Example", value=dict(example), request_only=True)],
        )(method)
        told.refusals = _refusals(method, takes, refuses, conditional=conditional)  # type: ignore[attr-defined]
        return told

    return mark


def _answer(key: int | tuple[int, str], shape: Shape | None) -> OpenApiResponse:
    """`key` is the status, with the type where it is not JSON."""
    if isinstance(key, tuple):
        return OpenApiResponse(OpenApiTypes.BINARY, description=SAYS[key[0]])
    return OpenApiResponse(shape, description=SAYS[key])


def _refusals(method: Any, takes: Any, refuses: Sequence[Problem], *, conditional: bool) -> list[Problem]:
    found = [*EVERYWHERE, *refuses]
    if takes:
        found += WITH_BODY
    if conditional:
        found += (problems.NO_CONDITION, problems.CHANGED, problems.MOVED)
    if getattr(method, "is_idempotent", False):
        found += (problems.INVALID, problems.RUNNING, problems.KEY_REUSED)
    return found


def page_shape(row: Shape) -> Any:
    """A page of a list."""
    name = f"{row.__name__.removesuffix('Serializer').removesuffix('InList')}Page"
    return inline_serializer(
        name,
        {
            "items": row(many=True),
            "next_cursor": serializers.CharField(allow_null=True, help_text="Null on the last page."),
        },
    )


class FieldErrorSerializer(serializers.Serializer[Any]):
    """One error of a body or an address."""

    pointer = serializers.CharField(required=False, help_text="Where in the body, as a JSON pointer: `#/email`.")
    parameter = serializers.CharField(required=False, allow_blank=True, help_text="Or which parameter of the address.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """What went wrong (RFC 9457)."""

    type = serializers.URLField(help_text="Where it is explained.")
    code = serializers.ChoiceField(choices=problems.CODES)
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FieldErrorSerializer(many=True, required=False, help_text="Of `invalid`: each error.")  # type: ignore[assignment]
    missing = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Of `incomplete`: what must come first, as codes."
    )
    reason = serializers.CharField(required=False, help_text="Of `file-refused`: why, as a code.")


class Schema(AutoSchema):
    """The description of one operation."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Any:
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is None:
            return None
        shape = self.resolve_serializer(ProblemSerializer(), "response").ref
        for problem in self._problems(operation, path):
            said = operation["responses"].setdefault(str(problem.status), {"description": ""})
            names = [*filter(None, said["description"].split(", ")), f"`{problem.code}`"]
            said["description"] = ", ".join(dict.fromkeys(names))
            said["content"] = {MEDIA_TYPE: {"schema": shape}}
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def _problems(self, operation: Any, path: str) -> list[Problem]:
        handler = getattr(self.view, self.method.lower())
        found: list[Problem] = list(getattr(handler, "refusals", EVERYWHERE))
        if getattr(self.view, "needs_token", False):
            found.append(problems.FORBIDDEN)
        if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())):
            found.append(problems.INVALID)
        if "{" in path:
            found.append(problems.NOT_FOUND)
        return sorted(set(found), key=problems.PROBLEMS.index)

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        shape = super()._map_serializer(serializer, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(serializer, Strict):
            shape["additionalProperties"] = False
        return shape


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the description names the token."""

    target_class = Bearer
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}
