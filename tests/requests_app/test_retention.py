"""What has lived its time goes, stage by stage, with the database's guard on; a row that is stuck stops no other."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from requests_app import keeping, retention, workflow
from requests_app.models import (
    CodeRequest,
    Desk,
    DocumentProblem,
    Event,
    EvidenceLevel,
    Feedback,
    KnownCode,
    Letter,
    Slot,
    Source,
    Upload,
    record,
    record_at_desk,
    verify_chain,
)
from requests_app.notifications import outbox
from requests_app.states import Party, Status
from requests_app.workflow.ending import forget
from tests import factories

LONG_AGO = timedelta(days=800)  # the database's own clock guards the record, so lives are lived in the past


@pytest.fixture
def clock() -> Iterator[Callable[[datetime], None]]:
    """Sets the time; everything begins long ago."""
    with time_machine.travel(timezone.now() - LONG_AGO, tick=False) as traveller:
        yield traveller.move_to


def closed(desk: Desk, alice: User) -> CodeRequest:
    code_request, _ = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, code_request.links.get())
    code_request.refresh_from_db()
    workflow.say_worked(code_request, comment="Mr Dupont says thanks")
    return code_request


def purged(clock: Callable[[datetime], None], code_request: CodeRequest, days: int) -> dict[str, int]:
    ended = CodeRequest.objects.get(pk=code_request.pk).ended_at
    assert ended is not None
    clock(ended + timedelta(days=days, minutes=1))
    receipt = retention.purge()
    assert not receipt.stuck
    return {name: count for name, count in receipt.counts.items() if count}


def test_a_request_goes_through_every_stage_with_the_guard_on(
    clock: Callable[[datetime], None], desk: Desk, alice: User
) -> None:
    code_request = closed(desk, alice)
    assert purged(clock, code_request, 29) == {}
    assert purged(clock, code_request, 30) == {"documents": 1, "codes": 1}
    record(code_request, "see_page", party=Party.STAFF, user_id=alice.pk)
    assert purged(clock, code_request, 90) == {"people": 1}
    assert verify_chain(code_request) is None
    assert purged(clock, code_request, 729) == {}
    assert purged(clock, code_request, 730) == {"records": 1}
    assert not CodeRequest.objects.exists()
    assert not Event.objects.exclude(code_request=None).exists()


def test_a_worker_that_slept_for_two_years_catches_up_in_one_round(
    clock: Callable[[datetime], None], desk: Desk, alice: User
) -> None:
    code_request = closed(desk, alice)
    assert purged(clock, code_request, 731) == {"documents": 1, "codes": 1, "people": 1, "records": 1}
    assert not Event.objects.exists()


@pytest.mark.parametrize("ending", ["withdraw", "refuse", "expire", "erase", "unanswered"])
def test_however_a_request_ended_its_record_goes(
    clock: Callable[[datetime], None], desk: Desk, alice: User, ending: str
) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    if ending == "withdraw":
        workflow.withdraw(code_request)
    elif ending == "erase":
        workflow.erase(code_request, party=Party.CUSTOMER)
    elif ending == "unanswered":
        clock(timezone.now() + timedelta(days=15))
        retention.purge()
    else:
        workflow.recall(code_request, by=alice)
        if ending == "refuse":
            workflow.refuse(code_request, workflow.Refusal.NOT_FOUND, by=alice, reason="nobody has it")
        else:
            workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
            clock(timezone.now() + timedelta(days=15))
            retention.purge()
    assert purged(clock, code_request, 731)["records"] == 1
    assert not CodeRequest.objects.exists()


def test_the_database_keeps_the_record_of_a_request_that_was_opened_again(desk: Desk, alice: User) -> None:
    with time_machine.travel(timezone.now() - LONG_AGO, tick=False):
        code_request = closed(desk, alice)
        workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.of(code_request).delete()


def test_rows_that_are_stuck_hold_up_neither_the_others_nor_later_stages(
    clock: Callable[[datetime], None], desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    requests = [closed(desk, alice) for _ in range(4)]
    stuck = {requests[0].pk, requests[1].pk}
    monkeypatch.setattr(retention, "BATCH", 2)

    def refuse_some(code_request: CodeRequest) -> None:
        if code_request.pk in stuck:
            raise DatabaseError("about Mr Dupont")
        forget(code_request)

    monkeypatch.setattr(retention, "forget", refuse_some)
    clock(timezone.now() + timedelta(days=91))
    with caplog.at_level(logging.ERROR):
        receipt = retention.purge()
    assert (receipt.counts["people"], receipt.stuck) == (2, {"people": 2})
    assert "people STUCK 2" in str(receipt)
    assert f"request {requests[0].pk} could not be done: DatabaseError" in caplog.text
    assert "Dupont" not in caplog.text


def test_an_identity_paper_goes_at_the_decision_or_after_two_weeks(
    clock: Callable[[datetime], None], desk: Desk, alice: User
) -> None:
    desk.evidence_level = EvidenceLevel.STRICT
    desk.save()
    decided, _ = factories.make_ready(desk, by=alice)
    waiting, _ = factories.make_sent(desk)
    assert retention.purge().counts["identity"] == 1
    assert not standing(decided, Slot.IDENTITY)
    assert standing(decided, Slot.CERTIFICATE)
    assert standing(waiting, Slot.IDENTITY)
    clock(timezone.now() + timedelta(days=14, minutes=1))
    assert retention.purge().counts["identity"] == 1
    assert not standing(waiting, Slot.IDENTITY)
    assert standing(waiting, Slot.CERTIFICATE)


def standing(code_request: CodeRequest, slot: Slot) -> bool:
    return Upload.objects.filter(code_request=code_request, slot=slot, deleted_at=None).exists()


def test_a_desk_may_keep_shorter_and_what_a_customer_was_told_is_kept_to(
    clock: Callable[[datetime], None], desk: Desk, alice: User
) -> None:
    told_thirty = closed(desk, alice)
    assert told_thirty.ended_at is not None
    Desk.objects.update(documents_days=14, code_days=2)
    desk.refresh_from_db()
    told_fourteen = closed(desk, alice)
    assert purged(clock, told_fourteen, 2) == {"codes": 1}
    assert purged(clock, told_fourteen, 14) == {"documents": 1}
    assert retention.documents_deleted_on(told_thirty) == told_thirty.ended_at + timedelta(days=30)
    assert standing(told_thirty, Slot.LABEL)


@pytest.mark.parametrize("rule", keeping.SETTINGS, ids=lambda rule: rule.setting)
def test_a_desk_may_set_days_within_their_bounds_only(desk: Desk, rule: keeping.Rule) -> None:
    for days in (rule.least - 1, rule.most + 1):
        with pytest.raises(DatabaseError), transaction.atomic():
            Desk.objects.filter(pk=desk.pk).update(**{rule.setting: days})


def test_names_that_staff_typed_are_gone_after_erasing(desk: Desk, alice: User, bob: User) -> None:
    name = "Dupont"
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S054", by=alice, override_reason=f"{name} wrote 3 for 4")
    factories.verify(code_request, by=alice)
    workflow.approve(code_request, by=alice)
    typed = workflow.type_code(
        code_request, "1234", "1234", source=Source.PAPERS, provenance=f"service book of {name}", by=alice
    )
    factories.second_look(code_request, by=bob, reason=f"{name} is in the book")
    factories.second_look(code_request, by=bob, reason=f"{name} was there twice")
    workflow.deliver(code_request, typed, by=alice, reason=f"{name} showed the book")
    workflow.reveal(code_request, code_request.links.get())
    code_request.refresh_from_db()
    workflow.say_worked(code_request, comment=f"{name} says thanks")
    KnownCode.objects.update(provenance=f"service book of {name}", created_by=alice)  # as it was remembered before
    workflow.erase(code_request, party=Party.CUSTOMER)
    rows = [row for model in apps.get_app_config("requests_app").get_models() for row in QuerySet(model).values()]
    assert not [row for row in rows if name in str(row)]
    assert verify_chain(code_request) is None


def test_the_oldest_lines_of_a_desk_go_and_the_chain_says_so(
    clock: Callable[[datetime], None], desk: Desk, alice: User
) -> None:
    for _ in range(3):
        record_at_desk(desk, "search", party=Party.STAFF, user_id=alice.pk)
    clock(timezone.now() + timedelta(days=735))
    record_at_desk(desk, "search", party=Party.STAFF, user_id=alice.pk)
    assert [retention.sweep_lines(), retention.sweep_lines()] == [3, 0]
    assert list(Event.objects.of(desk).values_list("number", "kind")) == [(4, "search"), (5, "purge_lines")]
    assert verify_chain(desk) is None


def test_letters_are_forgotten_with_the_person_but_one_under_way_is_not_torn_away(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    message = outbox.write(code_request, Letter.LOST_LINK, key="1")
    code_request.messages.filter(pk=message.pk).update(lease_until=timezone.now() + timedelta(minutes=1))
    forget(code_request)
    left = code_request.messages.get()
    assert (left.pk, left.recipient_sealed, left.recipient_fingerprint) == (message.pk, None, "")
    assert left.cancelled_at is not None
    assert Status(code_request.status) is Status.RECEIVED
