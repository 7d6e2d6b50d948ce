"""Letters over real SMTP: what goes out, what is tried again, what is given up, and what never leaves."""

import smtplib
import socket
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.db import ProgrammingError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from requests_app import workflow
from requests_app.models import AccessLink, CodeRequest, EvidenceLevel, Letter, Message, Problem
from requests_app.notifications import letters, outbox, sending
from requests_app.notifications.sending import Outcome
from requests_app.states import Party
from requests_app.tokens import digest
from tests import factories
from tests.requests_app.notifications.post_office import Clerk, free_port, post_to, send

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
    assert send(message.pk) is Outcome.SENT
    (envelope,) = clerk.taken
    assert envelope.rcpt_tos == ["customer@customer.example"]
    message.refresh_from_db()
    assert message.sent_at
    assert message.recipient == ""


def test_the_link_in_the_letter_opens_the_request_and_only_its_digest_is_kept(
    message: Message, code_request: CodeRequest, clerk: Clerk
) -> None:
    send(message.pk)
    content = str(clerk.taken[0].content, "utf-8")  # type: ignore[arg-type]
    token = content.partition("/r/")[2].partition("/")[0]
    assert code_request.links.get(kind=LETTER).digest == digest(token)
    assert token not in str(Message.objects.values())


def test_a_letter_that_has_gone_does_not_go_again(message: Message, clerk: Clerk) -> None:
    send(message.pk)
    assert send(message.pk) is Outcome.NOT_OURS
    assert len(clerk.taken) == 1


def test_while_one_worker_has_a_letter_no_other_takes_it(message: Message, clerk: Clerk) -> None:
    sending.claim(sending.due(), most=1)
    assert send(message.pk) is Outcome.NOT_OURS
    Message.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert send(message.pk) is Outcome.SENT


@pytest.mark.parametrize("slow", [-26 * 3600, -0.5, 0, 0.5, 26 * 3600])
def test_no_clock_of_a_worker_gives_it_the_letters_of_another(message: Message, clerk: Clerk, slow: float) -> None:
    with time_machine.travel(timezone.now() + timedelta(seconds=slow)):
        theirs = sending.claim(sending.due(), most=1)
    assert theirs.ids == [message.pk]
    with time_machine.travel(timezone.now() - timedelta(seconds=slow)):
        assert sending.claim(sending.due(), most=1).ids == []
    Message.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert sending.claim(sending.due(), most=1).ids == [message.pk]


def test_a_worker_that_was_away_too_long_leaves_the_letter_to_who_has_it_now(message: Message, clerk: Clerk) -> None:
    slow = sending.claim(sending.due(), most=1)
    Message.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert send(message.pk) is Outcome.SENT
    assert sending.send(message.pk, claim=slow.token) is Outcome.NOT_OURS
    assert len(clerk.taken) == 1


def test_what_a_stopped_worker_had_not_tried_is_free_at_once(code_request: CodeRequest, clerk: Clerk) -> None:
    for number in range(3):
        outbox.write(code_request, Letter.LOST_LINK, key=str(number))
    assert sending.send_due(most=100, go_on=lambda: not clerk.taken) == 1
    assert sending.due().count() == 3


def test_with_the_server_down_a_letter_waits_and_is_then_delivered(
    message: Message, settings: LazySettings, clerk: Clerk
) -> None:
    open_port = settings.EMAIL_PORT
    post_to(settings, free_port())
    assert send(message.pk) is Outcome.NO_SERVER
    assert send(message.pk) is Outcome.NOT_OURS
    post_to(settings, open_port)
    make_due()
    assert send(message.pk) is Outcome.SENT
    assert AccessLink.objects.filter(kind=LETTER).count() == 1


def make_due() -> None:
    Message.objects.update(due_at=Now())


def test_waits_double_up_to_an_hour_and_no_letter_is_lost_for_want_of_a_server(
    message: Message, settings: LazySettings
) -> None:
    post_to(settings, free_port())
    waits = []
    for _ in range(100):
        before = Message.objects.values_list(Now(), flat=True).get()
        assert send(message.pk) is Outcome.NO_SERVER
        message.refresh_from_db()
        waits.append(round((message.due_at - before).total_seconds(), -1))
        make_due()
    assert waits[:5] == [30, 60, 120, 240, 480]
    assert max(waits) == 3600
    assert message.recipient == "customer@customer.example"


