"""Software of staff adds known codes: kept as an import keeps them, and nothing is told of what the desk knows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from guides_app.identifiers import Kind
from requests_app import api_tokens
from requests_app.api.known_codes import KNOWN, KnownCodes
from requests_app.limits import Limit
from requests_app.lookup import registry
from requests_app.lookup.source import Found, Radio
from requests_app.models import ApiScope, Desk, Event, IdempotentCall, KnownCode, Role
from tests import factories
from tests.requests_app.api.software import Software, open_token, read_token, told

pytestmark = pytest.mark.django_db
PATH = "/known-codes"
CODE = KNOWN["code"]
PART, SERIAL = KNOWN["part_number"], KNOWN["serial"]
VIN = "VF1HSRCHB60123456"
UNIT = Radio(
    "S053",
    Kind.PRECODE,
    part_fingerprint=registry.part_fingerprint(PART),
    serial_fingerprint=registry.serial_fingerprint(SERIAL),
)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long answers were held back, without waiting for them."""
    found: list[float] = []
    monkeypatch.setattr("time.sleep", found.append)
    return found


@pytest.fixture
def alices(at_work: Callable[[User], Software], alice: User, slept: list[float]) -> Software:
    return at_work(alice)


def codes_of(desk: Desk, radio: Radio) -> list[str]:
    return [answer.code for answer in registry.find(desk, radio) if isinstance(answer, Found)]


def test_a_code_is_kept_for_the_fullest_identity_of_its_radio_and_used(
    alices: Software, desk: Desk, alice: User
) -> None:
    answer = alices.post(PATH, KNOWN)
    assert (answer.status_code, answer.content) == (204, b"")
    row = KnownCode.objects.get()
    assert (row.identity, row.source, row.provenance, row.dated, row.created_by, row.batch) == (
        "unit", "dealer", "Case 4711", date(2026, 1, 5), alice, None,
    )  # fmt: skip
    assert codes_of(desk, UNIT) == [CODE]


def test_a_line_of_the_desks_record_names_person_and_token_and_neither_radio_nor_code(
    alices: Software, desk: Desk, alice: User
) -> None:
    alices.post(PATH, KNOWN)
    line = Event.objects.of(desk).get(kind="add_known_code")
    row = KnownCode.objects.get()
    assert (line.user, line.data) == (alice, {"known_code": row.pk, "software": read_token(alices.token).pk})


@pytest.mark.parametrize(
    ("body", "identity"),
    [
        ({"number": "S053"}, "number"),
        ({"number": "S053", "part_number": PART}, "part"),
        ({"serial": SERIAL}, "number"),
        ({"number": "BP7349X1234567 281150198RT A583"}, "unit"),
        ({"vin": VIN}, "vin"),
    ],
)
def test_what_is_known_of_the_radio_says_how_it_is_kept(
    body: dict[str, str], identity: str, alices: Software, desk: Desk
) -> None:
    assert alices.post(PATH, {**body, "code": CODE, "source": "papers"}).status_code == 204
    assert KnownCode.objects.get().identity == identity


def test_with_a_vin_beside_the_number_it_is_known_for_radio_and_car(alices: Software, desk: Desk) -> None:
    alices.post(PATH, {**KNOWN, "vin": VIN})
    assert set(KnownCode.objects.values_list("identity", flat=True)) == {"unit", "vin"}
    assert Event.objects.of(desk).filter(kind="add_known_code").count() == 2


def test_new_known_and_differing_are_one_answer_at_one_moment_and_nothing_is_overwritten(
    alices: Software, desk: Desk, slept: list[float]
) -> None:
    bodies = [KNOWN, KNOWN, {**KNOWN, "code": "1234"}, {**KNOWN, "provenance": "another"}]
    answers = [alices.post(PATH, body) for body in bodies]
    assert {(one.status_code, one.content, tuple(sorted(one.headers))) for one in answers} == {
        (204, b"", tuple(sorted(answers[0].headers)))
    }
    assert len(slept) == len(bodies)
    assert KnownCodes.answered_after >= 0.25
    assert set(codes_of(desk, UNIT)) == {"1234", CODE}
    assert set(KnownCode.objects.values_list("provenance", flat=True)) == {"Case 4711"}


