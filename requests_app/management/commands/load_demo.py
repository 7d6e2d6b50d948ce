"""The demonstration of the embedded profile: a desk, its two people and three requests in different states.

Everything is invented and says so. What is there already is left as it is, so it may run at every start; each request
is made whole or not at all, by the same functions that pages call.
"""

import io
from dataclasses import dataclass
from datetime import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from guides_app.models import Guide
from requests_app import evidence, staffing, workflow
from requests_app.labels import specimen
from requests_app.models import (
    Asker,
    CheckKind,
    CodeRequest,
    Desk,
    DocumentProblem,
    OpeningHours,
    Page,
    Role,
    Slot,
    Upload,
    Verdict,
)
from requests_app.notifications import outbox
from requests_app.states import Party, Status

WORKDAYS = range(5)
PART = "281150198RT"


@dataclass(frozen=True)
class Example:
    """One invented customer with one invented car; `askew` is how much further the camera was turned, in degrees.

    Photos that look the same in two requests are a flag, so that no two of these lie alike.
    """

    customer: str
    email: str
    guide: str
    number: str
    vin: str
    plate: str
    state: Status
    askew: float = 0


EXAMPLES = (
    Example("Demo Customer 1", "one@customer.example", "dacia-duster-1", "D142", "UU1HSDACN50104711", "DE-MO 001",
            Status.RECEIVED),
    Example("Demo Customer 2", "two@customer.example", "dacia-sandero-2", "C703", "UU15SDAG550208152", "DE-MO 002",
            Status.NEEDS_INFO, askew=8),
    Example("Demo Customer 3", "three@customer.example", "dacia-logan-1", "S053", "UU1LSDAAH40303693", "DE-MO 003",
            Status.READY, askew=-7),
)  # fmt: skip


class Command(BaseCommand):
    help = "Make the demonstration desk, its staff and three example requests (embedded profile only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("The demonstration belongs to the embedded profile.")
        desk = demo_desk()
        clerk = demo_person(desk, settings.DEMO_STAFF_EMAIL, "clerk", Role.CLERK)
        demo_person(desk, settings.DEMO_COLLEAGUE_EMAIL, "colleague", Role.CLERK)
        lead = demo_person(desk, settings.DEMO_LEAD_EMAIL, "lead", Role.LEAD)
        for example in EXAMPLES:
            known = outbox.recipient_fingerprint(example.email)
            if not CodeRequest.objects.filter(desk=desk, email_fingerprint=known).exists():
                demo_request(desk, example, clerk=clerk, lead=lead)


@transaction.atomic
def demo_desk() -> Desk:
    """The desk with its hours."""
    desk = Desk.objects.filter(is_demo=True).first()
    if desk:
        return desk
    desk = Desk.objects.create(
        name="Demo Radio Desk",
        slug="demo-desk",
        is_demo=True,
        address="1 Example Street, Demo Town",
        phone="+33 1 99 00 00 00",
        email="shop@desk.example",
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(desk=desk, weekday=day, opens=time(8, 30), closes=time(17)) for day in WORKDAYS
    )
    staffing.record_changes(desk, before=staffing.NOT_YET, party=Party.SYSTEM, by_id=None)
    return desk


@transaction.atomic
def demo_person(desk: Desk, email: str, name: str, role: Role) -> User:
    """A person with the demonstration's password and second factor."""
    user, made = User.objects.get_or_create(
        username=email, defaults={"email": email, "first_name": f"Demo {name}", "is_staff": True}
    )
    if made:
        user.set_password(settings.DEMO_PASSWORD)
        user.save(update_fields=["password"])
    if made or not desk.members.filter(user=user).exists():
        staffing.seat(desk, user, role, party=Party.SYSTEM)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        secret = encrypt(settings.DEMO_TOTP_SECRET)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    return user


@transaction.atomic
def demo_request(desk: Desk, example: Example, *, clerk: User, lead: User) -> None:
    """One request, sent by its customer and then brought into its state by the clerk; the lead is the second person."""
    code_request, _ = workflow.start_draft(desk, language="en")
    guide = Guide.objects.published().with_car().filter(slug=example.guide).first()
    families = guide.fitting_families() if guide else []
    family = next((family for family in families if family.number_kind == "precode"), None)
    workflow.save_answers(
        code_request,
        guide=guide,
        family=family,
        number=example.number,
        number_kind="precode",
        vin_tail=example.vin[-6:],
        asker=Asker.OWNER,
        name=example.customer,
        email=example.email,
    )
    sharp = example.state != Status.NEEDS_INFO
    _attach(
        code_request, Slot.LABEL, specimen.label_photo(f"{PART} {example.number}", turned=example.askew, sharp=sharp)
    )
    _attach(
        code_request, Slot.CERTIFICATE, specimen.certificate_photo(_certificate(example, guide), turned=example.askew)
    )
    workflow.send(code_request)
    if example.state == Status.NEEDS_INFO:
        _ask_again(code_request, clerk)
    elif example.state == Status.READY:
        _deliver(code_request, example, clerk, lead)


def _attach(code_request: CodeRequest, slot: Slot, picture: bytes) -> None:
    if not isinstance(evidence.attach(code_request, slot, io.BytesIO(picture)), Upload):
        raise CommandError("A picture of the demonstration could not be kept; is the disk full?")


def _certificate(example: Example, guide: Guide | None) -> specimen.Fields:
    car = guide.car_model if guide else None
    return [
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


def _ask_again(code_request: CodeRequest, clerk: User) -> None:
    workflow.claim(code_request, by=clerk)
    workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=clerk)


def _deliver(code_request: CodeRequest, example: Example, clerk: User, lead: User) -> None:
    """Everything that a verification asks, answered; then the code is looked up and sent."""
    workflow.claim(code_request, by=clerk)
    for page in Page.objects.filter(upload__code_request=code_request):
        for person in (clerk, lead):
            workflow.see_page(page, by=person)
    workflow.read_number_off(code_request, example.number, by=clerk)
    for kind in workflow.required_checks(code_request):
        if kind is CheckKind.VIN:
            workflow.read_vin_tail(code_request, example.vin[-6:], by=clerk)
        elif kind is not CheckKind.NUMBER:
            workflow.answer_check(code_request, kind, Verdict.YES, by=clerk)
    workflow.second_look(
        code_request,
        Verdict.YES,
        by=lead,
        reason="An example",
        number=example.number,
        vin6=example.vin[-6:],
    )
    workflow.approve(code_request, by=clerk)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=clerk)
