"""What partner desks are told: one exact question at a time, alike for every miss, counted, recorded, and stopped."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import api_tokens, partners
from requests_app.api import partner as door
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import ApiToken, Desk, Event, KnownCode, Message, PartnerAccess, Source, StaffLetter
from requests_app.notifications import staff_letters
from tests import factories
from tests.requests_app.api.software import ROOT, Software, open_partner_token, open_token, read_token, told

pytestmark = pytest.mark.django_db
PART, SERIAL = "281155216R", "TZ1234567"
RADIO: dict[str, Any] = {"number": "S053", "part_number": PART}
PATH = "/partner/codes"
PLACE = f"{ROOT}{PATH}"
NOTHING = {"code": None, "confirmed": None, "radio": None}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door.Codes, "answered_after", 0.0)


@pytest.fixture
def owner(desk: Desk) -> Desk:
    """A desk that answers partners."""
    desk.answers_partners = True
    desk.save(update_fields=["answers_partners"])
    return desk


@pytest.fixture
def partner(owner: Desk, charlie: User) -> Software:
    return Software(open_partner_token(owner, by=charlie))


def know(desk: Desk, code: str = "0086", *, part: str = PART, serial: str = "", **columns: Any) -> KnownCode:
    """A code that a customer has confirmed, for this radio."""
    radio = Radio(
        "S053", Kind.PRECODE,
        part_fingerprint=part and registry.part_fingerprint(part),
        serial_fingerprint=serial and registry.serial_fingerprint(serial),
    )  # fmt: skip
    row = registry.remember(desk, radio, code=code, source=Source.DEALER, provenance="", by_id=None)
    KnownCode.objects.filter(pk=row.pk).update(**{"times_worked": 1, **columns})
    return row


def ask(software: Software, **radio: str) -> Any:
    return software.post(PATH, question(**radio))


def question(**radio: str) -> dict[str, Any]:
    return {"radio": radio or RADIO, "reference": "RC-7K4M-2Q", "reason": "request"}


def test_the_code_of_exactly_this_radio_is_told_and_the_radio_named(partner: Software, owner: Desk) -> None:
    know(owner)
    assert told(ask(partner)) == {"code": "0086", "confirmed": True, "radio": RADIO}


def test_the_serial_number_is_fuller_than_the_part_number(partner: Software, owner: Desk) -> None:
    know(owner, "1111")
    know(owner, "2222", serial=SERIAL)
    both = {"number": "S053", "part_number": PART, "serial": SERIAL}
    assert told(ask(partner, **both))["code"] == "2222"
    assert told(ask(partner, number="S053", serial=SERIAL))["code"] == "2222"
    assert told(ask(partner, **RADIO))["code"] == "1111"


def _unknown(desk: Desk) -> None:
    """Nothing is known."""


def _by_number_alone(desk: Desk) -> None:
    know(desk, part="")


def _by_another_part(desk: Desk) -> None:
    know(desk, part="281150001R")


def _by_its_serial(desk: Desk) -> None:
    know(desk, serial=SERIAL)


def _that_failed(desk: Desk) -> None:
    know(desk, times_failed=1)


def _that_nobody_confirmed(desk: Desk) -> None:
    know(desk, times_worked=0)


def _two_that_differ(desk: Desk) -> None:
    know(desk, "1111")
    know(desk, "2222")


def _of_another_desk(desk: Desk) -> None:
    know(factories.make_desk("Other Desk"))


MISSES = [
    _unknown, _by_number_alone, _by_another_part, _by_its_serial, _that_failed, _that_nobody_confirmed,
    _two_that_differ, _of_another_desk,
]  # fmt: skip


@pytest.mark.parametrize("known", MISSES)
def test_every_miss_is_one_answer_for_the_same_work(
    known: Callable[[Desk], None], partner: Software, owner: Desk
) -> None:
    ask(partner, number="T999", part_number=PART)  # its first question makes its row
    with CaptureQueriesContext(connection) as plain:
        first = ask(partner)
    known(owner)
    with CaptureQueriesContext(connection) as missed:
        second = ask(partner)
    assert told(first) == told(second) == NOTHING
    assert first.content == second.content
    assert dict(first.headers) == dict(second.headers)
    assert len(plain) == len(missed)


def test_a_hit_makes_the_queries_of_a_miss(partner: Software, owner: Desk) -> None:
    ask(partner)
    with CaptureQueriesContext(connection) as missed:
        assert told(ask(partner)) == NOTHING
    know(owner)
    with CaptureQueriesContext(connection) as found:
        assert told(ask(partner))["code"] == "0086"
    assert len(found) == len(missed)


def test_hit_and_miss_are_held_back_to_the_same_moment(
    partner: Software, owner: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the work took, the answer leaves at one time after the question."""
    clock = [0.0]
    slept: list[float] = []
    monkeypatch.setattr(door.Codes, "answered_after", 0.25)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(time, "sleep", slept.append)
    answer_ = partners.answer

    def slow(*args: Any, **kwargs: Any) -> Any:
        clock[0] += 0.1 if slept else 0.05
        return answer_(*args, **kwargs)

    monkeypatch.setattr(partners, "answer", slow)
    ask(partner)
    know(owner)
    ask(partner)
    assert slept == [pytest.approx(0.2), pytest.approx(0.15)]


