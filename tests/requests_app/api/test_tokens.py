"""Tokens of software: who opens one, who is shown its secret, what opens and what does not any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app import api_tokens
from requests_app.models import ApiScope, ApiToken, Desk, Event, Member, Role
from tests import factories
from tests.requests_app.api.software import Software, open_token, read_token, told

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def opened(desk: Desk, by: User, acts_as: User | None = None) -> ApiToken:
    kind = ApiToken.Kind.STAFF if acts_as else ApiToken.Kind.CUSTOMERS
    return api_tokens.open_token(desk, "Till", kind, api_tokens.SCOPES_OF[kind], life=MONTH, by=by, acts_as=acts_as)


def test_a_token_says_what_it_opens(customers: Software, desk: Desk) -> None:
    answer = told(customers.get("/token"))
    assert (answer["desk"], answer["kind"], answer["scopes"]) == (desk.slug, "customers", ["requests"])


def test_of_a_secret_a_digest_is_kept_and_nothing_else(customers: Software) -> None:
    secret = customers.token.split("_", 2)[2]
    assert len(secret) == 43  # 256 bits
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            assert secret not in str(cursor.fetchall())


def test_what_is_wrong_over_revoked_or_of_a_closed_account_opens_nothing(
    desk: Desk, lead: User, alice: User, at_work: Callable[[User], Software]
) -> None:
    software = at_work(alice)
    mark, prefix, secret = software.token.split("_", 2)
    wrong = [f"{mark}_{prefix}_{'x' * 43}", f"{mark}_0000000000_{secret}", secret, "", f"{mark}_{prefix}", "x\0y"]
    assert {Software(one).get("/token").status_code for one in wrong} == {401}
    with time_machine.travel(timezone.now() + MONTH):
        assert software.get("/token").status_code == 401
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert software.get("/token").status_code == 401
    User.objects.filter(pk=alice.pk).update(is_active=True)
    assert software.get("/token").status_code == 200
    api_tokens.revoke(read_token(software.token), by=lead)
    assert software.get("/token").status_code == 401


def test_a_new_secret_opens_at_once_and_the_former_for_one_day_more(customers: Software, lead: User) -> None:
    newer = Software(api_tokens.new_secret(read_token(customers.token), by=lead))
    assert [one.get("/token").status_code for one in (customers, newer)] == [200, 200]
    with time_machine.travel(timezone.now() + api_tokens.OVERLAP):
        assert [one.get("/token").status_code for one in (customers, newer)] == [401, 200]
    newest = Software(api_tokens.new_secret(read_token(customers.token), by=lead, at_once=True))
    assert [one.get("/token").status_code for one in (customers, newer, newest)] == [401, 401, 200]


def test_the_secret_of_a_persons_token_is_shown_to_that_person_alone(desk: Desk, lead: User, alice: User) -> None:
    token = opened(desk, lead, alice)
    with pytest.raises(PermissionDenied):
        api_tokens.new_secret(token, by=lead)
    assert api_tokens.find(api_tokens.new_secret(token, by=alice)) == token


def test_who_lost_the_seat_is_shown_no_secret(desk: Desk, lead: User, alice: User) -> None:
    token = opened(desk, lead, alice)
    Member.objects.filter(user=alice).delete()
    with pytest.raises(PermissionDenied):
        api_tokens.new_secret(token, by=User.objects.get(pk=alice.pk))


def test_only_a_lead_of_the_desk_opens_extends_and_revokes(desk: Desk, lead: User, alice: User, bob: User) -> None:
    strangers = [alice, factories.make_staff(factories.make_desk("Other Desk"), "olga", role=Role.LEAD)]
    token = opened(desk, lead, bob)
    for by in strangers:
        for act in (
            lambda by=by: opened(desk, by),
            lambda by=by: api_tokens.extend(token, life=MONTH, by=by),
            lambda by=by: api_tokens.revoke(token, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act()
    api_tokens.revoke(token, by=bob)  # whoever it acts as may always end it
    assert not ApiToken.objects.living().exists()


@pytest.mark.parametrize(
    ("kind", "scopes", "person", "days", "reason"),
    [
        ("customers", [ApiScope.DESK], False, 30, "scopes"),
        ("customers", [], False, 30, "scopes"),
        ("staff", [ApiScope.REQUESTS], True, 30, "scopes"),
        ("staff", [ApiScope.DESK], False, 30, "person"),
        ("customers", [ApiScope.REQUESTS], True, 30, "person"),
        ("customers", [ApiScope.REQUESTS], False, 0, "life"),
        ("customers", [ApiScope.REQUESTS], False, 366, "life"),
    ],
)
def test_a_token_that_cannot_be_is_refused(
    kind: str, scopes: list[ApiScope], person: bool, days: int, reason: str, desk: Desk, lead: User, alice: User
) -> None:
    with pytest.raises(api_tokens.Refused) as refused:
        api_tokens.open_token(
            desk, "Till", ApiToken.Kind(kind), scopes,
            life=timedelta(days=days), by=lead, acts_as=alice if person else None,
        )  # fmt: skip
    assert refused.value.reason == reason
    assert not ApiToken.objects.exists()


def test_nobody_is_acted_as_who_does_not_work_at_the_desk(desk: Desk, lead: User, mallory: User) -> None:
    editor = factories.make_staff(desk, "eddie", role=Role.GUIDE_EDITOR)
    for person in (mallory, editor):
        with pytest.raises(api_tokens.Refused):
            opened(desk, lead, person)


def test_a_revoked_token_gets_no_secret_and_no_new_end(desk: Desk, lead: User) -> None:
    token = opened(desk, lead)
    api_tokens.revoke(token, by=lead)
    for act in (lambda: api_tokens.new_secret(token, by=lead), lambda: api_tokens.extend(token, life=MONTH, by=lead)):
        with pytest.raises(api_tokens.Refused):
            act()


def test_a_token_that_is_over_is_extended_and_opens_again(customers: Software, lead: User) -> None:
    with time_machine.travel(timezone.now() + MONTH):
        api_tokens.extend(read_token(customers.token), life=MONTH, by=User.objects.get(pk=lead.pk))
        assert customers.get("/token").status_code == 200


def test_every_change_is_a_line_of_the_desks_record(desk: Desk, lead: User, alice: User) -> None:
    token = opened(desk, lead, alice)
    api_tokens.new_secret(token, by=alice)
    api_tokens.extend(token, life=MONTH, by=lead)
    api_tokens.revoke(token, by=lead)
    api_tokens.revoke(token, by=lead)
    lines = Event.objects.of(desk).filter(data__token=token.pk).order_by("number")
    assert [(line.kind, line.user) for line in lines] == [
        ("token_opened", lead), ("token_secret", alice), ("token_extended", lead), ("token_revoked", lead),
    ]  # fmt: skip
    assert all(line.data["user"] == alice.pk for line in lines)


def test_use_is_noted_once_a_minute(customers: Software) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        customers.get("/token")
        first = read_token(customers.token).used_at
        assert first == timezone.now()
        clock.shift(59)
        with CaptureQueriesContext(connection) as queries:
            customers.get("/token")
        assert read_token(customers.token).used_at == first
        assert not any("used_at" in query["sql"] and query["sql"].startswith("UPDATE") for query in queries)
        clock.shift(2)
        customers.get("/token")
        assert read_token(customers.token).used_at == timezone.now()


def test_tokens_of_two_desks_are_two(desk: Desk, customers: Software) -> None:
    other = factories.make_desk("Other Desk")
    there = Software(open_token(other, by=factories.make_staff(other, "olga", role=Role.LEAD)))
    assert (told(customers.get("/token"))["desk"], told(there.get("/token"))["desk"]) == (desk.slug, other.slug)
