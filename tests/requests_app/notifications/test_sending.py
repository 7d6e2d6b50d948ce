"""Letters over real SMTP: what goes out, what is tried again, what is given up, and what never leaves."""

import smtplib
import socket
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from requests_app import workflow
from requests_app.models import AccessLink, CodeRequest, EvidenceLevel, Letter, Message
from requests_app.notifications import letters, outbox, sending
from requests_app.notifications.sending import Outcome
from requests_app.tokens import digest
from tests import factories
from tests.requests_app.notifications.post_office import Clerk, free_port, post_to

LETTER = AccessLink.Kind.LETTER


@pytest.fixture
def code_request(db: None) -> CodeRequest:
    """Sent, and its first letter waits."""
    desk = factories.make_desk(level=EvidenceLevel.COUNTER)
    return factories.make_sent(desk, email="customer@customer.example")[0]


@pytest.fixture
def message(code_request: CodeRequest) -> Message:
    return Message.objects.get(code_request=code_request)


def test_a_letter_goes_to_one_mailbox_and_its_address_is_forgotten(message: Message, clerk: Clerk) -> None:
    assert sending.send(message.pk) is Outcome.SENT
    (envelope,) = clerk.taken
    assert envelope.rcpt_tos == ["customer@customer.example"]
    message.refresh_from_db()
    assert message.sent_at
    assert message.recipient == ""


def test_the_link_in_the_letter_opens_the_request_and_only_its_digest_is_kept(
    message: Message, code_request: CodeRequest, clerk: Clerk
) -> None:
    sending.send(message.pk)
    content = str(clerk.taken[0].content, "utf-8")  # type: ignore[arg-type]
    token = content.partition("/r/")[2].partition("/")[0]
    assert code_request.links.get(kind=LETTER).digest == digest(token)
    assert token not in str(Message.objects.values())


def test_a_letter_that_has_gone_does_not_go_again(message: Message, clerk: Clerk) -> None:
    sending.send(message.pk)
    assert sending.send(message.pk) is Outcome.NOT_DUE
    assert len(clerk.taken) == 1


def test_while_one_process_has_a_letter_no_other_takes_it(message: Message, clerk: Clerk) -> None:
    Message.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert sending.send(message.pk) is Outcome.NOT_DUE
    Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sending.send(message.pk) is Outcome.SENT


def test_a_lease_written_by_a_wrong_clock_does_not_hold_a_letter_back(message: Message, clerk: Clerk) -> None:
    Message.objects.update(lease_until=timezone.now() + timedelta(hours=26))
    assert sending.send(message.pk) is Outcome.SENT


def test_with_the_server_down_a_letter_waits_and_is_then_delivered(
    message: Message, settings: LazySettings, clerk: Clerk
) -> None:
    open_port = settings.EMAIL_PORT
    post_to(settings, free_port())
    assert sending.send(message.pk) is Outcome.NO_SERVER
    assert sending.send(message.pk) is Outcome.NOT_DUE
    post_to(settings, open_port)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        assert sending.send(message.pk) is Outcome.SENT
    assert not AccessLink.objects.filter(kind=LETTER).count() > 1


def test_waits_double_up_to_an_hour_and_end_after_three_days(message: Message, settings: LazySettings) -> None:
    post_to(settings, free_port())
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        begun = timezone.now()
        while sending.send(message.pk) is Outcome.NO_SERVER:
            message.refresh_from_db()
            waits.append((message.due_at - timezone.now()).total_seconds())
            clock.move_to(message.due_at)
        lasted = timezone.now() - begun
    assert waits[:5] == [30, 60, 120, 240, 480]
    assert max(waits) == 3600
    assert timedelta(days=2) < lasted < timedelta(days=4)
    message.refresh_from_db()
    assert message.failed_at
    assert message.recipient == ""


