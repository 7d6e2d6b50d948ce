"""Gives a person an account and a role at a desk, and prints the link with which that person sets a password, once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
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
            raise CommandError("That is not an e-mail address.") from None
        place = Desk.objects.filter(slug=desk).first()
        if place is None and new_desk:
            place = open_desk(desk, new_desk.strip()[:120], address)
        if place is None:
            known = ", ".join(Desk.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no such desk. Known: {known or 'none yet'}.")
        try:
            user = seat(address, name.strip(), place, Role(role))
        except staffing.LastLead:
            raise CommandError(f"{place.name} would be without a lead. Make somebody else its lead first.") from None
        minutes = settings.PASSWORD_RESET_TIMEOUT // 60
        self.stdout.write(f"To choose a password, once and within {minutes} minutes:\n{password_link(user)}")
        self.stdout.write("The first sign-in then asks for a second factor.")


@transaction.atomic
def open_desk(slug: str, name: str, address: str) -> Desk:
    """A desk with the rules that a new one has."""
    desk = Desk.objects.create(slug=slug, name=name, email=address)
    staffing.record_changes(desk, before=staffing.NOT_YET, party=Party.SYSTEM, by_id=None)
    return desk


@transaction.atomic
def seat(address: str, name: str, desk: Desk, role: Role) -> User:
    """The account, without a password until its owner sets one, and the one role at this desk."""
    user, made = User.objects.get_or_create(
        username=address, defaults={"email": address, "first_name": name[:150], "is_staff": True}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        staffing.record_account_changes(user, before={}, party=Party.SYSTEM, by_id=None)
    elif not (user.is_active and user.is_staff):
        raise CommandError("This account was closed; a person with access to the database must open it first.")
    staffing.seat(desk, user, role, party=Party.SYSTEM)
    return user
