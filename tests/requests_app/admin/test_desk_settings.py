"""Settings of a desk: its last lead stays, its hours make sense, and each change leaves its old and new value."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app import keeping, staffing
from requests_app.admin.desk_sections import Section
from requests_app.models import Asker, Desk, Event, EvidenceLevel, Member, Message, OpeningHours, Role
from requests_app.policy import asked_at
from requests_app.states import Party
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_settings import address, form_of, one_more, save

HOURS, HOLIDAYS = "opening_hours", "holidays"


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
    page = words(lead.get(address(desk, "checks"))) + words(lead.get(address(desk, "keeping")))
    for told in (
        "What you change holds for requests that are sent from then on.",
        "What you change holds for requests that are begun from then on.",
        *(f"From {rule.least} to {rule.most} days." for rule in keeping.SETTINGS),
    ):
        assert told in page


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


def test_a_lead_who_cannot_sign_in_counts_for_nothing(charlie: User, desk: Desk) -> None:
    gone = factories.make_staff(desk, "gone", role=Role.LEAD)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with pytest.raises(staffing.LastLead):
        staffing.seat(desk, charlie, Role.CLERK, party=Party.STAFF)


def test_the_command_does_not_take_the_last_lead_away(charlie: User, desk: Desk) -> None:
    with pytest.raises(CommandError, match="without a lead"):
        call_command("make_staff", charlie.username, desk.slug, "clerk")


@pytest.mark.parametrize(("minutes", "accepted"), [("0", False), ("1", True), ("6000", True), ("6001", False)])
def test_an_answer_is_promised_within_some_time(lead: Client, desk: Desk, minutes: str, accepted: bool) -> None:
    assert (
        save(lead, desk, "hours", form_of(lead, desk, "hours") | {"answer_minutes": minutes}).status_code == 302
    ) is accepted


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
    form = form_of(lead, desk, "hours")
    one_more(form, HOURS, weekday=0, opens=opens, closes=closes)
    assert says in words(save(lead, desk, "hours", form))
    assert desk.opening_hours.count() == 5


def test_opening_hours_that_touch_are_kept(lead: Client, desk: Desk) -> None:
    form = form_of(lead, desk, "hours")
    one_more(form, HOURS, weekday=0, opens="17:00", closes="18:00")
    assert save(lead, desk, "hours", form).status_code == 302


def test_a_holiday_stands_once(lead: Client, desk: Desk) -> None:
    form = form_of(lead, desk, "hours")
    one_more(form, HOLIDAYS, date="2026-12-25")
    one_more(form, HOLIDAYS, date="2026-12-25")
    assert save(lead, desk, "hours", form).status_code == 422
    assert not desk.holidays.exists()


def test_a_changed_policy_leaves_its_old_and_new_value(lead: Client, charlie: User, desk: Desk) -> None:
    hours = form_of(lead, desk, "hours") | {"answer_minutes": "60"}
    one_more(hours, HOLIDAYS, date="2026-12-25")
    checks = form_of(lead, desk, "checks") | {"evidence_level": "counter"}
    del checks["second_person"]
    shop = form_of(lead, desk, "shop") | {"phone": "+33 1 99"}
    for section, form in (("hours", hours), ("checks", checks), ("shop", shop)):
        assert save(lead, desk, section, form).status_code == 302
    assert lines("policy_changed") == [
        (charlie.pk, {"answer_minutes": [120, 60], "holidays": [[], ["2026-12-25"]]}),
        (charlie.pk, {"evidence_level": ["standard", "counter"], "second_person": [True, False]}),
    ]
    assert lines("contact_changed") == [(charlie.pk, {"fields": ["phone"]})]
    assert set(Event.objects.filter(kind="policy_changed").values_list("desk", flat=True)) == {desk.pk}


@pytest.mark.parametrize("section", Section)
def test_a_form_saved_without_a_change_leaves_no_line(lead: Client, desk: Desk, section: Section) -> None:
    before = Event.objects.count()
    assert save(lead, desk, section, form_of(lead, desk, section)).status_code == 302
    assert Event.objects.count() == before


def test_seats_leave_who_had_which_role(charlie: User, alice: User, bob: User, desk: Desk) -> None:
    staffing.seat(desk, alice, Role.AUDITOR, party=Party.STAFF, by_id=charlie.pk)
    staffing.leave(desk.members.get(user=bob), by=charlie)
    staffing.seat(desk, newcomer := factories.make_staff(None, "dora"), Role.CLERK, party=Party.STAFF)
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


def test_hours_are_copied_to_other_days(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    OpeningHours.objects.filter(desk=desk).delete()
    client = sign_in(charlie, fresh=True)
    form = form_of(client, desk, "hours")
    one_more(form, "opening_hours", weekday=0, opens="09:00", closes="17:00", also_on=["1", "2", "4"])
    assert save(client, desk, "hours", form).status_code == 302
    assert [str(span) for span in desk.opening_hours.all()] == [
        f"{day} 09:00-17:00" for day in ("Monday", "Tuesday", "Wednesday", "Friday")
    ]


def test_hours_are_copied_to_all_days_with_one_tick(lead: Client, desk: Desk) -> None:
    OpeningHours.objects.filter(desk=desk).delete()
    form = form_of(lead, desk, "hours")
    one_more(form, HOURS, weekday=2, opens="09:00", closes="17:00", every_day="on")
    assert save(lead, desk, "hours", form).status_code == 302
    assert [span.weekday for span in desk.opening_hours.all()] == list(range(7))


def test_a_copy_that_overlaps_is_refused(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    OpeningHours.objects.filter(desk=desk).delete()
    client = sign_in(charlie, fresh=True)
    form = form_of(client, desk, "hours")
    one_more(form, "opening_hours", weekday=0, opens="09:00", closes="17:00", also_on=["1"])
    one_more(form, "opening_hours", weekday=1, opens="16:00", closes="18:00")
    assert "Opening hours on Tuesday overlap" in save(client, desk, "hours", form).content.decode()
    assert not desk.opening_hours.exists()


def test_a_holiday_comes_back_in_the_next_years(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    client = sign_in(charlie, fresh=True)
    form = form_of(client, desk, "hours")
    one_more(form, "holidays", date="2028-02-29", name="Leap day", years="2")
    one_more(form, "holidays", date="2027-05-01", name="Labour Day", years="2")
    assert save(client, desk, "hours", form).status_code == 302
    days = [str(day) for day in desk.holidays.filter(name__in=["Leap day", "Labour Day"])]
    assert days == ["2027-05-01 Labour Day", "2028-02-29 Leap day", "2028-05-01 Labour Day", "2029-05-01 Labour Day"]


def test_the_page_says_what_each_level_asks_of_customers(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    page = sign_in(charlie, fresh=True).get(address(desk, "checks")).content.decode()
    for level in EvidenceLevel:
        for asker in (Asker.OWNER, Asker.FOR_OWNER):
            for slot in asked_at(level, asker):
                assert str(slot.label) in page


def test_own_sentences_are_kept_and_an_unknown_variable_is_an_error(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    client = sign_in(charlie, fresh=True)
    form = form_of(client, desk, "letters")
    one_more(form, "sentences", letter="ready", language="en", text="Tell us, {code}")
    assert "There is no {code}" in save(client, desk, "letters", form).content.decode()
    form["sentences-1-text"] = "Tell {shop} whether it plays"
    assert save(client, desk, "letters", form).status_code == 302
    assert lines("contact_changed") == [(charlie.pk, {"fields": ["sentences"]})]


@pytest.mark.parametrize(("text", "empty"), [("Call {phone}", "phone"), ("It costs {price}", "price")])
def test_a_variable_that_this_desk_cannot_fill_is_refused(lead: Client, desk: Desk, text: str, empty: str) -> None:
    Desk.objects.filter(pk=desk.pk).update(phone="", price_text="")
    form = form_of(lead, desk, "letters")
    one_more(form, "sentences", letter="ready", language="en", text=text)
    assert f"{{{empty}}} is empty at this desk" in words(save(lead, desk, "letters", form))
    assert not desk.sentences.exists()


@pytest.mark.parametrize("section", ["evidence", *Section])
def test_only_leads_of_the_desk_set_it_up_and_others_find_nothing(
    sign_in: SignIn, lead: Client, alice: User, desk: Desk, section: str
) -> None:
    other = factories.make_desk("Other Desk")
    assert lead.get(address(desk, section)).status_code == 200
    for browser, place in ((lead, address(other, section)), (lead, "/staff/desks/0/shop/")):
        assert browser.get(place).status_code == browser.post(place).status_code == 404
    assert sign_in(alice, fresh=True).post(address(desk, section)).status_code == 404
    assert lead.get(address(desk, "none")).status_code == 404


def test_a_superuser_sets_a_desk_up_and_others_do_not(root: Client, lead: Client, desk: Desk) -> None:
    new = {"name": "New Shop", "slug": "new-shop", "email": "shop@new.example"}
    assert lead.post("/staff/desks/add/", new).status_code == 403
    assert root.post("/staff/desks/add/", new | {"email": "none"}).status_code == 422
    assert root.post("/staff/desks/add/", new).headers["Location"] == address(
        Desk.objects.get(slug="new-shop"), "hours"
    )
    assert "New Shop" in words(root.get("/staff/desks/"))
    assert "New Shop" not in words(lead.get("/staff/desks/"))
    assert lines("policy_changed")[0][1]["evidence_level"] == [None, "standard"]


def test_a_shop_takes_a_host_name_that_no_other_one_has(lead: Client, charlie: User, desk: Desk) -> None:
    factories.make_desk("Other Desk", host_name="taken.example")
    form = form_of(lead, desk, "shop")
    for typed, said in (
        ("taken.example", "Another desk has this host name."),
        ("https://radio.example", "Enter a host name alone"),
    ):
        refused = save(lead, desk, "shop", {**form, "host_name": typed})
        assert (refused.status_code, said in words(refused)) == (422, True)
    assert save(lead, desk, "shop", {**form, "host_name": "Radio.Example "}).status_code == 302
    desk.refresh_from_db()
    assert desk.host_name == "radio.example"
    assert lines("contact_changed") == [(charlie.pk, {"fields": ["host_name"]})]


def test_the_settings_say_where_customers_reach_the_shop(lead: Client, desk: Desk, settings: Settings) -> None:
    at_base = f"http://127.0.0.1:8000/en/{desk.slug}/"
    assert f'<a href="{at_base}">' in words(lead.get(address(desk, "shop")))
    Desk.objects.filter(pk=desk.pk).update(host_name="radio.example")
    assert f'<a href="{at_base}">' in words(lead.get(address(desk, "shop")))
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "radio.example"]
    assert '<a href="http://radio.example:8000/en/">' in words(lead.get(address(desk, "shop")))
