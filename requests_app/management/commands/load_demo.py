"""The demonstration of the embedded profile: a desk with five people and requests in every state, and a small one.

Everything is invented and says so. What is there already is left as it is, so it may run at every start; each request
is made whole or not at all, by the same functions that pages call.
"""

from collections.abc import Sequence
from datetime import time
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from requests_app import staffing
from requests_app.management.demonstration import examples
from requests_app.management.demonstration.sending import Cast, Example, send
from requests_app.management.demonstration.stories import erased
from requests_app.models import CodeRequest, Desk, OpeningHours, Role
from requests_app.notifications import outbox
from requests_app.states import Party, Status

WORKDAYS = range(5)


class Command(BaseCommand):
    help = "Make the demonstration desk, its staff and the first example requests (embedded profile only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", dest="every", help="the others, too: every state, and flags")

    def handle(self, *args: Any, every: bool = False, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("The demonstration belongs to the embedded profile.")
        desk = demo_desk()
        cast = Cast(
            clerk=demo_person(desk, settings.DEMO_STAFF_EMAIL, "clerk", Role.CLERK),
            colleague=demo_person(desk, settings.DEMO_COLLEAGUE_EMAIL, "colleague", Role.CLERK),
            lead=demo_person(desk, settings.DEMO_LEAD_EMAIL, "lead", Role.LEAD),
        )
        demo_person(desk, settings.DEMO_AUDITOR_EMAIL, "auditor", Role.AUDITOR)
        demo_person(desk, settings.DEMO_EDITOR_EMAIL, "editor", Role.GUIDE_EDITOR)
        make(desk, examples.EXAMPLES if every else examples.FIRST, cast)
        if settings.DEMO_ALL:
            garage = demo_garage()
            clerk = demo_person(garage, settings.DEMO_GARAGE_EMAIL, "clerk of the garage", Role.CLERK)
            lead = demo_person(garage, settings.DEMO_LEAD_EMAIL, "lead", Role.LEAD)
            make(garage, examples.OF_THE_GARAGE if every else (), Cast(clerk, lead, lead))


def make(desk: Desk, chosen: Sequence[Example], cast: Cast) -> None:
    """Those of these requests that are not there yet."""
    for example in chosen:
        if not is_there(desk, example):
            demo_request(desk, example, cast)


def is_there(desk: Desk, example: Example) -> bool:
    """By the customer's address; of the one that is erased no address is left, but its state."""
    made = CodeRequest.objects.filter(desk=desk)
    if example.story is erased:
        return made.filter(status=Status.ERASED).exists()
    return made.filter(email_fingerprint=outbox.recipient_fingerprint(example.mailbox)).exists()


@transaction.atomic
def demo_request(desk: Desk, example: Example, cast: Cast) -> None:
    """One request, sent by its customer and then brought into its state."""
    example.story(send(desk, example), example, cast)


def demo_desk() -> Desk:
    """The desk, open on workdays."""
    return _open(
        "demo-desk",
        name="Demo Radio Desk",
        address="1 Example Street, Demo Town",
        phone="+33 1 99 00 00 00",
        email="shop@desk.example",
    )


def demo_garage() -> Desk:
    """A second, small one."""
    return _open(
        "demo-garage",
        name="Demo Garage",
        address="2 Example Street, Demo Village",
        phone="+33 1 99 00 00 11",
        email="garage-shop@desk.example",
        colour="#7a3b00",
    )


@transaction.atomic
def _open(slug: str, **fields: str) -> Desk:
    """The desk of this name with its hours, or the one that is there."""
    desk, made = Desk.objects.get_or_create(slug=slug, is_demo=True, defaults=fields)
    if made:
        hours = {"opens": time(8, 30), "closes": time(17)}
        OpeningHours.objects.bulk_create(OpeningHours(desk=desk, weekday=day, **hours) for day in WORKDAYS)
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
        secret = get_adapter().encrypt(settings.DEMO_TOTP_SECRET)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    return user