def test_unconfirmed_codes_are_told_where_the_desk_says_so_and_named_so(partner: Software, owner: Desk) -> None:
    know(owner, times_worked=0)
    Desk.objects.filter(pk=owner.pk).update(partners_unconfirmed=True)
    assert told(ask(partner)) == {"code": "0086", "confirmed": False, "radio": RADIO}
    KnownCode.objects.update(times_failed=1)
    assert told(ask(partner)) == NOTHING


@pytest.mark.parametrize(
    "body",
    [
        question(number="S053"),
        question(number="S053", vin="UU1HSDAG543210987"),
        question(number="s053", part_number=PART),
        question(number="%", part_number=PART),
        question(number="S053", part_number="28115*"),
        question(part_number=PART, serial=SERIAL),
        {**question(), "reference": "S053 281155216R"},
        {**question(), "reason": "curious"},
        {**question(), "limit": 100},
        {"radio": [RADIO], "reference": "RC-7K4M-2Q", "reason": "request"},
    ],
)  # fmt: skip
def test_a_pre_code_alone_a_pattern_or_a_list_is_no_question(body: Any, partner: Software, owner: Desk) -> None:
    know(owner)
    answer = partner.post(PATH, body)
    assert (answer.status_code, told(answer)["code"]) == (400, "invalid")
    assert not Event.objects.filter(kind="partner_asked").exists()


def test_each_question_is_a_line_that_names_the_asker_and_never_the_radio(partner: Software, owner: Desk) -> None:
    know(owner)
    ask(partner)
    ask(partner, number="S053", part_number="281150001R")
    lines = list(Event.objects.of(owner).filter(kind="partner_asked").order_by("number"))
    token = read_token(partner.token)
    assert [(line.data["found"], line.data["partner"], line.data["token"]) for line in lines] == [
        (True, "Cluj", token.pk), (False, "Cluj", token.pk)
    ]  # fmt: skip
    assert {(line.data["why"], line.data["reference"]) for line in lines} == {("request", "RC-7K4M-2Q")}
    assert lines[0].data["mark"] != lines[1].data["mark"]
    for secret in ("S053", PART, "0086"):
        assert secret not in str([line.data for line in lines])


