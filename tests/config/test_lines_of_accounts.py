"""What happens to an account leaves a line: who signed in and out, what failed, which factor or password changed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from requests_app.models import Event, Message
from requests_app.notifications.staff_letters import password_link
from tests.config import staff

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clerk(transactional_db: None) -> User:
    return staff.make_clerk(superuser=True)


def lines() -> list[tuple[str, int | None]]:
    """Kind and account of each line, in order; all hang on the installation's chain."""
    assert not Event.objects.exclude(desk=None, code_request=None).exists()
    return list(Event.objects.order_by("number").values_list("kind", "user"))


@time_machine.travel(NOW, tick=False)
def test_signing_in_and_out(clerk: User) -> None:
    client = staff.sign_in(Client(), clerk)
    client.post("/staff/logout/")
    assert lines() == [("signed_in", clerk.pk), ("signed_out", clerk.pk)]
    assert Event.objects.get(number=1).data == {"new_device": True}


@time_machine.travel(NOW, tick=False)
def test_a_wrong_password_and_a_wrong_code_once_an_hour(clerk: User) -> None:
    client = Client()
    for _ in range(3):
        staff.give_password(client, clerk, password="wrong")
    staff.give_password(client, clerk)
    for _ in range(3):
        staff.give_digits(client, "000000")
    assert lines() == [("wrong_password", clerk.pk), ("wrong_second_step", clerk.pk)]


def test_changes_of_the_password_and_the_factors(clerk: User) -> None:
    new = {"oldpassword": staff.PASSWORD, "password1": "another long phrase", "password2": "another long phrase"}
    with time_machine.travel(NOW, tick=False) as clock:
        client = staff.sign_in(Client(), clerk)
        client.post("/staff/account/2fa/recovery-codes/generate/")
        client.post("/staff/account/2fa/totp/deactivate/")
        client.post("/staff/account/password/change/", new)
        clock.shift(timedelta(minutes=1))
    assert [kind for kind, _ in lines()][:4] == ["signed_in", "recovery_codes_made", "factor_removed", "signed_out"]
    assert ("password_changed", clerk.pk) in lines()


@time_machine.travel(NOW, tick=False)
def test_a_recovery_code_that_was_used(clerk: User) -> None:
    client = staff.sign_in(Client(), clerk)
    client.post("/staff/account/2fa/recovery-codes/generate/")
    codes: Any = Authenticator.objects.get(user=clerk, type="recovery_codes").wrap()
    other = Client()
    staff.give_password(other, clerk)
    staff.give_digits(other, codes.get_unused_codes()[0])
    assert lines()[-2:] == [("recovery_code_used", clerk.pk), ("signed_in", clerk.pk)]


@time_machine.travel(NOW, tick=False)
def test_a_password_chosen_by_a_link_ends_the_sessions_and_is_told(clerk: User) -> None:
    own = staff.sign_in(Client(), clerk)
    clerk.refresh_from_db()
    other = Client()
    form = other.get(urlsplit(password_link(clerk)).path, follow=True).request["PATH_INFO"]
    other.post(form, {"password1": "another long phrase", "password2": "another long phrase"})
    assert own.get("/staff/").headers["Location"].startswith("/staff/account/login/")
    assert lines()[-1] == ("password_reset", clerk.pk)
    assert Message.objects.filter(user=clerk, letter="password_changed").count() == 1
