"""A hold keeps everything of a request to its day, whatever comes; then all goes as if it had not been."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import retention, workflow
from requests_app.models import AccessLink, CodeRequest, Desk, Event, Role
from requests_app.states import Party, Status
from tests import factories
from tests.requests_app.admin.conftest import SignIn


@pytest.fixture
def held(desk: Desk, alice: User, charlie: User) -> CodeRequest:
    """A withdrawn request that the police asked for."""
    code_request, _ = factories.make_ready(desk, by=alice)
    workflow.hold(code_request, timezone.localdate() + timedelta(days=300), by=charlie, reason="police, case 12")
    return code_request


def test_nothing_of_a_held_request_is_deleted_before_its_day_and_all_of_it_after(held: CodeRequest) -> None:
    workflow.reveal(held, AccessLink.objects.get(code_request=held, kind=AccessLink.Kind.DEVICE))
    workflow.say_worked(held)
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        retention.purge()
        held.refresh_from_db()
        assert held.name
        assert held.candidates.exists()
        assert held.uploads.filter(deleted_at=None).exists()
        assert [one.overdue for one in retention.outlook(held.desk)] == [0] * len(retention.STAGES)
    with time_machine.travel(timezone.now() + timedelta(days=302)):
        assert retention.purge().counts["people"] == 1
        held.refresh_from_db()
        assert held.name == ""
        assert not held.uploads.filter(deleted_at=None).exists()


@pytest.mark.parametrize("party", [Party.CUSTOMER, Party.STAFF])
def test_a_wish_to_delete_is_kept_and_done_when_the_hold_is_over(
    held: CodeRequest, charlie: User, party: Party
) -> None:
    workflow.erase(held, party=party, by=charlie if party is Party.STAFF else None)
    held.refresh_from_db()
    assert held.status == Status.READY
    assert held.name
    assert held.events.filter(kind="erase_asked").count() == 1
    retention.purge()
    held.refresh_from_db()
    assert held.name
    workflow.end_hold(held, by=charlie)
    assert retention.purge().counts["erasures"] == 1
    held.refresh_from_db()
    assert (held.status, held.name) == (Status.ERASED, "")


def test_a_withdrawal_or_the_silence_of_the_customer_deletes_nothing_of_it(
    desk: Desk, alice: User, charlie: User
) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.hold(code_request, timezone.localdate() + timedelta(days=30), by=charlie, reason="police")
    workflow.withdraw(code_request)
    assert code_request.uploads.filter(deleted_at=None).exists()


def test_a_hold_is_for_a_lead_with_a_reason_and_a_day_within_a_year(desk: Desk, alice: User, charlie: User) -> None:
    code_request, _ = factories.make_sent(desk)
    today = timezone.localdate()
    with pytest.raises(workflow.NotAllowed):
        workflow.hold(code_request, today, by=alice, reason="police")
    for until, reason, missing in (
        (today, " ", "hold_reason"),
        (None, "police", "hold_until"),
        (today - timedelta(days=2), "police", "hold_until"),
        (today + timedelta(days=400), "police", "hold_until"),
    ):
        with pytest.raises(workflow.NotComplete) as refused:
            workflow.hold(code_request, until, by=charlie, reason=reason)
        assert refused.value.missing == (missing,)
    assert not Event.objects.filter(kind="hold").exists()


def test_a_hold_lasts_to_the_end_of_its_day_at_the_desk(desk: Desk, charlie: User) -> None:
    code_request, _ = factories.make_sent(desk)
    with time_machine.travel("2026-11-20 12:00 +0100", tick=False) as clock:
        workflow.hold(code_request, date(2026, 11, 25), by=charlie, reason="police")
        clock.move_to("2026-11-25 23:59 +0100")
        assert code_request.is_held
        clock.move_to("2026-11-26 00:00 +0100")
        assert not code_request.is_held


def test_a_hold_is_no_longer_than_a_leap_year(desk: Desk, charlie: User) -> None:
    code_request, _ = factories.make_sent(desk)
    today = timezone.localdate(timezone=ZoneInfo(desk.time_zone))
    with pytest.raises(workflow.NotComplete, match="hold_until"):
        workflow.hold(code_request, today + timedelta(days=367), by=charlie, reason="police")
    workflow.hold(code_request, today + timedelta(days=366), by=charlie, reason="police")
    assert code_request.is_held


def test_a_hold_and_its_end_are_for_one_request_and_stand_in_its_record(held: CodeRequest, charlie: User) -> None:
    other, neighbour = (factories.make_sent(held.desk)[0] for _ in range(2))
    workflow.hold(other, timezone.localdate() + timedelta(days=9), by=charlie, reason="police")
    assert not CodeRequest.objects.get(pk=neighbour.pk).is_held
    workflow.end_hold(other, by=charlie)
    assert not other.is_held
    assert CodeRequest.objects.get(pk=held.pk).is_held
    assert [(line.kind, line.user) for line in other.events.filter(kind__startswith="hold")] == [
        ("hold", charlie), ("hold_ended", charlie),
    ]  # fmt: skip


def test_a_wish_to_delete_is_that_of_one_held_request(held: CodeRequest, charlie: User) -> None:
    other, _ = factories.make_sent(held.desk)
    workflow.hold(other, timezone.localdate() + timedelta(days=9), by=charlie, reason="police")
    workflow.erase(other, party=Party.CUSTOMER)
    assert other.erase_asked_at is not None
    for one in (held, other):
        workflow.end_hold(CodeRequest.objects.get(pk=one.pk), by=charlie)
    retention.purge()
    assert [CodeRequest.objects.get(pk=one.pk).status for one in (held, other)] == [Status.READY, Status.ERASED]


def test_a_clerk_does_not_ask_for_a_held_request_to_be_deleted(held: CodeRequest, alice: User) -> None:
    with pytest.raises(workflow.NotAllowed):
        workflow.erase(held, party=Party.STAFF, by=alice)
    assert not held.events.filter(kind="erase_asked").exists()


def test_the_pages_of_hold_and_retention(desk: Desk, alice: User, charlie: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk)
    address = f"/staff/requests/{code_request.reference}/hold/"
    asked = {"act": "hold", "reason": "police", "until": (timezone.localdate() + timedelta(days=9)).isoformat()}
    auditor, other_lead = (factories.make_staff(desk, "audrey", role=Role.AUDITOR), charlie)
    stale = factories.make_staff(desk, "dora", role=Role.LEAD)
    assert sign_in(stale).post(address, asked).headers["Location"].startswith("/staff/account/2fa/reauthenticate/")
    lead = sign_in(other_lead, fresh=True)
    assert lead.post(address, {**asked, "until": ""}).status_code == 422
    too_long = lead.post(address, {**asked, "reason": "police" * 51})
    assert (too_long.status_code, "police" * 51 in too_long.content.decode()) == (422, True)
    assert lead.post(address, asked).status_code == 302
    page = sign_in(auditor).get("/staff/record/retention/").content.decode()
    assert str(code_request.reference) in page
    assert sign_in(alice).get("/staff/record/retention/").status_code == 404
    line = Event.objects.get(kind="hold")
    assert (line.reason, line.data) == ("police", {"until": asked["until"]})
    assert lead.post(address, {"act": "end"}).status_code == 302
    code_request.refresh_from_db()
    assert not code_request.is_held


def test_what_is_overdue_is_told(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.withdraw(code_request)
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        told = {one.stage: (one.overdue, one.soon) for one in retention.outlook(desk)}
        assert told["people"] == (1, 1)
        retention.purge()
        assert {one.overdue for one in retention.outlook(desk)} == {0}