def test_an_answer_leaves_only_with_its_line(partner: Software, owner: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    know(owner)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(partners, "record_at_desk", broken)
    partner.client.raise_request_exception = False
    answer = ask(partner)
    assert answer.status_code == 500
    assert b"0086" not in answer.content


def test_a_thousand_probing_questions_get_nothing_and_raise_the_alarm(partner: Software, owner: Desk) -> None:
    know(owner)
    probes = (json.dumps(question(number="S053", serial=f"AA{n:07}")) for n in range(1000))
    opens = {"Authorization": f"Bearer {partner.token}"}
    answers = [partner.client.post(PLACE, one, content_type="application/json", headers=opens) for one in probes]
    assert [one.status_code for one in answers].count(200) == partners.MISSES_IN_A_ROW
    assert {one.status_code for one in answers} == {200, 429}
    assert all(json.loads(one.content) == NOTHING for one in answers if one.status_code == 200)
    assert all(int(one["Retry-After"]) > 0 for one in answers if one.status_code == 429)
    assert Event.objects.of(owner).filter(kind="partner_held").count() == 1
    letter = Message.objects.get(letter=StaffLetter.PARTNER_HELD)
    email = staff_letters.compose(letter)
    assert email
    assert "Cluj" in str(email.body)
    assert "20 times in a row" in str(email.body)


def test_a_held_token_is_answered_nothing_until_a_lead_lets_it_go_on(
    partner: Software, owner: Desk, alice: User, charlie: User
) -> None:
    know(owner)
    for n in range(partners.MISSES_IN_A_ROW):
        ask(partner, number="S053", serial=f"AA{n:07}")
    assert ask(partner).status_code == 429
    token = read_token(partner.token)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert ask(partner).status_code == 429
        with pytest.raises(PermissionDenied):
            partners.let_go_on(token, by=alice)
        partners.let_go_on(token, by=charlie)
        partners.let_go_on(token, by=charlie)
        assert told(ask(partner))["code"] == "0086"
    assert Event.objects.of(owner).filter(kind="partner_goes_on", user=charlie).count() == 1
    assert staff_letters.compose(Message.objects.get(letter=StaffLetter.PARTNER_HELD)) is None


def test_a_code_that_is_known_begins_the_row_of_misses_anew(partner: Software, owner: Desk) -> None:
    know(owner)
    for n in range(partners.MISSES_IN_A_ROW - 1):
        ask(partner, number="S053", serial=f"AA{n:07}")
    assert told(ask(partner))["code"] == "0086"
    assert PartnerAccess.objects.get().misses == 0


def test_a_token_asks_so_many_times_a_day(partner: Software, owner: Desk) -> None:
    know(owner)
    Desk.objects.filter(pk=owner.pk).update(partner_quota=3)
    with time_machine.travel("2026-05-12T23:00:00+00:00", tick=False):
        assert [ask(partner).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        assert ask(partner)["Retry-After"] == "3601"
    with time_machine.travel("2026-05-13T00:00:01+00:00", tick=False):
        assert ask(partner).status_code == 200
    assert Event.objects.of(owner).filter(kind="partner_refused").count() == 1  # the others of the hour are counted


def test_the_door_can_be_shut_at_once(partner: Software, owner: Desk) -> None:
    know(owner)
    Desk.objects.filter(pk=owner.pk).update(answers_partners=False)
    assert ask(partner).status_code == 403


def test_a_revoked_token_opens_nothing_from_the_next_question_on(partner: Software, owner: Desk, charlie: User) -> None:
    know(owner)
    assert ask(partner).status_code == 200
    api_tokens.revoke(read_token(partner.token), by=charlie)
    assert ask(partner).status_code == 401


def test_a_token_of_another_kind_asks_nothing_and_that_of_a_partner_nothing_else(
    partner: Software, owner: Desk, charlie: User
) -> None:
    know(owner)
    other = Software(open_token(owner, by=charlie))
    assert ask(other).status_code == 403
    assert partner.get("/requests").status_code == 403
    with pytest.raises(api_tokens.Refused):
        api_tokens.open_token(
            owner, "Both", ApiToken.Kind.PARTNER, api_tokens.SCOPES_OF[ApiToken.Kind.CUSTOMERS],
            life=timedelta(days=1), by=charlie,
        )  # fmt: skip
