"""Who works at a desk and by which rules: a desk keeps its lead, and every change is a line of the record.

Lines about a desk hang on its own chain, lines about an account on the installation's. They hold policy and ids of
accounts; of the shop's name, address, telephone and look only that they were changed. Of a partner desk its name and
address, never its token.
"""

import secrets
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils import timezone

from requests_app.models import Desk, EvidenceRule, LetterSentence, Member, Role, StaffLetter, record_at_desk
from requests_app.notifications import outbox
from requests_app.policy import OF_ASKER
from requests_app.states import Party

CONTACT = ("name", "host_name", "address", "phone", "email", "colour", "logo_digest")
PARTNER_FIELDS = ("name", "address", "asked", "token")
ACCOUNT_RIGHTS = ("is_active", "is_staff", "is_superuser")


class LastLead(Exception):
    """Somebody is the only lead of this desk, and would not be any more."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(f"{desk.slug} would be without a lead")
        self.desk = desk


class ClosedAccount(Exception):
    """There is such an account, and it was switched off."""


class Setup(NamedTuple):
    """How a desk is set up at one moment; before it is kept it has no setup."""

    contact: dict[str, Any]
    policy: dict[str, Any]
    seats: dict[int, str]
    partners: dict[int, dict[str, Any]]


NOT_YET = Setup({}, {}, {}, {})


def setup_of(desk: Desk) -> Setup:
    """What the database holds now."""
    kept = Desk.objects.filter(pk=desk.pk).first()
    if kept is None:
        return NOT_YET
    settings = model_to_dict(kept, exclude=["id", *CONTACT])
    hours = [f"{span.weekday} {span.opens:%H:%M}-{span.closes:%H:%M}" for span in kept.opening_hours.all()]
    holidays = [f"{day.date:%Y-%m-%d}" for day in kept.holidays.all()]
    asked = {f"{OF_ASKER}{rule.asker}": [slot.value for slot in rule.slots] for rule in EvidenceRule.of_desk(kept)}
    return Setup(
        contact={
            **{name: getattr(kept, name) for name in CONTACT},
            "sentences": list(LetterSentence.objects.filter(desk=kept).values_list("letter", "language", "text")),
        },
        policy={**settings, "opening_hours": hours, "holidays": holidays, **asked},
        seats=dict(kept.members.values_list("user_id", "role")),
        partners={
            one.pk: {"name": one.name, "address": one.address, "asked": one.asked, "token": bytes(one.token_sealed)}
            for one in kept.partners.all()
        },
    )


@transaction.atomic
def record_changes(desk: Desk, *, before: Setup, party: Party, by_id: int | None) -> None:
    """One line for what changed in the rules of a desk, and one for each seat, with the old and the new value."""
    after = setup_of(desk)
    if fields := [name for name in (*CONTACT, "sentences") if before.contact.get(name) != after.contact.get(name)]:
        record_at_desk(desk, "contact_changed", party=party, user_id=by_id, data={"fields": fields})
    if policy := _changed(before.policy, after.policy):
        record_at_desk(desk, "policy_changed", party=party, user_id=by_id, data=policy)
    for pk, (old, new) in _changed(before.partners, after.partners).items():
        fields = [name for name in PARTNER_FIELDS if not old or not new or old[name] != new[name]]
        kept = new or {**old, "asked": False}
        said = {"partner": kept["name"], "address": kept["address"], "asked": kept["asked"]}
        data = {"row": int(pk), **said, "fields": fields}
        record_at_desk(desk, "partner_changed", party=party, user_id=by_id, data=data)
    for user_id, role in _changed(before.seats, after.seats).items():
        data = {"user": int(user_id), "role": role}
        record_at_desk(desk, "seat_changed", party=party, user_id=by_id, data=data)


def record_account_changes(user: User, *, before: dict[str, bool], party: Party, by_id: int | None) -> None:
    """A line for what an account may do now and could not before, or the other way round."""
    if rights := _changed(before, rights_of(user)):
        data = {"user": user.pk, **rights}
        record_at_desk(None, "account_changed", party=party, user_id=by_id, data=data)


@transaction.atomic
def open_account(address: str, name: str, desk: Desk, role: Role, *, party: Party, by_id: int | None) -> User:
    """The account of this mailbox, without a password until its owner chooses one, and its one role at this desk.

    Raises ClosedAccount where it was switched off, and LastLead as `seat` does.
    """
    defaults = {"email": address, "first_name": name[:150], "is_staff": True}
    user, made = User.objects.get_or_create(username=address, defaults=defaults)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        record_account_changes(user, before={}, party=party, by_id=by_id)
    elif not (user.is_active and user.is_staff):
        raise ClosedAccount
    seat(desk, user, role, party=party, by_id=by_id)
    return user


@transaction.atomic
def invite(address: str, name: str, desk: Desk, role: Role, *, by: User) -> User:
    """The same by a lead, with a letter that says where to choose a password or sign in."""
    user = open_account(address, name, desk, role, party=Party.STAFF, by_id=by.pk)
    outbox.write_to_staff(user, StaffLetter.INVITED, key=secrets.token_hex(8))
    return user


@transaction.atomic
def leave(member: Member, *, by: User) -> None:
    """Take a seat away. The account stays as it is. Raises LastLead."""
    desk = lock(Desk.objects.filter(pk=member.desk_id))[0]
    if set(leads_of(desk).values_list("user_id", flat=True)) == {member.user_id}:
        raise LastLead(desk)
    before = setup_of(desk)
    Member.objects.filter(pk=member.pk).delete()
    record_changes(desk, before=before, party=Party.STAFF, by_id=by.pk)


@transaction.atomic
def switch(user: User, *, on: bool, by: User) -> None:
    """Open or close an account for good: a closed one is signed in nowhere from this moment. Raises LastLead."""
    if not on:
        refuse_without(user)
    before = rights_of(user)
    user.is_active = on
    user.save(update_fields=["is_active"])
    record_account_changes(user, before=before, party=Party.STAFF, by_id=by.pk)


@transaction.atomic
def end_sessions(member: Member, *, by: User) -> None:
    """Whatever this person is signed in to ends with its next page, at every desk."""
    Member.objects.filter(pk=member.pk).update(sessions_ended_at=timezone.now())
    record_at_desk(member.desk, "sessions_ended", party=Party.STAFF, user_id=by.pk, data={"user": member.user_id})


@transaction.atomic
def set_password(user: User, password: str, *, party: Party, by_id: int | None) -> None:
    """A password that somebody else chose."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record_password_set(user, party=party, by_id=by_id)


