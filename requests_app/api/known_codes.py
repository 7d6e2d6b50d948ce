"""Software of staff adds known codes, one by one. It writes and is told nothing.

"Added", "known before" and "another one is known" would each tell whoever holds a token, guess by guess, which code the
desk keeps for a radio. So all three are one answer without a body, at one moment; the record tells leads which row it
was, and each token may add so many an hour.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import code_import, limits
from requests_app.api.bases import TokenView
from requests_app.api.bearer import person_of, token_of
from requests_app.api.customer_shapes import LONGEST
from requests_app.api.describing import described
from requests_app.api.idempotency import idempotent
from requests_app.api.partner import ANSWERED_AFTER
from requests_app.api.reading import Choice, Strict, Text, read_body
from requests_app.code_import import REASONS, Field, Reason, Said
from requests_app.code_import.rows import LONGEST_SOURCE
from requests_app.limits import Limit
from requests_app.models import TYPED_SOURCES, ApiScope, Source

MEMBERS = {
    Field.NUMBER: "number",
    Field.SERIAL: "serial",
    Field.PART: "part_number",
    Field.VIN: "vin",
    Field.CODE: "code",
    Field.DATE: "dated",
    Field.SOURCE: "provenance",
}
COLUMNS = {field: at for at, field in enumerate(MEMBERS)}
WRONG = {
    Reason.NO_CODE: "code",
    Reason.BAD_CODE: "code",
    Reason.EATEN_ZEROS: "code",
    Reason.BAD_NUMBER: "number",
    Reason.BAD_SERIAL: "serial",
    Reason.PART_AS_SERIAL: "serial",
    Reason.BAD_PART: "part_number",
    Reason.BAD_VIN: "vin",
}


class KnownCodeSerializer(Strict):
    """A code, and the radio or car that it belongs to: as exactly as you know it."""

    number = Text(
        max_length=LONGEST,
        allow_blank=True,
        default="",
        help_text="The pre-code, or the whole line of the label. This one, `serial` or `vin`.",
    )
    serial = Text(max_length=LONGEST, allow_blank=True, default="", help_text="The serial number of the radio.")
    part_number = Text(
        max_length=LONGEST, allow_blank=True, default="", help_text="Of the radio, beside `number` or `serial`."
    )
    vin = Text(
        max_length=LONGEST,
        allow_blank=True,
        default="",
        help_text="Of the car in which the radio was fitted at the factory: it is known for the car as well.",
    )
    code = Text(max_length=LONGEST, help_text="4 digits, as a text: leading zeros count.")
    source = Choice(  # type: ignore[assignment]  # the name of a column, too
        choices=[(one.value, one.label) for one in TYPED_SOURCES]
    )
    provenance = Text(
        max_length=LONGEST_SOURCE, allow_blank=True, default="", help_text="Where exactly: the case, list or page."
    )
    dated = serializers.DateField(required=False, allow_null=True, default=None, help_text="Since when it is known.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Adds `said`: what a list with this row would say."""
        if attrs["part_number"] and not (attrs["number"] or attrs["serial"]):
            raise serializers.ValidationError({"part_number": [_("Many radios share it: name number or serial too.")]})
        cells = tuple(str(attrs[name] or "") for name in MEMBERS.values())
        try:
            return {**attrs, "said": code_import.judge(cells, COLUMNS, fill_zeros=False)}
        except code_import.Refused as refused:
            member = WRONG.get(refused.reason, "non_field_errors")
            error = ErrorDetail(str(REASONS[refused.reason]), code=refused.reason)
            raise serializers.ValidationError({member: [error]}) from None


KNOWN = {
    "number": "S053",
    "part_number": "281155216R",
    "serial": "BP53320T01234",
    "code": "0123",
    "source": Source.DEALER.value,
    "provenance": "Case 4711",
    "dated": "2026-01-05",
}


class KnownCodes(TokenView):
    """The known codes of the desk, from outside."""

    scope = ApiScope.KNOWN_CODES
    answered_after = ANSWERED_AFTER

    @described(
        "add_known_code", _("Add a known code"), tag="known-codes",
        takes=KnownCodeSerializer, gives={204: None}, example=KNOWN,
    )  # fmt: skip
    @idempotent
    def post(self, request: Request) -> Response:
        """It is read as a row of an imported list, and kept beside what the desk knows otherwise: nothing is changed.
        Whether it was new, known, or differs is not told. Sent again, it stands once."""
        told = read_body(request, KnownCodeSerializer)
        said: Said = told["said"]
        limits.spend_of(f"token {token_of(request).pk}", Limit.KNOWN_CODES_OF_SOFTWARE)
        code_import.add(
            token_of(request).desk,
            said.radios,
            code=said.code,
            source=told["source"],
            provenance=said.source,
            dated=said.dated,
            by=person_of(request),
        )
        return Response(status=204)
