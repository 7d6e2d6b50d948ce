"""Settings of a desk: its last lead stays, its hours make sense, and each change leaves its old and new value."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from requests_app import keeping, staffing
from requests_app.models import Desk, Event, Member, Message, Role
from requests_app.states import Party
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_settings import form_of, one_more, row_of, save

HOURS, HOLIDAYS, MEMBERS = "opening_hours", "holidays", "members"


@pytest.fixture
def lead(sign_in: SignIn, charlie: User) -> Client:
    return sign_in(charlie, fresh=True)


@pytest.fixture
def root(sign_in: SignIn) -> Client:
    user = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
    return sign_in(user, fresh=True)


def lines(kind: str) -> list[tuple[int | None, dict[str, Any]]]:
    return list(Event.objects.filter(kind=kind).order_by("pk").values_list("user_id", "data"))


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_settings_say_from_when_they_hold_and_within_which_bounds(lead: Client, desk: Desk) -> None:
    page = words(lead.get(f"/staff/requests_app/desk/{desk.pk}/change/"))
    for told in (
        "What you change holds for requests that are sent from then on.",
        "What you change holds for requests that are begun from then on.",
        *(f"From {rule.least} to {rule.most} days." for rule in keeping.SETTINGS),
    ):
        assert told in page


@pytest.mark.parametrize("change", [{"role": "clerk"}, {"role": "auditor"}, {"DELETE": "on"}])
def test_the_last_lead_cannot_take_her_own_role_away(
    lead: Client, charlie: User, desk: Desk, change: dict[str, str]
) -> None:
    form = form_of(lead, desk)
    row = row_of(form, MEMBERS, "user", charlie.pk)
    form |= {row + name: value for name, value in change.items()}
    assert "would be without a lead" in words(save(lead, desk, form))
    assert desk.members.get(user=charlie).role == Role.LEAD


def test_the_last_leads_seat_cannot_be_given_to_somebody_else_as_it_is(
    lead: Client, charlie: User, alice: User, desk: Desk
) -> None:
    form = form_of(lead, desk)
    form[row_of(form, MEMBERS, "user", alice.pk) + "role"] = "lead"
    form[row_of(form, MEMBERS, "user", charlie.pk) + "role"] = "clerk"
    assert save(lead, desk, form).status_code == 302
    assert desk.members.get(user=alice).role == Role.LEAD


@pytest.mark.parametrize("right", ["is_active", "is_staff"])
def test_the_last_lead_is_not_switched_off(root: Client, charlie: User, desk: Desk, right: str) -> None:
    form = {"username": charlie.username, "is_active": "on", "is_staff": "on"}
    del form[right]
    assert "would be without a lead" in words(root.post(f"/staff/auth/user/{charlie.pk}/change/", form))
    charlie.refresh_from_db()
    assert (charlie.is_active, charlie.is_staff) == (True, True)


def test_a_lead_beside_another_may_be_switched_off(root: Client, charlie: User, desk: Desk) -> None:
    factories.make_staff(desk, "dora", role=Role.LEAD)
    root.post(f"/staff/auth/user/{charlie.pk}/change/", {"username": charlie.username, "is_staff": "on"})
    charlie.refresh_from_db()
    assert not charlie.is_active


def test_a_lead_who_cannot_sign_in_counts_for_nothing(lead: Client, charlie: User, desk: Desk) -> None:
    gone = factories.make_staff(desk, "gone", role=Role.LEAD)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    form = form_of(lead, desk)
    form[row_of(form, MEMBERS, "user", charlie.pk) + "role"] = "clerk"
    assert "would be without a lead" in words(save(lead, desk, form))


def test_the_command_does_not_take_the_last_lead_away(charlie: User, desk: Desk) -> None:
    with pytest.raises(CommandError, match="without a lead"):
        call_command("make_staff", charlie.username, desk.slug, "clerk")


@pytest.mark.parametrize(("minutes", "accepted"), [("0", False), ("1", True), ("6000", True), ("6001", False)])
def test_an_answer_is_promised_within_some_time(lead: Client, desk: Desk, minutes: str, accepted: bool) -> None:
    assert (save(lead, desk, form_of(lead, desk) | {"answer_minutes": minutes}).status_code == 302) is accepted


def test_no_way_around_the_form_promises_an_answer_at_once(desk: Desk) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Desk.objects.update(answer_minutes=0)


@pytest.mark.parametrize(
    ("opens", "closes", "says"),
    [
        ("16:00", "18:00", "Opening hours on Monday overlap"),
        ("08:30", "17:00", "Opening hours on Monday overlap"),
        ("10:00", "11:00", "Opening hours on Monday overlap"),
        ("19:00", "18:00", "must close after it opens"),
        ("22:00", "02:00", "must close after it opens"),
        ("18:00", "18:00", "must close after it opens"),
    ],
)
def test_opening_hours_that_make_no_sense_are_refused(
    lead: Client, desk: Desk, opens: str, closes: str, says: str
) -> None:
    form = form_of(lead, desk)
    one_more(form, HOURS, weekday=0, opens=opens, closes=closes)
    assert says in words(save(lead, desk, form))
    assert desk.opening_hours.count() == 5


def test_opening_hours_that_touch_are_kept(lead: Client, desk: Desk) -> None:
    form = form_of(lead, desk)
    one_more(form, HOURS, weekday=0, opens="17:00", closes="18:00")
    assert save(lead, desk, form).status_code == 302


def test_a_holiday_stands_once(lead: Client, desk: Desk) -> None:
    form = form_of(lead, desk)
    one_more(form, HOLIDAYS, date="2026-12-25")
    one_more(form, HOLIDAYS, date="2026-12-25")
    assert save(lead, desk, form).status_code == 200
    assert not desk.holidays.exists()


def test_a_changed_policy_leaves_its_old_and_new_value(lead: Client, charlie: User, desk: Desk) -> None:
    form = form_of(lead, desk) | {"evidence_level": "counter", "answer_minutes": "60", "phone": "+33 1 99"}
    del form["second_person"]
    one_more(form, HOLIDAYS, date="2026-12-25")
    assert save(lead, desk, form).status_code == 302
    changed = {
        "answer_minutes": [120, 60],
        "evidence_level": ["standard", "counter"],
        "holidays": [[], ["2026-12-25"]],
        "second_person": [True, False],
    }
    assert lines("policy_changed") == [(charlie.pk, changed)]
    assert lines("contact_changed") == [(charlie.pk, {"fields": ["phone"]})]
    assert set(Event.objects.filter(kind="policy_changed").values_list("desk", flat=True)) == {desk.pk}


def test_a_form_saved_without_a_change_leaves_no_line(lead: Client, desk: Desk) -> None:
    before = Event.objects.count()
    assert save(lead, desk, form_of(lead, desk)).status_code == 302
    assert Event.objects.count() == before


def test_seats_leave_who_had_which_role(lead: Client, charlie: User, alice: User, bob: User, desk: Desk) -> None:
    newcomer = factories.make_staff(None, "dora")
    form = form_of(lead, desk)
    form[row_of(form, MEMBERS, "user", alice.pk) + "role"] = "auditor"
    form[row_of(form, MEMBERS, "user", bob.pk) + "DELETE"] = "on"
    one_more(form, MEMBERS, user=newcomer.pk, role="clerk")
    assert save(lead, desk, form).status_code == 302
    told = {data["user"]: data["role"] for _, data in lines("seat_changed")}
    assert told == {alice.pk: ["clerk", "auditor"], bob.pk: ["clerk", None], newcomer.pk: [None, "clerk"]}


def test_the_command_leaves_the_same_lines(db: None) -> None:
    call_command("make_staff", "ann@shop.example", "new", "lead", new_desk="New Shop")
    user = User.objects.get(username="ann@shop.example")
    assert lines("seat_changed") == [(None, {"user": user.pk, "role": [None, "lead"]})]
    assert lines("policy_changed")[0][1]["evidence_level"] == [None, "standard"]
    assert lines("account_changed")[0][1]["is_staff"] == [None, True]


def test_a_change_that_is_not_kept_leaves_no_line(desk: Desk, charlie: User) -> None:
    with pytest.raises(staffing.LastLead):
        staffing.seat(desk, charlie, Role.CLERK, party=Party.SYSTEM)
    assert not lines("seat_changed")
    assert Member.objects.get(user=charlie).role == Role.LEAD


def test_rights_of_an_account_leave_a_line(root: Client, alice: User) -> None:
    form = {"username": alice.username, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    root.post(f"/staff/auth/user/{alice.pk}/change/", form)
    assert lines("account_changed")[-1][1] == {"user": alice.pk, "is_superuser": [False, True]}


def test_a_changed_address_is_told_to_both_mailboxes(root: Client, alice: User) -> None:
    form = {"username": "alice@new.example", "is_active": "on", "is_staff": "on"}
    root.post(f"/staff/auth/user/{alice.pk}/change/", form)
    told = {message.letter: message.recipient for message in Message.objects.filter(user=alice)}
    assert told == {"address_changed": "alice@new.example", "address_was_changed": alice.email}


@pytest.mark.parametrize("taken", ["BOB@B\u00dcCHER.example", "bob@xn--bcher-kva.example", "bob@g\u0430.example"])
def test_an_account_gets_no_address_that_is_taken_or_none(root: Client, alice: User, taken: str) -> None:
    User.objects.create_user("bob@xn--bcher-kva.example", "bob@xn--bcher-kva.example", "a long test phrase")
    form = {"username": taken, "is_active": "on", "is_staff": "on"}
    assert root.post(f"/staff/auth/user/{alice.pk}/change/", form).status_code == 200
    new = {"username": taken, "password1": "another long phrase", "password2": "another long phrase"}
    assert root.post("/staff/auth/user/add/", new | {"usable_password": "true"}).status_code == 200
    assert User.objects.filter(username__startswith="bob").count() == 1


def test_a_password_set_by_somebody_else_is_told_to_its_owner(root: Client, alice: User) -> None:
    new = {"password1": "another long phrase", "password2": "another long phrase", "usable_password": "true"}
    assert root.post(f"/staff/auth/user/{alice.pk}/password/", new).status_code == 302
    assert Message.objects.filter(user=alice, letter="password_changed").count() == 1
    assert lines("password_set")[-1][1] == {"user": alice.pk}


def test_changed_rules_of_the_library_leave_a_line(lead: Client, charlie: User) -> None:
    lead.post("/staff/guides_app/libraryrules/add/", {"second_person": "on", "review_months": "12"})
    assert lines("library_rules_changed") == [(charlie.pk, {"second_person": [False, True]})]