def record_password_set(user: User, *, party: Party, by_id: int | None) -> None:
    """A line for a password that somebody else has set, and a letter to the owner where there is an address."""
    record_at_desk(None, "password_set", party=party, user_id=by_id, data={"user": user.pk})
    if user.email:
        outbox.write_to_staff(user, StaffLetter.PASSWORD_CHANGED, key=secrets.token_hex(8))


def rights_of(user: User) -> dict[str, bool]:
    """What this account may do as such."""
    return {name: bool(getattr(user, name)) for name in ACCOUNT_RIGHTS}


def lock(desks: QuerySet[Desk]) -> list[Desk]:
    """No other change of who leads these desks is made until the transaction ends."""
    return list(desks.order_by("pk").select_for_update(no_key=True))


def leads_of(desk: Desk) -> QuerySet[Member]:
    """The people who lead this desk and can sign in."""
    return desk.members.filter(role=Role.LEAD, user__is_active=True, user__is_staff=True)


def refuse_without(user: User) -> None:
    """Raises LastLead if a desk would be without a lead without this person. Locks the desks that the person leads."""
    for desk in lock(Desk.objects.filter(members__user=user, members__role=Role.LEAD)):
        leads = set(leads_of(desk).values_list("user_id", flat=True))
        if leads == {user.pk}:
            raise LastLead(desk)


@transaction.atomic
def seat(desk: Desk, user: User, role: Role, *, party: Party, by_id: int | None = None) -> None:
    """Give this person this role at the desk. Raises LastLead where it takes the desk's only lead away."""
    lock(Desk.objects.filter(pk=desk.pk))
    before = setup_of(desk)
    if role is not Role.LEAD and set(leads_of(desk).values_list("user_id", flat=True)) == {user.pk}:
        raise LastLead(desk)
    Member.objects.update_or_create(desk=desk, user=user, defaults={"role": role})
    record_changes(desk, before=before, party=party, by_id=by_id)


def _changed(before: dict[Any, Any], after: dict[Any, Any]) -> dict[str, list[Any]]:
    names = sorted(before.keys() | after.keys())
    return {str(name): [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}
