"""What changes an account, or opens a code, asks for a second factor of the last minutes; a password does not do."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from requests_app.models import Message
from tests.config import staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PROOF = "/staff/account/2fa/reauthenticate/"
OWN_ACCOUNT = [
    "/staff/account/password/change/",
    "/staff/account/2fa/",
    "/staff/account/2fa/totp/activate/",
    "/staff/account/2fa/totp/deactivate/",
    "/staff/account/2fa/recovery-codes/",
    "/staff/account/2fa/recovery-codes/generate/",
    "/staff/account/2fa/recovery-codes/download/",
    "/staff/account/2fa/webauthn/",
    "/staff/account/2fa/webauthn/add/",
    "/staff/account/2fa/webauthn/keys/1/remove/",
    "/staff/account/2fa/webauthn/keys/1/edit/",
]
ADD_PERSON = "/staff/auth/user/add/"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def root(db: None) -> User:
    return staff.make_clerk(superuser=True)


@pytest.fixture
def later(client: Client, root: User, clock: time_machine.Traveller) -> Client:
    """A browser that signed in ten minutes ago."""
    staff.sign_in(client, root)
    clock.shift(timedelta(minutes=10))
    return client


@pytest.mark.parametrize("address", OWN_ACCOUNT)
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_page_of_the_own_account_asks_for_the_factor_again(later: Client, address: str, method: str) -> None:
    assert getattr(later, method)(address).headers["Location"].startswith(PROOF)


def test_a_sign_in_a_moment_ago_counts(client: Client, root: User, clock: time_machine.Traveller) -> None:
    staff.sign_in(client, root)
    assert client.get(ADD_PERSON).status_code == 200
    assert client.get("/staff/account/2fa/totp/deactivate/").status_code == 200


def test_the_password_is_no_fresh_proof_for_who_has_a_factor(later: Client) -> None:
    answer = later.post("/staff/account/reauthenticate/", {"password": staff.PASSWORD})
    assert answer.headers["Location"].startswith(PROOF)
    assert later.get(ADD_PERSON).headers["Location"].startswith(PROOF)
    assert later.get("/staff/account/2fa/recovery-codes/").headers["Location"].startswith(PROOF)


def test_the_page_for_the_proof_offers_no_password(later: Client) -> None:
    assert "/staff/account/reauthenticate/" not in later.get(PROOF).content.decode()


def test_whoever_has_no_proof_at_hand_finds_the_way_back_to_the_desk(later: Client) -> None:
    assert 'href="/staff/"' in later.get("/staff/account/2fa/reauthenticate/").content.decode()


def test_a_fresh_factor_leads_back_to_the_page(later: Client, clock: time_machine.Traveller) -> None:
    asked = later.get(ADD_PERSON).headers["Location"]
    answer = later.post(asked, {"code": staff.digits_of_now(), "next": ADD_PERSON})
    assert answer.headers["Location"] == ADD_PERSON
    assert later.get(ADD_PERSON).status_code == 200
    clock.shift(timedelta(minutes=6))
    assert later.get(ADD_PERSON).headers["Location"].startswith(PROOF)


def test_whoever_enrols_a_factor_is_not_asked_for_it_at_once(client: Client, clock: time_machine.Traveller) -> None:
    staff.give_password(client, staff.make_clerk(second_factor=False, superuser=True))
    assert _enrol(client) == "/staff/account/2fa/recovery-codes/"
    assert client.get("/staff/account/2fa/recovery-codes/").status_code == 200
    assert client.get("/staff/").status_code == 200


def test_a_password_typed_before_the_factor_was_enrolled_does_not_count(
    client: Client, root: User, clock: time_machine.Traveller
) -> None:
    factor = Authenticator.objects.get(user=root)
    Authenticator.objects.all().delete()
    staff.give_password(client, root)
    factor.save(force_insert=True)
    session = client.session
    session["factors"] = [factor.pk]
    session.save()
    assert client.get("/staff/account/2fa/recovery-codes/generate/").headers["Location"].startswith(PROOF)


def test_switching_the_factor_off_ends_the_other_sessions_and_tells_the_owner(
    later: Client, root: User, clock: time_machine.Traveller
) -> None:
    here = staff.sign_in(Client(), root)
    here.post("/staff/account/2fa/totp/deactivate/")
    assert later.get("/staff/").headers["Location"].startswith("/staff/account/login/")
    assert here.get("/staff/").headers["Location"] == "/staff/account/2fa/totp/activate/"
    assert [message.letter for message in Message.objects.filter(letter="factor_changed")] == ["factor_changed"]


def test_new_recovery_codes_end_the_other_sessions_and_tell_the_owner(
    later: Client, root: User, clock: time_machine.Traveller, django_capture_on_commit_callbacks: Any
) -> None:
    here = staff.sign_in(Client(), root)
    with django_capture_on_commit_callbacks(execute=True):
        here.post("/staff/account/2fa/recovery-codes/generate/")
    assert later.get("/staff/").headers["Location"].startswith("/staff/account/login/")
    assert here.get("/staff/").status_code == 200
    assert Message.objects.filter(user=root, letter="factor_changed").count() == 1


def test_a_factor_taken_away_by_somebody_else_ends_every_session(later: Client, root: User) -> None:
    Authenticator.objects.filter(user=root).delete()
    assert later.get("/staff/").headers["Location"].startswith("/staff/account/login/")


def test_a_new_password_ends_the_sessions_and_tells_the_owner(
    later: Client, root: User, clock: time_machine.Traveller
) -> None:
    here = staff.sign_in(Client(), root)
    form = {"oldpassword": staff.PASSWORD, "password1": "another long phrase", "password2": "another long phrase"}
    assert here.post("/staff/account/password/change/", form).status_code == 302
    assert later.get("/staff/").headers["Location"].startswith("/staff/account/login/")
    assert Message.objects.filter(user=root, letter="password_changed").count() == 1


def test_an_account_with_neither_password_nor_factor_is_sent_to_sign_in(client: Client) -> None:
    nobody = staff.make_clerk(second_factor=False)
    nobody.set_unusable_password()
    nobody.save()
    client.force_login(nobody, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/staff/account/2fa/").headers["Location"].startswith("/staff/account/login/")


def _enrol(client: Client) -> str:
    page = client.get("/staff/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]+)<', page)
    assert secret is not None
    answer = client.post("/staff/account/2fa/totp/activate/", {"code": staff.digits_of_now(secret[1])})
    return answer.headers["Location"]
