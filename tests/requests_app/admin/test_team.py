"""A lead looks after the people of the own desk: invites, roles, accounts and sessions, and nothing beyond."""

from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app import staffing
from requests_app.models import Desk, Event, Member, Message, Role, StaffLetter
from requests_app.states import Party
from tests import factories
from tests.requests_app.admin.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(desk: Desk) -> User:
    return factories.make_staff(desk, "lena", role=Role.LEAD)


def seat_of(user: User) -> Member:
    return Member.objects.get(user=user)


def act(client: Client, name: str, user: User, **data: str) -> None:
    client.post(reverse(f"admin:team_{name}", args=[seat_of(user).pk]), data)


def invite(client: Client, **changed: str) -> int:
    data = {
        "desk": str(Desk.objects.order_by("pk")[0].pk),
        "email": "New.Clerk@Shop.example",
        "name": "Nora",
        "role": "clerk",
    }
    return int(client.post(reverse("admin:team_invite"), {**data, **changed}).status_code)


def test_an_invitation_makes_an_account_with_one_seat_and_a_letter(desk: Desk, lead: User, sign_in: SignIn) -> None:
    assert invite(sign_in(lead, fresh=True)) == 302
    nora = User.objects.get(username="new.clerk@shop.example")
    assert (seat_of(nora).role, nora.is_superuser, nora.has_usable_password()) == (Role.CLERK, False, False)
    assert Message.objects.filter(user=nora, letter=StaffLetter.INVITED).count() == 1
    line = Event.objects.get(kind="seat_changed", data__user=nora.pk)
    assert (line.user, line.desk) == (lead, desk)


def test_nobody_is_invited_to_a_desk_of_others(desk: Desk, lead: User, sign_in: SignIn) -> None:
    other = factories.make_desk("Other Desk")
    assert invite(sign_in(lead, fresh=True), desk=str(other.pk)) == 422
    assert not User.objects.filter(username="new.clerk@shop.example").exists()


def test_a_closed_account_is_not_opened_by_an_invitation(desk: Desk, lead: User, sign_in: SignIn) -> None:
    User.objects.create(username="new.clerk@shop.example", is_active=False, is_staff=True)
    assert invite(sign_in(lead, fresh=True)) == 422
    assert not Member.objects.filter(user__username="new.clerk@shop.example").exists()


def test_a_role_changes_and_the_last_lead_stays_one(desk: Desk, lead: User, alice: User, sign_in: SignIn) -> None:
    client = sign_in(lead, fresh=True)
    act(client, "role", alice, role="auditor")
    assert seat_of(alice).role == Role.AUDITOR
    act(client, "role", lead, role="clerk")
    act(client, "leave", lead)
    assert seat_of(lead).role == Role.LEAD
    assert b"would be without a lead" in client.get(reverse("admin:team")).content


def test_who_is_switched_off_is_signed_in_nowhere(desk: Desk, lead: User, alice: User, sign_in: SignIn) -> None:
    here, there = sign_in(lead, fresh=True), sign_in(alice, fresh=True)
    assert there.get(reverse("admin:queue")).status_code == 200
    act(here, "switch", alice, on="no")
    assert there.get(reverse("admin:queue")).status_code == 302
    act(here, "switch", alice, on="yes")
    assert User.objects.get(pk=alice.pk).is_active
    assert Event.objects.filter(kind="account_changed", user=lead).count() == 2


def test_ended_sessions_end_with_their_next_page(desk: Desk, lead: User, alice: User, sign_in: SignIn) -> None:
    here, there = sign_in(lead, fresh=True), sign_in(alice, fresh=True)
    assert there.get(reverse("admin:queue")).status_code == 200
    act(here, "sign_out", alice)
    assert seat_of(alice).sessions_ended_at is not None
    assert there.get(reverse("admin:queue")).status_code == 302
    assert Event.objects.filter(kind="sessions_ended", user=lead, data={"user": alice.pk}).exists()


@pytest.mark.parametrize("name", ["switch", "sign_out"])
def test_accounts_that_are_not_the_leads_alone_are_left(
    name: str, desk: Desk, lead: User, alice: User, sign_in: SignIn
) -> None:
    staffing.seat(factories.make_desk("Other Desk"), alice, Role.LEAD, party=Party.SYSTEM)
    root = User.objects.create_superuser("root@desk.example")
    Member.objects.create(desk=desk, user=root, role=Role.CLERK)
    client = sign_in(lead, fresh=True)
    for user in (alice, root, lead):
        seat = Member.objects.get(user=user, desk=desk)
        assert client.post(reverse(f"admin:team_{name}", args=[seat.pk]), {"on": "no"}).status_code == 403
        assert User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize("name", ["role", "leave", "switch", "sign_out"])
def test_a_seat_of_another_desk_is_not_there(name: str, desk: Desk, lead: User, sign_in: SignIn) -> None:
    stranger = factories.make_staff(factories.make_desk("Other Desk"), "olga")
    answer = sign_in(lead, fresh=True).post(
        reverse(f"admin:team_{name}", args=[seat_of(stranger).pk]), {"role": "lead"}
    )
    assert answer.status_code == 404
    assert seat_of(stranger).role == Role.CLERK


def test_a_clerk_sees_no_people(desk: Desk, alice: User, sign_in: SignIn) -> None:
    assert sign_in(alice, fresh=True).get(reverse("admin:team")).status_code == 403


def test_last_seen_is_the_last_line_that_somebody_left(desk: Desk, lead: User, alice: User, sign_in: SignIn) -> None:
    client = sign_in(lead, fresh=True)
    assert "<time" not in client.get(reverse("admin:team")).content.decode()
    staffing.record_password_set(alice, party=Party.STAFF, by_id=alice.pk)
    page = client.get(reverse("admin:team")).content.decode()
    here = ZoneInfo(desk.time_zone)
    assert f"{timezone.localdate(timezone=here):%Y-%m-%d}T" in page
    assert "never" in page


def test_a_change_asks_for_a_fresh_second_factor(desk: Desk, lead: User, alice: User, sign_in: SignIn) -> None:
    client = sign_in(lead)
    act(client, "role", alice, role="lead")
    assert seat_of(alice).role == Role.CLERK
