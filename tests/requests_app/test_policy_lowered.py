"""Which lines about a desk's policy may have lowered it for a request, and when that request was sent under less."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from requests_app.models import CodeRequest, Desk, Event, EvidenceLevel, record_at_desk
from requests_app.policy import POLICY_CHANGED, Policy, lowerings_of, sent_under_less
from requests_app.states import Party
from tests import factories

pytestmark = pytest.mark.one_database

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LOWERED = {"evidence_level": [EvidenceLevel.STRICT, EvidenceLevel.STANDARD]}


def sent(**rules: Any) -> CodeRequest:
    """Begun and sent at noon to the first desk, which had these rules then."""
    policy = Policy.of_desk(CodeRequest(desk=Desk(**rules))).as_json()
    return CodeRequest(desk_id=1, policy=policy, started_at=NOON, sent_at=NOON)


def line(data: dict[str, Any] = LOWERED, *, desk: int = 1, hours_before: float = 1) -> Event:
    return Event(desk_id=desk, data=data, at=NOON - timedelta(hours=hours_before))


@pytest.mark.parametrize(
    ("desk", "hours_before", "counts"), [(1, 1, True), (1, 48, True), (1, 48.5, False), (1, -1, False), (2, 1, False)]
)
def test_rules_of_the_desk_itself_count_when_lowered_in_the_two_days_before_the_sending(
    desk: int, hours_before: float, counts: bool
) -> None:
    assert sent_under_less(sent(), [line(desk=desk, hours_before=hours_before)]) is counts


@pytest.mark.parametrize(
    ("column", "usual", "less"),
    [
        ("second_always", True, False), ("single_person", False, True), ("second_share", 30, 5), ("again_days", 0, 30),
        ("single_wait_hours", 24, 1),
    ],
)  # fmt: skip
def test_a_rule_that_was_put_back_before_the_sending_lowered_nothing(column: str, usual: object, less: object) -> None:
    lines = [line({column: [usual, less]}, hours_before=2), line({column: [less, usual]})]
    assert sent_under_less(sent(**{column: less}), lines)
    assert not sent_under_less(sent(**{column: usual}), lines)


def test_what_was_not_sent_or_has_no_policy_was_sent_under_nothing_less() -> None:
    draft, old = sent(), sent()
    draft.sent_at, old.policy = None, {}
    assert [sent_under_less(one, [line()]) for one in (draft, old)] == [False, False]


def test_who_lowered_another_desk_or_this_one_long_ago_did_it_for_no_request_here(desk: Desk) -> None:
    def lower(where: Desk, data: dict[str, Any] = LOWERED) -> Event:
        return record_at_desk(where, POLICY_CHANGED, party=Party.STAFF, data=data)

    with time_machine.travel(NOON - timedelta(days=3)):
        lower(desk)
    with time_machine.travel(NOON):
        now, _theirs = lower(desk), lower(factories.make_desk("Other Desk"))
        lower(desk, {"second_always": [False, True]})
    request = CodeRequest(desk=desk, started_at=NOON, sent_at=NOON)
    assert lowerings_of(request) == [now]
