"""Bodies and questions as they are read: JSON of a bounded size, and no member or parameter that nobody asked for."""

from typing import Any, cast

from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from requests_app.api.refusals import BadParameter

UNKNOWN = _("There is no such member.")


class SoundJSONParser(JSONParser):
    """JSON; Django bounds its size. One that is nested beyond reason is not readable either."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError from None


class OneFormat(DefaultContentNegotiation):
    """There is one format to answer in, whatever is asked for."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Strict(serializers.Serializer[Any]):
    """What is sent. A member that is not asked for is an error: nobody should believe that it was taken."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [key for key in data if key not in self.fields]):
            raise serializers.ValidationError({key: [UNKNOWN] for key in unknown}, code="unknown")
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A text, and nothing that could be written as one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Choice(serializers.ChoiceField):
    """One of a closed set, as a text."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input="")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**62, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Flag(serializers.BooleanField):
    """True or false, and nothing that could be taken for one of them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


@extend_schema_field({"type": "string", "format": "binary"})
class AnyFile(serializers.FileField):
    """A file; the vault looks into it."""


def read_form(form: BaseForm) -> None:
    """Judge a form of the pages; raises ValidationError with its errors, each at its field."""
    if not form.is_valid():
        raise serializers.ValidationError(
            {
                "non_field_errors" if name == "__all__" else name: [
                    ErrorDetail(one["message"], code=one["code"] or "invalid") for one in found
                ]
                for name, found in form.errors.get_json_data().items()
            }
        )


def read_body(request: Request, form: type[serializers.Serializer[Any]], **context: Any) -> dict[str, Any]:
    """The body, by this description. Raises ValidationError."""
    reader = form(data=request.data, context=context)
    reader.is_valid(raise_exception=True)
    return cast("dict[str, Any]", reader.validated_data)


def read_query(request: Request, form: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """What stands behind the question mark, by this description. Raises BadParameter."""
    reader = form(data=request.query_params.dict())
    if not reader.is_valid():
        raise BadParameter(cast("Any", reader.errors))
    return cast("dict[str, Any]", reader.validated_data)