def test_a_code_that_was_learnt_is_from_then_on_known_from_elsewhere(alices: Software, desk: Desk, alice: User) -> None:
    registry.remember(desk, UNIT, code=CODE, source="calculator", provenance="", by_id=None, learnt=True)
    alices.post(PATH, KNOWN)
    row = KnownCode.objects.get()
    assert (row.learnt, row.source, row.dated, row.created_by) == (False, "dealer", date(2026, 1, 5), alice)


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"number": "XXXXX"}, "#/number", "bad_number"),
        ({"number": "", "serial": ""}, "#/part_number", "invalid"),
        ({"number": "", "serial": "", "part_number": ""}, "#", "no_radio"),
        ({"part_number": "S053"}, "#/part_number", "bad_part"),
        ({"serial": PART}, "#/serial", "part_as_serial"),
        ({"vin": "123456"}, "#/vin", "bad_vin"),
        ({"code": "791"}, "#/code", "eaten_zeros"),
        ({"code": "79131"}, "#/code", "bad_code"),
        ({"code": 7913}, "#/code", "invalid"),
        ({"source": "calculator"}, "#/source", "invalid_choice"),
        ({"dated": "05.01.2026"}, "#/dated", "invalid"),
        ({"provenance": "=1+1"}, "#", "formula"),
        ({"confirmed": True}, "#/confirmed", "unknown"),
    ],
)
def test_what_is_no_code_of_a_radio_is_refused_at_its_member(
    wrong: dict[str, Any], pointer: str, code: str, alices: Software, slept: list[float]
) -> None:
    answer = alices.post(PATH, {**KNOWN, **wrong})
    assert answer.status_code == 400
    assert CODE.encode() not in answer.content
    assert [(error["pointer"], error["code"]) for error in told(answer)["errors"]] == [(pointer, code)]
    assert not KnownCode.objects.exists()
    assert not slept


def test_a_token_that_was_not_made_for_it_adds_nothing(
    desk: Desk, lead: User, alice: User, customers: Software, alices: Software
) -> None:
    desk_only = Software(open_token(desk, by=lead, acts_as=alice, scopes=(ApiScope.DESK,)))
    assert [one.post(PATH, KNOWN).status_code for one in (desk_only, customers, Software())] == [403, 403, 401]
    api_tokens.revoke(read_token(alices.token), by=lead)
    assert alices.post(PATH, KNOWN).status_code == 401
    assert not KnownCode.objects.exists()


def test_a_person_who_may_not_add_codes_adds_none_by_software(
    desk: Desk, at_work: Callable[[User], Software], alice: User
) -> None:
    software = at_work(factories.make_staff(desk, "reader", role=Role.AUDITOR))
    assert software.post(PATH, KNOWN).status_code == 403
    left = at_work(alice)
    alice.desk_roles.all().delete()
    assert left.post(PATH, KNOWN).status_code == 403
    assert not KnownCode.objects.exists()


def test_a_code_is_known_at_the_desk_of_the_token_alone(alices: Software, desk: Desk) -> None:
    other = factories.make_desk("Other Desk")
    factories.make_staff(other, "olga", role=Role.LEAD)
    alices.post(PATH, KNOWN)
    assert not codes_of(other, UNIT)
    assert not Event.objects.of(other).filter(kind="add_known_code").exists()


def test_the_same_call_sent_again_is_done_once_and_the_code_is_in_no_column(alices: Software, desk: Desk) -> None:
    calls = [alices.post(PATH, KNOWN, Idempotency_Key="list-7") for _ in range(2)]
    assert [(one.status_code, one.headers.get("Idempotency-Replayed")) for one in calls] == [(204, None), (204, "true")]
    assert Event.objects.of(desk).filter(kind="add_known_code").count() == 1
    assert alices.post(PATH, {**KNOWN, "code": "1234"}, Idempotency_Key="list-7").status_code == 422
    kept = [*IdempotentCall.objects.values_list(), *KnownCode.objects.values_list(), *Event.objects.values_list("data")]
    assert not any(secret in str(kept) for secret in (f"'{CODE}'", f'"{CODE}"', SERIAL, PART))


def test_there_is_nothing_to_read_change_or_delete(alices: Software) -> None:
    assert {alices.call(method, PATH).status_code for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE")} == {405}
    assert alices.get(f"{PATH}/1").status_code == 404


def test_a_token_adds_so_many_an_hour(alices: Software, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limit.KNOWN_CODES_OF_SOFTWARE, "most", 2)
    assert [alices.post(PATH, KNOWN).status_code for _ in range(3)] == [204, 204, 429]
