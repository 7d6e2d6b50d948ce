"""Several at once, with real transactions: one wins, nobody is told a lie, nothing is lost."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, close_old_connections, connections

from guides_app.identifiers import Kind
from requests_app import inventory, partners, workflow
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import (
    ApiToken,
    CodeRequest,
    Desk,
    Event,
    Message,
    PartnerAccess,
    PartnerReason,
    RepeatedEvent,
    Reveal,
    Role,
    record_at_desk,
    record_folded,
    verify_chain,
)
from requests_app.states import Party, Status
from tests import factories
from tests.requests_app.api.software import open_partner_token, read_token

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment, each with its own connection; what each returned or raised."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            outcomes[place] = act()
        except (workflow.WorkflowError, DatabaseError) as error:
            outcomes[place] = error
        finally:
            close_old_connections()
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [outcome for outcome in outcomes if isinstance(outcome, DatabaseError)]
    return outcomes


def fresh(code_request: CodeRequest) -> CodeRequest:
    return CodeRequest.objects.get(pk=code_request.pk)


def test_twenty_equal_submissions_give_one_request_and_one_letter() -> None:
    draft = factories.make_draft(factories.make_desk())
    outcomes = together(*[partial(workflow.send, fresh(draft)) for _ in range(20)])
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert CodeRequest.objects.sent().count() == 1
    assert Message.objects.count() == 1


def test_of_two_clerks_who_press_send_at_once_one_sends() -> None:
    desk = factories.make_desk()
    people = factories.make_staff(desk, "alice"), factories.make_staff(desk, "bob")
    for _round in range(10):
        code_request, _ = factories.make_approved(desk, by=people[0])
        candidate = workflow.candidates_of(code_request)[0]
        sends = [partial(workflow.deliver, fresh(code_request), candidate, by=person) for person in people]
        outcomes = together(*sends)
        assert sorted(map(str, outcomes)) == ["None", "deliver"]
        assert code_request.messages.filter(letter="ready").count() == 1
        assert verify_chain(code_request) is None


def test_four_who_take_the_next_at_once_get_four_requests() -> None:
    desk = factories.make_desk()
    people = [factories.make_staff(desk, name) for name in ("alice", "bob", "carol", "dave")]
    for _request in people:
        factories.make_sent(desk)
    taken = together(*[partial(workflow.take_next, person) for person in people])
    assert len({request.pk for request in taken}) == 4


def test_a_recall_and_a_look_at_the_code_never_both_succeed() -> None:
    desk = factories.make_desk()
    alice = factories.make_staff(desk, "alice")
    for _round in range(5):
        code_request, _ = factories.make_ready(desk, by=alice)
        link = code_request.links.get()
        recalled, code = together(
            partial(workflow.recall, fresh(code_request), by=alice),
            partial(workflow.reveal, fresh(code_request), link),
        )
        seen = Reveal.objects.filter(code_request=code_request).exists()
        assert (fresh(code_request).status == Status.READY) == seen == isinstance(code, str)
        assert (recalled is None) == (not seen)


def partner_token(desk: Desk) -> ApiToken:
    return read_token(open_partner_token(desk, by=factories.make_staff(desk, "charlie", role=Role.LEAD)))


def ask_as_partner(token: ApiToken) -> str:
    """One question about a radio that is not known."""
    radio = Radio("S053", Kind.PRECODE, part_fingerprint=registry.part_fingerprint("281150032R"))
    reason = PartnerReason.REQUEST
    try:
        partners.answer(ApiToken.objects.get(pk=token.pk), radio, reference="RC-7K4M-2Q", reason=reason)
    except partners.TooOften:
        return "too often"
    return "answered"


def test_partners_that_ask_at_once_are_answered_as_often_as_their_quota_says() -> None:
    desk = factories.make_desk(answers_partners=True, partner_quota=5)
    token = partner_token(desk)
    assert sorted(together(*[partial(ask_as_partner, token)] * 8)) == ["answered"] * 5 + ["too often"] * 3
    access = PartnerAccess.objects.get()
    assert (access.asked, access.misses) == (5, 5)
    assert Event.objects.of(desk).filter(kind="partner_asked").count() == 5


def test_partners_that_probe_at_once_are_held_as_early_as_one_by_one() -> None:
    desk = factories.make_desk(answers_partners=True)
    token = partner_token(desk)
    PartnerAccess.objects.create(token=token, misses=partners.MISSES_IN_A_ROW - 2)
    assert sorted(together(*[partial(ask_as_partner, token)] * 6)) == ["answered"] * 2 + ["too often"] * 4
    assert Event.objects.of(desk).filter(kind="partner_held").count() == 1


def test_eight_writers_are_never_told_that_the_database_is_locked() -> None:
    desk = factories.make_desk()
    drafts = [workflow.start_draft(desk, language="en")[0] for _ in range(8)]

    def write(draft: CodeRequest) -> int:
        for number in range(25):
            workflow.save_answers(draft, name=f"Customer {number}")
        return 25

    assert together(*[partial(write, draft) for draft in drafts]) == [25] * 8
    assert set(CodeRequest.objects.values_list("name", flat=True)) == {"Customer 24"}


def test_events_written_at_once_still_make_one_chain() -> None:
    desk = factories.make_desk()
    alice = factories.make_staff(desk, "alice")
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    together(*[partial(workflow.read_number_off, fresh(code_request), "S053", by=alice) for _ in range(6)])
    assert Event.objects.filter(code_request=code_request, kind="read_number").count() == 6
    assert verify_chain(code_request) is None


@pytest.mark.both_databases
def test_lines_about_no_request_written_at_once_still_make_one_chain() -> None:
    desk = factories.make_desk()
    for scope in (desk, None):
        together(*[partial(record_at_desk, scope, "sign_in", party=Party.STAFF) for _ in range(6)])
        assert Event.objects.of(scope).filter(kind="sign_in").count() == 6
        assert verify_chain(scope) is None


@pytest.mark.both_databases
def test_failures_at_once_are_one_line_and_a_count() -> None:
    desk = factories.make_desk()
    together(*[partial(record_folded, desk, "wrong_password", party=Party.STAFF) for _ in range(6)])
    assert Event.objects.of(desk).count() == 1
    assert RepeatedEvent.objects.get().again == 5


@pytest.mark.both_databases
def test_of_workers_at_once_one_writes_the_head_of_the_day() -> None:
    with time_machine.travel(datetime(2026, 11, 21, 1, tzinfo=UTC), tick=False):
        record_at_desk(None, "sign_in", party=Party.STAFF)
        outcomes = together(*[inventory.write_daily_head] * 6)
        assert sorted(outcomes) == [False] * 5 + [True]
        assert inventory.verify().broken_records == []
