"""A call with an Idempotency-Key is done once, whatever is sent again, at once or afterwards, and whoever dies."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import api_tokens, tasks
from requests_app.api.bases import TokenView
from requests_app.api.idempotency import LEASE, idempotent
from requests_app.api.reading import Strict, read_body
from requests_app.models import Desk, Event, IdempotentCall, record_at_desk
from requests_app.states import Party
from tests.requests_app.api.software import open_token, told


class Times(Strict):
    times = serializers.JSONField()


class Bell(TokenView):
    """Something that is done: each ring is a line of a desk's record."""

    inside: Callable[[], Any] = staticmethod(lambda: None)

    @idempotent
    def post(self, request: Request, desk: Desk) -> Response:
        record_at_desk(desk, "search", party=Party.SYSTEM, data={"hits": 1})
        Bell.inside()
        return Response({"rang": read_body(request, Times)["times"]}, status=201, headers={"ETag": '"1"'})


@pytest.fixture
def token(desk: Desk, lead: User) -> str:
    return open_token(desk, by=lead)


@pytest.fixture(autouse=True)
def quiet() -> Any:
    yield
    Bell.inside = staticmethod(lambda: None)


def ring(desk: Desk, token: str, key: str | None = "one", body: str = '{"times": 1}', **more: str) -> HttpResponse:
    headers = {"Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key is not None else {}), **more}
    request = RequestFactory().post("/api/v1/bell", body, content_type="application/json", headers=headers)
    answer: Any = Bell.as_view()(request, desk=desk)
    return answer.render()  # type: ignore[no-any-return]


def rings(desk: Desk) -> int:
    return Event.objects.of(desk).filter(kind="search").count()


@pytest.mark.django_db
def test_the_same_call_again_gets_the_same_answer_and_is_not_done_again(desk: Desk, token: str) -> None:
    first, again = ring(desk, token), ring(desk, token)
    assert (again.status_code, again.content, again.headers["ETag"]) == (201, first.content, '"1"')
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert rings(desk) == 1


@pytest.mark.django_db
def test_without_a_key_each_call_is_done(desk: Desk, token: str) -> None:
    ring(desk, token, None)
    ring(desk, token, None)
    assert rings(desk) == 2


@pytest.mark.django_db
def test_another_body_with_the_same_key_is_refused(desk: Desk, token: str) -> None:
    ring(desk, token)
    answer = ring(desk, token, body='{"times": 2}')
    assert (answer.status_code, told(answer)["code"]) == (422, "key-reused")
    assert ring(desk, token, body='{ "times":1 }').status_code == 201  # the same, in other spacing
    assert rings(desk) == 1


@pytest.mark.django_db
def test_keys_belong_to_their_token(desk: Desk, token: str, lead: User) -> None:
    ring(desk, token)
    ring(desk, open_token(desk, by=lead))
    assert rings(desk) == 2


@pytest.mark.django_db
def test_a_refused_call_may_be_put_right_with_the_same_key(desk: Desk, token: str) -> None:
    def refuses() -> None:
        raise Http404

    Bell.inside = staticmethod(refuses)
    assert ring(desk, token).status_code == 404
    assert (rings(desk), IdempotentCall.objects.count()) == (0, 0)
    Bell.inside = staticmethod(lambda: None)
    assert ring(desk, token, body='{"times": 2}').status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 65, "a b", "é", "a\tb"])
@pytest.mark.django_db
def test_a_key_that_is_none_is_refused(key: str, desk: Desk, token: str) -> None:
    assert ring(desk, token, key).status_code == 400
    assert rings(desk) == 0


@pytest.mark.django_db
def test_while_the_first_runs_the_second_is_told_so(desk: Desk, token: str) -> None:
    seen: list[HttpResponse] = []
    Bell.inside = staticmethod(lambda: seen.append(ring(desk, token)) if not seen else None)
    assert ring(desk, token).status_code == 201
    assert (seen[0].status_code, told(seen[0])["code"]) == (409, "running")
    assert rings(desk) == 1


@pytest.mark.django_db
def test_a_process_that_died_has_done_nothing_and_its_key_is_free_after_the_lease(desk: Desk, token: str) -> None:
    ring(desk, token)
    IdempotentCall.objects.update(answered_at=None, status=None, answer_sealed=None)  # as it stands when one dies
    assert told(ring(desk, token))["code"] == "running"
    IdempotentCall.objects.update(lease_until=timezone.now() - LEASE)
    assert told(ring(desk, token, body='{"times": 2}'))["code"] == "key-reused"
    assert ring(desk, token).status_code == 201
    assert rings(desk) == 2  # the line of the first one stands here only because it did not really die


@pytest.mark.django_db
def test_who_was_taken_for_dead_and_was_not_undoes_what_it_did(desk: Desk, token: str) -> None:
    Bell.inside = staticmethod(lambda: IdempotentCall.objects.update(attempt="another"))
    assert told(ring(desk, token))["code"] == "running"
    assert rings(desk) == 0


@pytest.mark.django_db
def test_answers_rest_sealed_and_are_gone_after_a_day(desk: Desk, token: str) -> None:
    ring(desk, token, body='{"times": "Plantedname"}')
    call = IdempotentCall.objects.get()
    assert b"Plantedname" not in bytes(call.answer_sealed or b"")
    assert "Plantedname" in call.answer
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert tasks.CHORES["answers to software"]() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert tasks.CHORES["answers to software"]() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_done(desk: Desk, token: str) -> None:
    answers: list[int] = []
    start = threading.Barrier(6)

    def call() -> None:
        start.wait()
        answers.append(ring(desk, token).status_code)
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rings(desk) == 1
    assert set(answers) <= {201, 409}
    assert 201 in answers


@pytest.mark.django_db
def test_a_revoked_token_gets_no_answer_again(desk: Desk, token: str, lead: User) -> None:
    ring(desk, token)
    row = api_tokens.find(token)
    assert row is not None
    api_tokens.revoke(row, by=lead)
    assert ring(desk, token).status_code == 401
