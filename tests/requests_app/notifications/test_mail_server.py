"""A refused mailbox and a mail server that takes nothing are told apart, over real SMTP.

Hours pass by changed rows, for only the database's clock counts.
"""

import smtplib
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db.models.functions import Now

from requests_app import workflow
from requests_app.models import Desk, EvidenceLevel, Letter, MailServer, Message, Problem
from requests_app.notifications import mail_server, outbox, sending
from requests_app.states import Party
from tests import factories
from tests.requests_app.notifications.post_office import Clerk, free_port, post_to


@pytest.fixture
def desk(db: None) -> Desk:
    return factories.make_desk(level=EvidenceLevel.COUNTER)


def letter_to(desk: Desk, name: str) -> Message:
    """A first letter to this mailbox, which waits."""
    code_request, _ = factories.make_sent(desk, email=f"{name}@customer.example")
    return Message.objects.get(code_request=code_request)


def work() -> int:
    """One round of a worker, long enough after the last for everything to be due again."""
    Message.objects.update(due_at=Now())
    MailServer.objects.filter(stopped_at__isnull=False).update(probe_at=Now())
    return sending.send_due(most=100, go_on=lambda: True)


def failed() -> int:
    return Message.objects.exclude(failed_at=None).count()


def test_a_mailbox_that_does_not_exist_is_given_up_once_the_server_is_known_to_be_sound(
    desk: Desk, clerk: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    message = letter_to(desk, "typo")
    clerk.unknown_mailboxes = {"typo@customer.example"}
    assert (work(), failed()) == (0, 0)
    letter_to(desk, "ana")
    work()
    work()
    message.refresh_from_db()
    assert message.failed_at
    assert (message.problem, message.last_error) == (Problem.MAILBOX, "SMTPRecipientsRefused 550")
    assert message.recipient == "typo@customer.example", "it can be sent again"
    assert "typo" not in caplog.text
    assert not mail_server.is_stopped()


def test_a_server_that_refuses_every_mailbox_kills_no_letter(desk: Desk, clerk: Clerk) -> None:
    for name in ("ana", "ben", "cleo", "dan", "eve"):
        letter_to(desk, name)
    clerk.rcpt = "550 relaying denied"
    for _ in range(9):
        work()
    assert failed() == 0
    assert mail_server.is_stopped()
    clerk.rcpt = "250 OK"
    assert work() == 5
    assert not mail_server.is_stopped()


def test_several_letters_to_one_wrong_mailbox_stop_nothing(desk: Desk, clerk: Clerk) -> None:
    code_request = letter_to(desk, "typo").code_request
    assert code_request
    for number in range(5):
        outbox.write(code_request, Letter.LOST_LINK, key=str(number))
    clerk.rcpt = "550 no such user"
    work()
    assert not mail_server.is_stopped()


def test_three_wrong_mailboxes_in_a_row_do_not_hold_the_fourth_letter_up(desk: Desk, clerk: Clerk) -> None:
    wrong = {f"typo{n}@customer.example" for n in range(3)}
    clerk.unknown_mailboxes = wrong
    for address in sorted(wrong):
        letter_to(desk, address.partition("@")[0])
    work()
    assert mail_server.is_stopped()
    letter_to(desk, "ana")
    assert work() == 1
    work()
    assert failed() == 3


@pytest.mark.parametrize("answer", ["553 sender not allowed", "550 not our domain"])
def test_a_server_that_refuses_our_sender_stops_the_letters_at_the_first(desk: Desk, clerk: Clerk, answer: str) -> None:
    for name in ("ana", "ben"):
        letter_to(desk, name)
    clerk.mail = answer
    work()
    assert mail_server.is_stopped()
    assert Message.objects.filter(attempts__gt=0).count() == 1
    assert failed() == 0


def test_a_server_that_wants_encryption_stops_the_letters_at_the_first(
    desk: Desk, clerk: Clerk, settings: LazySettings
) -> None:
    letter_to(desk, "ana")
    settings.EMAIL_USE_TLS = True
    work()
    assert mail_server.state().reason == "SMTPNotSupportedError"


def test_one_letter_that_is_refused_itself_is_not_tried_for_days(desk: Desk, clerk: Clerk) -> None:
    letter_to(desk, "ana")
    clerk.data = "554 policy"
    work()
    clerk.data = "250 OK"
    message = letter_to(desk, "ben")
    Message.objects.exclude(pk=message.pk).update(lease_until=Now() + timedelta(hours=1))
    work()
    Message.objects.update(lease_until=None)
    clerk.data = "554 policy"
    work()
    refused = Message.objects.get(sent_at=None)
    assert (refused.attempts, refused.problem) == (2, Problem.CONTENT)
    assert refused.failed_at


def test_a_server_that_refuses_every_letter_after_its_text_stops_them(desk: Desk, clerk: Clerk) -> None:
    for name in ("ana", "ben", "cleo"):
        letter_to(desk, name)
    clerk.data = "554 policy"
    work()
    assert mail_server.is_stopped()
    assert failed() == 0


def test_a_server_that_asks_to_come_back_later_is_sound(desk: Desk, clerk: Clerk) -> None:
    for name in ("ana", "ben", "cleo", "dan"):
        letter_to(desk, name)
    clerk.rcpt = "451 greylisted"
    work()
    assert not mail_server.is_stopped()
    Message.objects.update(refused_at=Now() - sending.PUT_OFF_FOR)
    work()
    assert set(Message.objects.values_list("problem", flat=True)) == {Problem.PUT_OFF}


def test_a_mailbox_refused_for_hours_is_given_up_though_no_other_letter_went(desk: Desk, clerk: Clerk) -> None:
    letter_to(desk, "typo")
    clerk.rcpt = "550 no such user"
    for _ in range(4):
        work()
    assert failed() == 0
    Message.objects.update(refused_at=Now() - sending.REFUSED_FOR)
    work()
    assert failed() == 1


def test_of_a_stopped_server_one_worker_asks_with_a_few_letters(
    desk: Desk, clerk: Clerk, settings: LazySettings
) -> None:
    for name in ("ana", "ben", "cleo", "dan", "eve"):
        letter_to(desk, name)
    open_port = settings.EMAIL_PORT
    post_to(settings, free_port())
    work()
    assert mail_server.is_stopped()
    MailServer.objects.update(probe_at=Now())
    assert [mail_server.may_probe(), mail_server.may_probe()] == [True, False]
    assert sending.send_due(most=100, go_on=lambda: True) == 0, "not its time yet"
    post_to(settings, open_port)
    assert work() == 5


def test_a_letter_put_back_by_the_server_is_due_when_it_takes_letters_again(desk: Desk, clerk: Clerk) -> None:
    for name in ("ana", "ben", "cleo", "dan"):
        letter_to(desk, name)
    clerk.mail = "550 not our domain"
    work()
    Message.objects.filter(attempts__gt=0).update(due_at=Now() + timedelta(hours=1))
    clerk.mail = "250 OK"
    MailServer.objects.update(probe_at=Now())
    assert sending.send_due(most=100, go_on=lambda: True) == 4


def test_a_failed_letter_of_an_erased_request_keeps_no_address_and_reminds_nobody(desk: Desk, clerk: Clerk) -> None:
    code_request = letter_to(desk, "typo").code_request
    assert code_request
    workflow.erase(code_request, party=Party.CUSTOMER)
    clerk.rcpt = "550 no such user"
    work()
    Message.objects.update(refused_at=Now() - sending.REFUSED_FOR)
    work()
    assert failed() == 1
    assert not Message.objects.filter(recipient_sealed__isnull=False).exists()
    assert not Message.objects.troubled().exists()


@pytest.mark.parametrize(
    "refusal",
    [
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        smtplib.SMTPHeloError(550, b"who are you"),
        smtplib.SMTPConnectError(554, b"no service for you"),
    ],
)
def test_a_server_that_turns_us_away_stops_the_letters_at_the_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, refusal: smtplib.SMTPException
) -> None:
    def turned_away() -> None:
        raise refusal

    letter_to(desk, "ana")
    monkeypatch.setattr(sending, "_connect", turned_away)
    work()
    assert mail_server.is_stopped()
    assert failed() == 0


def test_a_server_that_is_busy_for_a_moment_is_asked_again_and_not_stopped(
    desk: Desk, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter_to(desk, "ana")
    clerk.mail = "421 too busy"
    work()
    assert not mail_server.is_stopped()
    clerk.mail = "250 OK"
    assert work() == 1
