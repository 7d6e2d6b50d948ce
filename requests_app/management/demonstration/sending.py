"""An invented customer's request, sent as customers send it; the photos are drawn and marked as specimens."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from guides_app.identifiers import Kind
from guides_app.models import Guide, RadioFamily
from requests_app import evidence, workflow
from requests_app.evidence import Purpose
from requests_app.labels import specimen
from requests_app.lookup import registry
from requests_app.models import AskedItem, Asker, CodeRequest, Desk, Slot, Upload

PART = "281150198RT"


class Cast(NamedTuple):
    """Who works on the requests."""

    clerk: User
    colleague: User
    lead: User


@dataclass(frozen=True)
class Example:
    """One invented customer with one invented car, and what becomes of the request.

    `answers` are those of the wizard that are not as usual; `address` is what was typed first, where the address was
    changed later; `photo_of` the number on the photo, where it is another than the one that was typed.
    """

    serial: int
    guide: str
    number: str
    vin: str
    story: Callable[[CodeRequest, "Example", Cast], None]
    email: str = ""
    address: str = ""
    name: str = ""
    same_light_as: int = 0
    sharp: bool = True
    vin_on_paper: bool = True
    size: specimen.Size = specimen.SMALL
    photo_of: str = ""
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def customer(self) -> str:
        return self.name or f"Demo Customer {self.serial}"

    @property
    def mailbox(self) -> str:
        return self.email or f"customer-{self.serial}@customer.example"

    @property
    def light(self) -> int:
        """Of its own for each customer but one: photos that look the same are a flag."""
        return self.same_light_as or self.serial

    @property
    def plate(self) -> str:
        return f"DE-MO {self.serial:03}"


def send(desk: Desk, example: Example) -> CodeRequest:
    """The request as its customer sent it."""
    code_request, _ = workflow.start_draft(desk, language="en")
    guide = Guide.objects.published().with_car().filter(slug=example.guide).first()
    usual = {
        "guide": guide,
        "family": _family(guide, example.answers.get("number_kind", Kind.PRECODE)),
        "number": example.number,
        "number_kind": Kind.PRECODE,
        "vin_tail": example.vin[-6:],
        "asker": Asker.OWNER,
        "name": example.customer,
        "email": example.address or example.mailbox,
    }
    workflow.save_answers(code_request, **{**usual, **example.answers})
    for missing in workflow.unanswered(code_request):
        attach(code_request, Slot(missing.removeprefix("slot:")), _picture(missing, example, guide))
    workflow.send(code_request)
    return code_request


def same_radio(line: str) -> dict[str, Any]:
    """The answers of somebody who typed a whole line of a label."""
    return registry.label_answers(line)


def attach(
    code_request: CodeRequest,
    slot: Slot,
    picture: bytes,
    *,
    purpose: Purpose = Purpose.DRAFT,
    item: AskedItem | None = None,
) -> Upload:
    """Keep a picture as the customer's; a full disk ends the command."""
    upload = evidence.attach(code_request, slot, io.BytesIO(picture), purpose=purpose, item=item)
    if not isinstance(upload, Upload):
        raise CommandError("A picture of the demonstration could not be kept; is the disk full?")
    return upload


def label_of(example: Example, *, sharp: bool = True) -> bytes:
    """The label of the radio; some customers send a photo of another one's."""
    number = example.photo_of or example.number or "NUMBER"
    line = f"{PART} {number}" if example.number else "NO NUMBER"
    return specimen.label_photo(line, light=example.light, sharp=sharp, size=example.size)


def _picture(missing: str, example: Example, guide: Guide | None) -> bytes:
    if missing in {"slot:label", "slot:front"}:
        return label_of(example, sharp=example.sharp)
    holder = ("C.1", "Holder", example.customer.upper())
    if missing == "slot:permission":
        fields = [holder, ("A", "Registration", example.plate), ("1", "May ask for the radio code", "YES")]
        return specimen.certificate_photo(fields, light=example.light, size=example.size, title="PERMISSION")
    return specimen.certificate_photo(_certificate(example, guide), light=example.light, size=example.size)


def _family(guide: Guide | None, kind: str) -> RadioFamily | None:
    families = guide.fitting_families() if guide else []
    return next((family for family in families if family.number_kind == kind), None)


def _certificate(example: Example, guide: Guide | None) -> specimen.Fields:
    car = guide.car_model if guide else None
    fields = [
        ("A", "Registration", example.plate),
        ("B", "First registration", f"12.03.{guide.year_from + 1 if guide and guide.year_from else 2014}"),
        ("C.1", "Holder", example.customer.upper()),
        ("C.1.3", "Address", "1 Example Street, Demo Town"),
        ("D.1", "Make", car.brand.name.upper() if car else "DACIA"),
        ("D.3", "Model", car.name.upper() if car else "DUSTER"),
        ("E", "Vehicle identification no.", example.vin),
        ("P.3", "Fuel", "DIESEL"),
        ("S.1", "Seats", "5"),
    ]
    return fields if example.vin_on_paper else [one for one in fields if one[0] != "E"]
