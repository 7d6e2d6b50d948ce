"""Gives a person an account and a role at a desk, and prints the link with which that person sets a password, once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from requests_app import staffing
from requests_app.identity import NotAnAddress, canonical_email, mailbox
from requests_app.models import Desk, Role
from requests_app.notifications.staff_letters import password_link
from requests_app.states import Party


class Command(BaseCommand):
    help = "Make an account for a member of staff, or give one another role or a new link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("desk", help="the short name (slug) of the desk")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--name", default="", help="as colleagues read it")
        parser.add_argument("--new-desk", default="", help="open the desk first, under this name")

    def handle(self, *args: Any, email: str, desk: str, role: str, name: str, new_desk: str, **options: Any) -> None:
        try:
            address = mailbox(canonical_email(email))
        except NotAnAddress:
            raise CommandError("That is not an email address.") from None
        place = Desk.objects.filter(slug=desk).first()
        if place is None and new_desk:
            place = open_desk(desk, new_desk.strip()[:120], address)
        if place is None:
            known = ", ".join(Desk.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no such desk. Known: {known or 'none yet'}.")
        try:
            user = staffing.open_account(address, name.strip(), place, Role(role), party=Party.SYSTEM, by_id=None)
        except staffing.LastLead:
            raise CommandError(f"{place.name} would be without a lead. Make somebody else its lead first.") from None
        except staffing.ClosedAccount:
            raise CommandError("This account was closed; a lead or superuser must open it first.") from None
        minutes = settings.PASSWORD_RESET_TIMEOUT // 60
        self.stdout.write(f"To choose a password, once and within {minutes} minutes:\n{password_link(user)}")
        self.stdout.write("The first sign-in then asks for a second factor.")


@transaction.atomic
def open_desk(slug: str, name: str, address: str) -> Desk:
    """A desk with the rules that a new one has."""
    desk = Desk(slug=slug, name=name, email=address)
    try:
        desk.full_clean()
    except ValidationError as refused:
        raise CommandError(" ".join(refused.messages)) from None
    desk.save()
    staffing.record_changes(desk, before=staffing.NOT_YET, party=Party.SYSTEM, by_id=None)
    return desk
