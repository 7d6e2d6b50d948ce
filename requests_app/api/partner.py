"""A partner desk asks for the code of one radio. Hit or miss, an answer takes the same time."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from guides_app.identifiers import Kind
from requests_app import partners
from requests_app.api import problems
from requests_app.api.bases import TokenView
from requests_app.api.bearer import token_of
from requests_app.api.describing import described
from requests_app.api.problems import Refused
from requests_app.api.reading import Choice, Strict, Text, read_body
from requests_app.lookup.registry import part_fingerprint, serial_fingerprint
from requests_app.lookup.source import Radio
from requests_app.models import ApiScope, PartnerReason

ANSWERED_AFTER = 0.25  # seconds; far more than opening a code or writing a line takes
EXACT = r"^[A-Z0-9]{4,40}$"
REFERENCE = r"^RC-[0-9A-Z]{4}-[0-9A-Z]{2}$"
PRECODE = re.compile(r"[A-Z][0-9]{3}", re.ASCII)
LONGEST = 40


class Exact(Text, serializers.RegexField):
    """Capitals and digits, as the desk that asks has read and folded them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(EXACT, max_length=LONGEST, **kwargs)


class NamedRadioSerializer(Strict):
    """A radio by two fields that must both be exactly those under which its code is known."""

    number = Exact(help_text="The pre-code, or the serial number of a radio that goes by it.")
    part_number = Exact(required=False, help_text="This one, or `serial`, or both.")
    serial = Exact(required=False, help_text="What stands before the part number in the line of the label.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.keys() & {"part_number", "serial"}:
            raise serializers.ValidationError(_("Name part_number or serial: many radios share a number."))
        return attrs


class PartnerQuestionSerializer(Strict):
    """What a partner desk asks."""

    radio = NamedRadioSerializer()
    reference = serializers.RegexField(REFERENCE, max_length=10, help_text="Of your request, for our record.")
    reason = Choice(choices=PartnerReason.choices, help_text="Why you ask, for our record.")


class AnsweredRadioSerializer(serializers.Serializer[Any]):
    """The radio of the question."""

    number = serializers.CharField()
    part_number = serializers.CharField(required=False)
    serial = serializers.CharField(required=False)


class PartnerAnswerSerializer(serializers.Serializer[Any]):
    """What this desk knows; all members are null where it knows nothing that it gives."""

    code = serializers.RegexField(r"^[0-9]{4}$", allow_null=True)
    confirmed = serializers.BooleanField(allow_null=True, help_text="Whether a customer here has said that it worked.")
    radio = AnsweredRadioSerializer(allow_null=True)


QUESTION = {
    "radio": {"number": "S053", "part_number": "281155216R"},
    "reference": "RC-7K4M-2Q",
    "reason": PartnerReason.REQUEST.value,
}
NOTHING = {"code": None, "confirmed": None, "radio": None}


class Codes(TokenView):
    """The known codes of the desk, one exact question at a time."""

    scope = ApiScope.PARTNER
    answered_after = ANSWERED_AFTER

    @described(
        "ask_for_code", _("Ask a partner desk for the code of one radio"), tag="partner",
        takes=PartnerQuestionSerializer, gives={200: PartnerAnswerSerializer}, example=QUESTION,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Every question stands in the record of the desk that is asked. A token has a number of questions a day; one
        that asks in vain many times in a row is held until a lead there lets it go on. Both are `429 too-many`."""
        said = read_body(request, PartnerQuestionSerializer)
        try:
            known = partners.answer(
                token_of(request), _radio(said["radio"]), reference=said["reference"], reason=said["reason"]
            )
        except partners.DoorShut:
            raise Refused(problems.FORBIDDEN) from None
        told = {"code": known.code, "confirmed": known.confirmed, "radio": said["radio"]} if known else NOTHING
        return Response(told)


def _radio(named: dict[str, str]) -> Radio:
    kind = Kind.PRECODE if PRECODE.fullmatch(named["number"]) else Kind.SERIAL
    part, serial = named.get("part_number"), named.get("serial")
    return Radio(
        named["number"],
        kind,
        part_fingerprint=part_fingerprint(part) if part else "",
        serial_fingerprint=serial_fingerprint(serial) if serial else "",
    )
