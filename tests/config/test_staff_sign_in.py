"""The Desk opens after password and second factor, for staff only, and not for ever."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from tests.config import staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DOORS = ["/staff/", "/staff/jsi18n/", "/staff/autocomplete/", "/staff/auth/user/", "/staff/nowhere/"]


@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_is_sent_to_sign_in(client: Client, door: str) -> None:
    assert client.get(door).headers["Location"].startswith("/staff/account/login/?next=%2Fstaff%2F")


@pytest.mark.parametrize("door", DOORS)
def test_a_superuser_without_second_factor_must_enrol_first(client: Client, door: str) -> None:
    staff.give_password(client, staff.make_clerk(second_factor=False, superuser=True))
    assert client.get(door).headers["Location"] == "/staff/account/2fa/totp/activate/"


def test_ac_60_the_password_alone_opens_nothing(client: Client) -> None:
    asked = staff.give_password(client, staff.make_clerk())
    assert asked.headers["Location"].startswith("/staff/account/2fa/authenticate/")
    assert client.get("/staff/").headers["Location"].startswith("/staff/account/login/")


def test_password_and_second_factor_open_the_desk(client: Client) -> None:
    staff.sign_in(client, staff.make_clerk(superuser=True))
    assert client.get("/staff/").status_code == 200


def test_wrong_digits_open_nothing(client: Client) -> None:
    staff.give_password(client, staff.make_clerk())
    staff.give_digits(client, "000000")
    assert client.get("/staff/").status_code == 302


@time_machine.travel(NOW, tick=False)
def test_the_same_digits_open_only_once(client: Client) -> None:
    clerk = staff.make_clerk(superuser=True)
    digits = staff.digits_of_now()
    staff.give_password(client, clerk)
    staff.give_digits(client, digits)
    second = Client()
    staff.give_password(second, clerk)
    staff.give_digits(second, digits)
    assert (client.get("/staff/").status_code, second.get("/staff/").status_code) == (200, 302)


def test_ac_60_a_session_that_never_proved_the_factor_must_prove_it(client: Client) -> None:
    client.force_login(staff.make_clerk(superuser=True), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/staff/").headers["Location"].startswith("/staff/account/2fa/reauthenticate/?next=")


def test_an_account_that_is_not_staff_is_turned_away(client: Client) -> None:
    staff.sign_in(client, staff.make_clerk(is_staff=False))
    assert client.get("/staff/").status_code == 403


def test_a_disabled_account_is_out_with_the_next_page(client: Client) -> None:
    clerk = staff.make_clerk(superuser=True)
    staff.sign_in(client, clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize(("idle", "status"), [(timedelta(minutes=29), 200), (timedelta(minutes=31), 302)])
def test_thirty_idle_minutes_end_the_session(client: Client, idle: timedelta, status: int) -> None:
    with time_machine.travel(NOW) as clock:
        staff.sign_in(client, staff.make_clerk(superuser=True))
        client.get("/staff/")
        clock.shift(idle)
        assert client.get("/staff/").status_code == status


def test_what_an_open_window_asks_by_itself_keeps_nobody_signed_in(client: Client) -> None:
    with time_machine.travel(NOW) as clock:
        staff.sign_in(client, staff.make_clerk(superuser=True))
        client.get("/staff/")
        clock.shift(timedelta(minutes=20))
        assert client.get("/staff/", headers={"X-Background": "1"}).status_code == 200
        clock.shift(timedelta(minutes=11))
        assert client.get("/staff/").status_code == 302


def test_eight_hours_end_the_session_however_busy(client: Client) -> None:
    with time_machine.travel(NOW) as clock:
        staff.sign_in(client, staff.make_clerk(superuser=True))
        seen = []
        for _ in range(25):
            seen.append(client.get("/staff/").status_code)
            clock.shift(timedelta(minutes=20))
    assert seen == [200] * 24 + [302]


def test_the_session_changes_its_name_at_sign_in_and_dies_with_the_password(client: Client) -> None:
    clerk = staff.make_clerk(superuser=True)
    client.get("/staff/account/login/")
    staff.sign_in(client, clerk)
    clerk.set_password("another long phrase")
    clerk.save()
    assert client.get("/staff/").status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/staff/account/signup/").status_code in (302, 404)
    assert client.post("/staff/account/signup/", {"email": "eve@evil.test", "password1": "x" * 20}).status_code in (
        302,
        404,
    )
    assert not User.objects.exists()


def test_the_address_after_sign_in_stays_on_this_site(client: Client) -> None:
    clerk = staff.make_clerk(second_factor=False)
    assert staff.give_password(client, clerk, next="https://evil.test/").headers["Location"].startswith("/")


def test_whoever_does_not_want_a_new_password_after_all_finds_the_way_back(client: Client) -> None:
    assert 'href="/staff/account/login/"' in client.get("/staff/account/password/reset/").content.decode()


def test_ac_62_unknown_and_known_accounts_get_the_same_words(client: Client) -> None:
    known = staff.give_password(client, staff.make_clerk(), password="wrong")
    unknown = staff.give_password(client, User(email="nobody@desk.test"), password="wrong")
    assert known.status_code == unknown.status_code == 200
    assert known.content.count(b"errorlist") == unknown.content.count(b"errorlist") > 0


def test_the_secret_of_a_factor_rests_sealed(client: Client) -> None:
    clerk = staff.make_clerk()
    assert staff.SECRET not in str(Authenticator.objects.get(user=clerk).data)


def test_a_form_that_a_browser_marks_as_foreign_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/staff/account/login/")
    token = client.cookies["csrf"].value
    form = {"login": "a@desk.test", "password": "x", "csrfmiddlewaretoken": token}
    foreign = [
        {"origin": "https://evil.test"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": "same-site"},
    ]
    assert [client.post("/staff/account/login/", form, headers=headers).status_code for headers in foreign] == [403] * 3
    own = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert client.post("/staff/account/login/", form, headers=own).status_code == 200
    assert client.post("/staff/account/login/", form | {"csrfmiddlewaretoken": ""}, headers=own).status_code == 403