@pytest.mark.parametrize("phase", ["rcpt", "data"])
def test_a_temporary_no_is_tried_again_with_the_same_message_id(message: Message, clerk: Clerk, phase: str) -> None:
    setattr(clerk, phase, "451 try later, customer@customer.example")
    assert send(message.pk) is Outcome.LATER
    setattr(clerk, phase, "250 OK")
    make_due()
    assert send(message.pk) is Outcome.SENT
    assert clerk.message_ids == [message.message_id]
    assert AccessLink.objects.filter(kind=LETTER).count() == 1, "the link of the first try was not taken back"


def test_a_server_that_hangs_costs_no_longer_than_the_timeout(message: Message, settings: LazySettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post_to(settings, silent.getsockname()[1], timeout=0.2)
        assert send(message.pk) is Outcome.NO_SERVER
    message.refresh_from_db()
    assert message.last_error in ("TimeoutError", "SMTPServerDisconnected")


def test_a_server_that_hangs_after_the_letter_may_have_it_so_the_link_lives(
    message: Message, settings: LazySettings, clerk: Clerk
) -> None:
    clerk.holds = "data"
    settings.EMAIL_TIMEOUT = 0.3
    assert send(message.pk) is Outcome.NO_SERVER
    clerk.wait_for_letter()
    assert AccessLink.objects.filter(kind=LETTER).count() == 1


def test_without_tls_where_it_is_wanted_nothing_is_sent(message: Message, settings: LazySettings, clerk: Clerk) -> None:
    settings.EMAIL_USE_TLS = True
    assert send(message.pk) is Outcome.NO_SERVER
    assert not clerk.taken


def test_a_letter_that_cannot_be_made_does_not_stop_the_next(
    message: Message, code_request: CodeRequest, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(letters.LETTERS, Letter.RECEIVED, lambda *_: 1 / 0)
    second = outbox.write(code_request, Letter.LOST_LINK, key="1")
    assert [send(message.pk), send(second.pk)] == [Outcome.FAILED, Outcome.SENT]
    message.refresh_from_db()
    assert (message.problem, message.last_error) == (Problem.FAULT, "ZeroDivisionError")


def test_a_recalled_code_is_not_announced(clerk: Clerk, db: None) -> None:
    desk = factories.make_desk()
    alice = factories.make_staff(desk)
    code_request, _ = factories.make_ready(desk, by=alice)
    letter = Message.objects.get(letter=Letter.READY)
    workflow.recall(code_request, by=alice)
    Message.objects.filter(pk=letter.pk).update(cancelled_at=None, due_at=Now())
    assert send(letter.pk) is Outcome.OUTDATED
    assert not clerk.taken


def test_a_letter_under_way_to_an_old_address_leaves_no_living_link(code_request: CodeRequest, clerk: Clerk) -> None:
    send(Message.objects.get().pk)
    workflow.change_address(code_request, "new@customer.example")
    assert not code_request.links.filter(kind=LETTER).exists()


def test_what_is_rolled_back_sends_no_letter(code_request: CodeRequest, clerk: Clerk) -> None:
    with transaction.atomic():
        outbox.write(code_request, Letter.LOST_LINK, key="2")
        transaction.set_rollback(True)
    assert sending.send_due(most=100, go_on=lambda: True) == 1


def test_the_name_of_an_error_is_all_that_is_kept() -> None:
    error = smtplib.SMTPSenderRefused(553, b"customer@customer.example", "a@b.example")
    assert sending._name_of(error) == "SMTPSenderRefused 553"


def test_an_address_of_an_erased_request_does_not_wait_for_ever(
    message: Message, code_request: CodeRequest, settings: LazySettings
) -> None:
    post_to(settings, free_port())
    workflow.erase(code_request, party=Party.CUSTOMER)
    last = Message.objects.get(letter=Letter.ERASED)
    assert send(last.pk) is Outcome.NO_SERVER
    Message.objects.update(due_at=Now(), created_at=timezone.now() - timedelta(days=4))
    assert send(last.pk) is Outcome.OUTDATED
    last.refresh_from_db()
    assert last.recipient == ""


def test_a_database_that_is_being_changed_fails_no_letter(
    message: Message, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing_column(*_: object) -> None:
        raise ProgrammingError("column does not exist")

    monkeypatch.setitem(letters.LETTERS, Letter.RECEIVED, missing_column)
    assert send(message.pk) is Outcome.LATER
