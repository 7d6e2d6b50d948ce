"""The life of a request: sent once, asked again, answered, not working, ended, forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from requests_app import evidence, retention, workflow
from requests_app.evidence import Purpose
from requests_app.models import (
    AccessLink,
    CodeRequest,
    Desk,
    DocumentProblem,
    Event,
    Feedback,
    Slot,
    Source,
    Upload,
    append_only,
    record,
    verify_chain,
)
from requests_app.states import Party, Status
from requests_app.tokens import digest
from requests_app.vault.storage import vault
from tests import factories


def link_of(token: str) -> AccessLink:
    return AccessLink.objects.get(digest=digest(token))


def stored() -> set[str]:
    return set(vault.names())


def test_an_incomplete_draft_is_not_sent(desk: Desk) -> None:
    code_request, _ = workflow.start_draft(desk, language="en")
    with pytest.raises(workflow.NotComplete) as refused:
        workflow.send(code_request)
    assert refused.value.missing == ("number", "slot:label", "slot:certificate", "vin_tail", "asker", "name", "email")


def test_a_draft_is_sent_once(desk: Desk) -> None:
    code_request = factories.make_draft(desk)
    again = CodeRequest.objects.get(pk=code_request.pk)
    workflow.send(code_request)
    with pytest.raises(workflow.MoveRefused):
        workflow.send(again)
    assert code_request.messages.count() == 1


def test_a_sent_request_takes_no_more_answers(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    with pytest.raises(workflow.MoveRefused):
        workflow.save_answers(code_request, name="Somebody Else")


def test_of_two_clerks_with_the_same_page_one_wins(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    mine, yours = (CodeRequest.objects.get(pk=code_request.pk) for _ in range(2))
    workflow.approve(mine, by=alice)
    with pytest.raises(workflow.WorkflowError):
        workflow.approve(yours, by=bob)
    assert Event.objects.filter(code_request=code_request, kind="approve").count() == 1


def test_two_people_who_take_the_next_get_different_requests(desk: Desk, alice: User, bob: User) -> None:
    first, second = (factories.make_sent(desk)[0] for _ in range(2))
    taken = {str(workflow.take_next(alice)), str(workflow.take_next(bob))}
    assert taken == {str(first), str(second)}
    assert workflow.take_next(factories.make_staff(desk, "carol")) is None


def test_a_claim_runs_out_or_is_taken_over(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.claim(code_request, by=bob)
    workflow.claim(code_request, by=bob, take_over=True)
    assert code_request.clerk == bob
    CodeRequest.objects.update(claimed_until=Now() - timedelta(seconds=1))
    workflow.claim(code_request, by=alice)
    assert code_request.clerk == alice


@pytest.mark.parametrize("hours", [-26, 26])
def test_no_clock_of_a_web_server_ends_the_claim_of_a_colleague(desk: Desk, alice: User, bob: User, hours: int) -> None:
    code_request, _ = factories.make_sent(desk)
    with time_machine.travel(timezone.now() - timedelta(hours=hours)):
        workflow.claim(code_request, by=alice)
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert workflow.take_next(bob) is None
        with pytest.raises(workflow.MoveRefused):
            workflow.claim(code_request, by=bob)


def test_several_things_are_asked_in_one_letter_and_all_must_be_answered(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    items = [
        workflow.Item(Slot.LABEL, DocumentProblem.BLUR),
        workflow.Item(Slot.CERTIFICATE, DocumentProblem.FIELD_E),
    ]
    workflow.ask(code_request, items, by=alice)
    assert code_request.messages.filter(letter="needs_info").count() == 1
    with pytest.raises(workflow.NotComplete):
        workflow.answer(code_request)
    for item in code_request.asked_items.all():
        photo = factories.make_photo(item.slot)
        answer = evidence.attach(code_request, Slot(item.slot), photo, purpose=Purpose.ANSWER, item=item)
        assert isinstance(answer, Upload)
        workflow.answer_item(item, upload=answer)
    workflow.answer(code_request)
    assert code_request.state is Status.CHECKING
    assert "reading:number" in workflow.missing(code_request)


def test_a_code_that_does_not_work_counts_as_failed_and_another_is_sent(desk: Desk, alice: User) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, link_of(token))
    workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))
    assert code_request.state is Status.NOT_WORKED
    workflow.look_again(code_request, by=alice, reason="The unit was swapped")
    with pytest.raises(workflow.NotComplete):
        workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)
    code_request.refresh_from_db()
    typed = workflow.type_code(
        code_request, "1234", "1234", source=Source.MANUFACTURER, provenance="case 7", by=alice,
        answered_on=timezone.localdate(), answer=factories.make_photo("1234"),
    )  # fmt: skip
    workflow.deliver(code_request, typed, by=alice)
    assert code_request.messages.filter(letter="new_code").count() == 1
    assert workflow.reveal(code_request, link_of(token)) == "1234"


def test_a_link_that_went_since_the_page_found_it_shows_no_code(desk: Desk, alice: User) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    link = link_of(token)
    AccessLink.objects.filter(pk=link.pk).delete()
    with pytest.raises(workflow.MoveRefused):
        workflow.reveal(code_request, link)
    code_request.refresh_from_db()
    assert code_request.state is Status.READY


def test_a_code_that_worked_is_known_next_time(desk: Desk, alice: User) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, link_of(token))
    code_request.refresh_from_db()
    workflow.say_worked(code_request)
    again, _ = factories.make_sent(desk, email=code_request.email)
    factories.verify(again, by=alice)
    sources = {candidate.source for candidate in workflow.approve(again, by=alice)}
    assert sources == {"registry", "calculator"}


def test_a_withdrawn_request_has_no_documents_left(
    desk: Desk, alice: User, django_capture_on_commit_callbacks: "object"
) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        workflow.withdraw(code_request)
    assert stored() == set()
    with pytest.raises(workflow.MoveRefused):
        workflow.reveal(code_request, link_of(token))


def test_an_erased_request_keeps_its_skeleton_only(
    desk: Desk, alice: User, django_capture_on_commit_callbacks: "object"
) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        workflow.erase(code_request, party=Party.CUSTOMER)
    code_request.refresh_from_db()
    assert (code_request.name, code_request.email, code_request.number) == ("", "", "")
    assert not code_request.candidates.exists()
    assert not code_request.readings.exists()
    assert stored() == set()
    assert code_request.number_fingerprint
    assert not code_request.email_fingerprint
    assert verify_chain(code_request) is None


def test_photos_go_thirty_days_after_the_end_and_the_person_after_ninety(
    desk: Desk, alice: User, django_capture_on_commit_callbacks: "object"
) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, link_of(token))
    code_request.refresh_from_db()
    workflow.say_worked(code_request)
    ended = code_request.ended_at
    assert ended is not None
    for days, files, name in ((29, True, True), (31, False, True), (91, False, False)):
        with (
            time_machine.travel(ended + timedelta(days=days)),
            django_capture_on_commit_callbacks(execute=True),  # type: ignore[operator]
        ):
            retention.purge()
        code_request.refresh_from_db()
        assert (bool(stored()), bool(code_request.name)) == (files, name)
    assert retention.purge(dry_run=True).counts["people"] == 0


def test_an_unsent_draft_lives_for_48_hours(desk: Desk, django_capture_on_commit_callbacks: "object") -> None:
    factories.make_draft(desk)
    for hours, there in ((47, 1), (49, 0)):
        with (
            time_machine.travel(timezone.now() + timedelta(hours=hours)),
            django_capture_on_commit_callbacks(execute=True),  # type: ignore[operator]
        ):
            retention.purge()
        assert CodeRequest.objects.count() == there
    assert stored() == set()


def test_a_request_nobody_answers_expires(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        retention.purge()
    code_request.refresh_from_db()
    assert code_request.state is Status.EXPIRED
    assert not Upload.objects.filter(code_request=code_request, deleted_at=None).exists()


def test_the_record_refuses_to_be_changed_or_deleted(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(code_request=code_request).update(kind="nothing")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(code_request=code_request).delete()


def test_an_edit_behind_the_guard_is_found(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    record(code_request, "see_page", party=Party.STAFF)
    assert verify_chain(code_request) is None
    append_only.remove(connection)
    Event.objects.filter(code_request=code_request, number=1).update(kind="nothing")
    append_only.install(connection)
    assert verify_chain(code_request) == 1


def test_a_code_that_works_after_all_has_not_failed(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, code_request.links.get())
    code_request.refresh_from_db()
    workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))
    code_request.refresh_from_db()
    assert code_request.candidates.exclude(failed_at=None).exists()
    workflow.say_worked(code_request)
    assert not code_request.candidates.exclude(failed_at=None).exists()
