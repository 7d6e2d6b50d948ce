"""Whatever goes wrong below /api/ is answered with problem details, and no cookie, word or header too much."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from requests_app.api import problems, tokens
from requests_app.limits import Limit
from requests_app.models import ApiScope, Desk
from tests.requests_app.api.software import Software, open_token, told

pytestmark = pytest.mark.django_db
Serving = Callable[[User], Software]


def problem_of(answer: Any) -> str:
    assert answer.headers["Content-Type"] == problems.MEDIA_TYPE
    body = told(answer)
    assert body["status"] == answer.status_code
    assert body["type"].endswith(f"/api/v1/docs#{body['code']}")
    assert answer.headers["Cache-Control"] == "no-store"
    return str(body["code"])


def test_without_a_token_the_answer_says_how_to_send_one(db: None) -> None:
    answer = Software().get("/token")
    assert problem_of(answer) == "unauthenticated"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Radio Code Desk"'


def test_a_wrong_token_is_named_as_the_fault(db: None) -> None:
    answer = Software("rcd_0000000000_x").get("/token")
    assert problem_of(answer) == "unauthenticated"
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_in_the_address_or_a_cookie_opens_nothing(customers: Software, desk: Desk) -> None:
    client = Client()
    client.cookies["token"] = customers.token
    assert client.get(f"/api/v1/token?token={customers.token}").status_code == 401
    assert client.get("/api/v1/token", headers={"Authorization": f"Basic {customers.token}"}).status_code == 401


def test_who_is_signed_in_at_the_desk_is_nobody_here(alice: User) -> None:
    client = Client()
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/token").status_code == 401


@pytest.mark.parametrize("path", ["/nothing", "/token/", "/../v2/requests"])
def test_what_is_not_there_is_a_problem_too(path: str, customers: Software) -> None:
    assert problem_of(customers.get(path)) == "not-found"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_an_undeclared_method_is_refused_before_anybody_is_asked(method: str, customers: Software) -> None:
    for software in (customers, Software()):
        answer = software.call(method, "/token")
        assert problem_of(answer) == "method-not-allowed"
        assert answer.headers["Allow"] == "GET, HEAD"


def test_head_is_answered_without_a_body(customers: Software) -> None:
    answer = customers.call("HEAD", "/token")
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_breaks_says_that_nothing_was_done(customers: Software, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(tokens.OwnToken, "get", breaks)
    customers.client.raise_request_exception = False
    answer = customers.client.get("/api/v1/token", headers={"Authorization": f"Bearer {customers.token}"})
    assert problem_of(answer) == "fault"
    assert b"secret" not in answer.content


def test_a_database_that_is_away_is_a_moment_of_waiting(customers: Software, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(tokens.OwnToken, "get", away)
    customers.client.raise_request_exception = False
    answer = customers.client.get("/api/v1/token", headers={"Authorization": f"Bearer {customers.token}"})
    assert problem_of(answer) == "away"
    assert int(answer.headers["Retry-After"]) > 0


def test_a_body_beyond_what_files_may_be_is_refused_unread(customers: Software, settings: LazySettings) -> None:
    answer = customers.client.post("/api/v1/token", CONTENT_LENGTH=str(settings.REQUEST_MAX_BYTES + 1))
    assert problem_of(answer) == "too-large"


def test_headers_of_security_stand_and_no_other_site_may_read(customers: Software) -> None:
    answer = customers.client.get(
        "/api/v1/token", headers={"Authorization": f"Bearer {customers.token}", "Origin": "https://elsewhere.example"}
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in (Limit.CALLS, Limit.OPEN_CALLS, Limit.WRONG_TOKENS):
        monkeypatch.setattr(limit, "most", 2)


def test_each_token_has_its_own_calls(few: None, customers: Software, desk: Desk, lead: User, at_work: Serving) -> None:
    assert [customers.get("/token").status_code for _ in range(3)] == [200, 200, 429]
    assert at_work(lead).get("/token").status_code == 200
    answer = customers.get("/token")
    assert problem_of(answer) == "too-many"
    assert 0 < int(answer.headers["Retry-After"]) <= 600


@pytest.mark.parametrize(
    ("hops", "evades"),
    [(0, False), (1, False)],
)
def test_wrong_tokens_are_counted_for_the_network_past_the_trusted_proxies(
    hops: int, evades: bool, few: None, settings: LazySettings
) -> None:
    settings.TRUSTED_PROXIES = hops
    wrong = Software("rcd_0000000000_x", REMOTE_ADDR="192.0.2.1")
    tries = [f"203.0.113.{n}, 198.51.100.7" for n in range(3)]  # what the client invents, then what the proxy saw
    assert [wrong.get("/token", X_Forwarded_For=one).status_code for one in tries] == [401, 401, 429]
    other = "203.0.113.9, 198.51.100.8"
    assert wrong.get("/token", X_Forwarded_For=other).status_code == (401 if hops else 429)


def test_a_good_token_is_not_held_back_by_wrong_ones_beside_it(few: None, customers: Software) -> None:
    for _ in range(4):
        Software("rcd_0000000000_x").get("/token")
    assert customers.get("/token").status_code == 200


def test_a_token_opens_only_what_it_was_made_for(desk: Desk, lead: User, alice: User) -> None:
    software = Software(open_token(desk, by=lead, acts_as=alice, scopes=(ApiScope.KNOWN_CODES,)))
    assert told(software.get("/token"))["scopes"] == ["known-codes"]


def test_the_page_for_people_explains_every_problem(db: None) -> None:
    page = Client().get(reverse("api:docs")).content.decode()
    assert all(f'id="{problem.code}"' in page for problem in problems.PROBLEMS)