@pytest.mark.parametrize("phase", ["rcpt", "data"])
def test_a_temporary_no_is_tried_again_with_the_same_message_id(message: Message, clerk: Clerk, phase: str) -> None:
    setattr(clerk, phase, "451 try later, customer@customer.example")
    assert sending.send(message.pk) is Outcome.LATER
    setattr(clerk, phase, "250 OK")
    Message.objects.update(due_at=timezone.now())
    assert sending.send(message.pk) is Outcome.SENT
    assert clerk.message_ids == [message.message_id]
    assert AccessLink.objects.filter(kind=LETTER).count() == 1, "the link of the first try was not taken back"


def test_a_mailbox_that_does_not_exist_is_given_up_without_keeping_the_address(
    message: Message, clerk: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    clerk.rcpt = "550 no such user customer@customer.example"
    assert sending.send(message.pk) is Outcome.FAILED
    message.refresh_from_db()
    assert message.last_error == "SMTPRecipientsRefused 550"
    assert message.recipient == ""
    assert "customer" not in caplog.text


def test_a_refusal_of_the_letter_itself_is_tried_again(message: Message, clerk: Clerk) -> None:
    clerk.data = "554 policy"
    assert sending.send(message.pk) is Outcome.LATER
    message.refresh_from_db()
    assert message.last_error == "SMTPDataError 554"


def test_a_server_that_hangs_costs_no_longer_than_the_timeout(message: Message, settings: LazySettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post_to(settings, silent.getsockname()[1], timeout=0.2)
        assert sending.send(message.pk) is Outcome.NO_SERVER
    message.refresh_from_db()
    assert message.last_error in ("TimeoutError", "SMTPServerDisconnected")


def test_a_server_that_hangs_after_the_letter_may_have_it_so_the_link_lives(
    message: Message, settings: LazySettings, clerk: Clerk
) -> None:
    clerk.holds = "data"
    settings.EMAIL_TIMEOUT = 0.3
    assert sending.send(message.pk) is Outcome.LATER
    clerk.wait_for_letter()
    assert AccessLink.objects.filter(kind=LETTER).count() == 1


def test_without_tls_where_it_is_wanted_nothing_is_sent(message: Message, settings: LazySettings, clerk: Clerk) -> None:
    settings.EMAIL_USE_TLS = True
    assert sending.send(message.pk) is Outcome.NO_SERVER
    assert not clerk.taken


def test_a_letter_that_cannot_be_made_does_not_stop_the_next(
    message: Message, code_request: CodeRequest, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(letters.LETTERS, Letter.RECEIVED, lambda *_: 1 / 0)
    second = outbox.write(code_request, Letter.LOST_LINK, key="1")
    assert [sending.send(message.pk), sending.send(second.pk)] == [Outcome.LATER, Outcome.SENT]
    message.refresh_from_db()
    assert message.last_error == "ZeroDivisionError"


def test_a_recalled_code_is_not_announced(clerk: Clerk, db: None) -> None:
    desk = factories.make_desk()
    alice = factories.make_staff(desk)
    code_request, _ = factories.make_ready(desk, by=alice)
    letter = Message.objects.get(letter=Letter.READY)
    workflow.recall(code_request, by=alice)
    Message.objects.filter(pk=letter.pk).update(cancelled_at=None, due_at=timezone.now())
    assert sending.send(letter.pk) is Outcome.OUTDATED
    assert not clerk.taken


def test_a_letter_under_way_to_an_old_address_leaves_no_living_link(code_request: CodeRequest, clerk: Clerk) -> None:
    sending.send(Message.objects.get().pk)
    workflow.change_address(code_request, "new@customer.example")
    assert not code_request.links.filter(kind=LETTER).exists()


def test_what_is_rolled_back_sends_no_letter(
    code_request: CodeRequest, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    before = Message.objects.count()
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        outbox.write(code_request, Letter.LOST_LINK, key="2")
        transaction.set_rollback(True)
    assert not callbacks
    assert Message.objects.count() == before


def test_the_name_of_an_error_is_all_that_is_kept() -> None:
    error = smtplib.SMTPSenderRefused(553, b"customer@customer.example", "a@b.example")
    assert sending._name_of(error) == "SMTPSenderRefused 553"
