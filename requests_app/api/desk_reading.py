"""What software of staff reads off the papers for its person: blind, compared when it is kept; and the second look."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import workflow
from requests_app.api import desk_forms as forms
from requests_app.api import problems
from requests_app.api.bearer import person_of
from requests_app.api.describing import described
from requests_app.api.desk_case import DeskView
from requests_app.api.desk_queue import TAG
from requests_app.api.desk_shapes import ReadResultSerializer, SecondLookResultSerializer
from requests_app.api.idempotency import idempotent
from requests_app.api.reading import read_body
from requests_app.models import CodeRequest, Reading, Verdict


class Readings(DeskView):
    """What somebody reads off the papers. The answer tells how it compares, not what the customer typed before."""

    def read(self, request: Request, reference: str, do: Callable[[CodeRequest], tuple[Reading, Any]]) -> Response:
        """Keep a reading; the ETag of the answer is that of the request as it stands then."""
        reading, differences = do(self.works_on(request, reference))
        told = {"subject": reading.subject, "agrees": reading.agrees, "stands": reading.stands}
        data = ReadResultSerializer({**told, "differences": differences}).data
        return Response(data, headers={"ETag": self.case(request, reference).headers["ETag"]})


class NumberReading(Readings):
    """The number of the radio."""

    @described(
        "read_number",
        _("Keep the number as it was read"),
        tag=TAG,
        takes=forms.NumberSerializer,
        example={"number": "S053"},
        gives={200: ReadResultSerializer},
        conditional=True,
        refuses=[problems.INCOMPLETE],
    )
    @idempotent
    def post(self, request: Request, reference: str) -> Response:
        """Off the photo, by a person who has opened it, blind. It is compared with what the customer typed."""
        said, by = read_body(request, forms.NumberSerializer), person_of(request)
        return self.read(
            request,
            reference,
            lambda one: workflow.read_number_off(one, said["number"], by=by, override_reason=said["stand_by"]),
        )


class VinReading(Readings):
    """The end of the VIN."""

    @described(
        "read_vin",
        _("Keep the end of the VIN as it was read"),
        tag=TAG,
        takes=forms.VinSerializer,
        example={"vin": "210987"},
        gives={200: ReadResultSerializer},
        conditional=True,
        refuses=[problems.INCOMPLETE],
    )
    @idempotent
    def post(self, request: Request, reference: str) -> Response:
        """Off the certificate; or, with `instead`, that the papers name none, which is a high flag."""
        said, by = read_body(request, forms.VinSerializer), person_of(request)

        def keep(one: CodeRequest) -> tuple[Reading, Any]:
            if said["instead"]:
                return workflow.vin_not_on_paper(one, by=by, reason=said["instead"]), []
            return workflow.read_vin_tail(one, said["vin"], by=by, override_reason=said["stand_by"]), []

        return self.read(request, reference, keep)


class HolderReading(Readings):
    """The holder's name."""

    @described(
        "read_holder",
        _("Keep the holder's name as it was read"),
        tag=TAG,
        takes=forms.HolderSerializer,
        example={"name": "Ana Ionescu"},
        gives={200: ReadResultSerializer},
        conditional=True,
        refuses=[problems.INCOMPLETE],
    )
    @idempotent
    def post(self, request: Request, reference: str) -> Response:
        """A name that is not the customer's is a high flag; no verification asks for this reading."""
        said, by = read_body(request, forms.HolderSerializer), person_of(request)
        return self.read(request, reference, lambda one: (workflow.read_holder(one, said["name"], by=by), []))


class SecondLook(DeskView):
    """The look of a second person."""

    @described(
        "second_look",
        _("Give a second look"),
        tag=TAG,
        takes=forms.SecondLookSerializer,
        example={"verdict": "yes", "reason": "All of it fits.", "number": "S053", "vin": "210987"},
        gives={200: SecondLookResultSerializer},
        conditional=True,
        refuses=[problems.INCOMPLETE],
    )
    @idempotent
    def post(self, request: Request, reference: str) -> Response:
        """By somebody who has opened every paper and had no hand in the round, with an own reading; whoever gives it
        does nothing else in the round. Of a request with a picture of the manufacturer's answer it is given on the page
        of the Desk, where that picture can be opened."""
        said, by = read_body(request, forms.SecondLookSerializer), person_of(request)
        one = self.works_on(request, reference, claims=False)
        look = workflow.second_look(
            one,
            Verdict(said["verdict"]),
            by=by,
            reason=said["reason"],
            number=said["number"],
            vin6=said["vin"],
            vin_not_on_paper=said["vin_not_on_paper"],
            originals_seen=said["originals_seen"],
        )
        data = SecondLookResultSerializer(look).data
        return Response(data, headers={"ETag": self.case(request, reference).headers["ETag"]})
