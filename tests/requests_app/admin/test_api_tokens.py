"""Tokens of other software at the Desk: a lead opens and ends them; whoever one acts as takes the secret, once."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from requests_app import api_tokens
from requests_app.models import ApiToken, Desk, Event, Role
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.api.software import open_token, read_token

pytestmark = pytest.mark.django_db
LIST = "admin:requests_app_apitoken_changelist"
FIELDS = {"name": "Till at the counter", "kind": "customers", "scopes": ["requests"], "days": "90"}


def opens(client: Client, desk: Desk, **changed: object) -> int:
    data = {f"desk-{desk.pk}-{name}": value for name, value in {**FIELDS, **changed}.items()}
    return client.post(reverse("admin:requests_app_apitoken_open", args=[desk.pk]), data).status_code


def act(client: Client, name: str, token: ApiToken, **data: str) -> str:
    address = reverse(f"admin:requests_app_apitoken_{name}", args=[token.pk])
    return str(client.post(address, data, follow=True).content.decode())


def secret_on(page: str) -> str:
    found = re.search(r'value="(rcd_[^"]+)"', page)
    return found[1] if found else ""


def test_a_lead_opens_a_token_and_takes_its_secret_once(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    client = sign_in(charlie, fresh=True)
    assert opens(client, desk) == 302
    token = ApiToken.objects.get()
    secret = secret_on(act(client, "secret", token))
    assert api_tokens.find(secret) == token
    assert secret not in client.get(reverse(LIST)).content.decode()


def test_a_token_for_a_colleague_is_opened_by_the_lead_and_taken_by_the_colleague(
    desk: Desk, charlie: User, alice: User, sign_in: SignIn
) -> None:
    lead, colleague = sign_in(charlie, fresh=True), sign_in(alice, fresh=True)
    seat = str(alice.desk_roles.get().pk)
    assert opens(lead, desk, kind="staff", scopes=["desk", "known-codes"], person=seat) == 302
    token = ApiToken.objects.get()
    assert token.user == alice
    assert lead.post(reverse("admin:requests_app_apitoken_secret", args=[token.pk])).status_code == 403
    assert "Take the secret" not in lead.get(reverse(LIST)).content.decode()
    assert api_tokens.find(secret_on(act(colleague, "secret", token))) == token


def test_what_fits_no_kind_is_said_and_nothing_is_opened(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    client = sign_in(charlie, fresh=True)
    assert opens(client, desk, scopes=["desk"]) == 422
    assert opens(client, desk, kind="staff", scopes=["desk"]) == 422
    assert opens(client, desk, name="") == 422
    assert not ApiToken.objects.exists()


def test_a_new_secret_leaves_the_former_for_a_day_or_not_at_all(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    client, first = sign_in(charlie, fresh=True), open_token(desk, by=charlie)
    page = act(client, "secret", read_token(first))
    second = secret_on(page)
    assert "opens for one day more" in page
    assert api_tokens.find(first)
    third = secret_on(act(client, "secret", read_token(first), former="ends"))
    assert [bool(api_tokens.find(one)) for one in (first, second, third)] == [False, False, True]


def test_a_token_is_extended_and_revoked(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    client, secret = sign_in(charlie, fresh=True), open_token(desk, by=charlie)
    before = read_token(secret).expires_at
    act(client, "extend", read_token(secret), days="365")
    assert read_token(secret).expires_at > before
    assert "It opens nothing from now on" in act(client, "revoke", read_token(secret))
    assert api_tokens.find(secret) is None
    assert "is revoked or over" in act(client, "extend", read_token(secret), days="30")


def test_a_clerk_sees_the_own_tokens_alone_and_opens_none(
    desk: Desk, charlie: User, alice: User, bob: User, sign_in: SignIn
) -> None:
    mine, other = open_token(desk, by=charlie, acts_as=alice), open_token(desk, by=charlie, acts_as=bob)
    client = sign_in(alice, fresh=True)
    page = client.get(reverse(LIST)).content.decode()
    assert read_token(mine).prefix in page
    assert read_token(other).prefix not in page
    assert opens(client, desk) == 403
    for name in ("secret", "extend", "revoke"):
        address = reverse(f"admin:requests_app_apitoken_{name}", args=[read_token(other).pk])
        assert client.post(address).status_code == 404
    address = reverse("admin:requests_app_apitoken_extend", args=[read_token(mine).pk])
    assert client.post(address, {"days": "30"}).status_code == 403
    act(client, "revoke", read_token(mine))
    assert api_tokens.find(mine) is None


def test_tokens_of_another_desk_are_not_there(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    secret = open_token(desk, by=charlie)
    other = factories.make_staff(factories.make_desk("Other Desk"), "olga", role=Role.LEAD)
    client = sign_in(other, fresh=True)
    assert client.post(reverse("admin:requests_app_apitoken_revoke", args=[read_token(secret).pk])).status_code == 404
    assert opens(client, desk) == 403
    assert read_token(secret).prefix not in client.get(reverse(LIST)).content.decode()


def test_every_change_asks_for_a_fresh_second_factor(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    client, secret = sign_in(charlie), open_token(desk, by=charlie)
    opens(client, desk)
    for name in ("secret", "revoke"):
        act(client, name, read_token(secret))
    assert ApiToken.objects.count() == 1
    assert api_tokens.find(secret)


def test_the_record_tells_of_tokens_in_words(desk: Desk, charlie: User, alice: User, sign_in: SignIn) -> None:
    token = read_token(open_token(desk, by=charlie, acts_as=alice))
    api_tokens.revoke(token, by=charlie)
    page = sign_in(charlie, fresh=True).get(reverse("admin:record")).content.decode()
    for words in ("API token opened", "Secret of an API token made", "API token revoked", f"token {token.pk}"):
        assert words in page
    assert Event.objects.filter(data__token=token.pk).count() == 3


def test_the_list_costs_the_same_for_one_and_for_many(
    desk: Desk, charlie: User, alice: User, sign_in: SignIn, django_assert_max_num_queries: object
) -> None:
    client = sign_in(charlie, fresh=True)
    for _ in range(12):
        open_token(desk, by=charlie, acts_as=alice)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert client.get(reverse(LIST)).status_code == 200
