"""Letters that failed are seen by who can do something, and go again by one press."""

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.test import Client

from requests_app import waiting, workflow
from requests_app.models import Desk, EvidenceLevel, Letter, MailServer, Message, OperatorLetter, Page, StaffLetter
from requests_app.notifications import letters, outbox, sending
from requests_app.states import Party
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import page_of
from tests.requests_app.notifications.post_office import Clerk, clerk, send

__all__ = ["clerk"]
LETTERS = "/staff/requests_app/message/"


@pytest.fixture
def desk(db: None) -> Desk:
    return factories.make_desk(level=EvidenceLevel.COUNTER)


@pytest.fixture
def failed(desk: Desk, clerk: Clerk) -> Message:
    """A letter whose mailbox the server refused before and after it took another letter."""
    code_request, _ = factories.make_sent(desk, email="typo@customer.example")
    message = Message.objects.get(code_request=code_request)
    clerk.unknown_mailboxes = {"typo@customer.example"}
    send(message.pk)
    other, _ = factories.make_sent(desk)
    send(Message.objects.get(code_request=other).pk)
    Message.objects.update(due_at=Now())
    send(message.pk)
    message.refresh_from_db()
    assert message.failed_at
    clerk.unknown_mailboxes = set()
    return message


def test_a_failed_letter_stands_on_the_request_and_goes_again_by_one_press(
    failed: Message, at_desk: Client, clerk: Clerk
) -> None:
    code_request = failed.code_request
    assert code_request
    page = page_of(at_desk, code_request)
    assert "We have your request</strong>: The mailbox was refused." in page
    assert "typo@customer.example" not in page
    at_desk.post(f"/staff/requests/{code_request.reference}/letters/{failed.pk}/again/")
    assert send(failed.pk) == sending.Outcome.SENT
    assert clerk.taken[-1].rcpt_tos == ["typo@customer.example"]
    assert code_request.events.filter(kind="letter_again").count() == 1
    assert "did not arrive" not in page_of(at_desk, code_request)


def test_a_failed_letter_goes_again_from_the_list(failed: Message, at_desk: Client, clerk: Clerk) -> None:
    page = at_desk.get(f"{LETTERS}?outcome=failed").content.decode()
    assert str(failed.code_request) in page
    at_desk.post(LETTERS, {"action": "try_again", "_selected_action": [failed.pk]})
    assert send(failed.pk) == sending.Outcome.SENT


def test_the_first_page_counts_what_fails_until_it_is_set_aside(failed: Message, at_desk: Client) -> None:
    assert "1 letter does not reach its recipient" in at_desk.get("/staff/requests/").content.decode()
    url = f"/staff/requests/{failed.code_request}/letters/{failed.pk}/again/"
    at_desk.post(url, {"then": "aside"})
    assert "does not reach" not in at_desk.get("/staff/requests/").content.decode()
    at_desk.post(url)
    assert send(failed.pk) == sending.Outcome.NOT_OURS


def test_a_refused_letter_is_seen_before_it_is_given_up(desk: Desk, at_desk: Client, clerk: Clerk) -> None:
    code_request, _ = factories.make_sent(desk)
    clerk.rcpt = "550 no such user"
    send(Message.objects.get().pk)
    assert "It is tried again." in page_of(at_desk, code_request)
    assert "1 letter does not reach" in at_desk.get("/staff/requests/").content.decode()


def test_another_desk_neither_sees_nor_sends_a_failed_letter(failed: Message, mallory: User, sign_in: SignIn) -> None:
    client = sign_in(mallory)
    assert "does not reach" not in client.get("/staff/requests/").content.decode()
    url = f"/staff/requests/{failed.code_request}/letters/{failed.pk}/again/"
    assert client.post(url).status_code == 404
    client.post(LETTERS, {"action": "try_again", "_selected_action": [failed.pk]})
    failed.refresh_from_db()
    assert failed.failed_at


def test_who_erased_the_request_gets_no_letter_again(failed: Message, at_desk: Client, desk: Desk) -> None:
    code_request = failed.code_request
    assert code_request
    workflow.erase(code_request, party=Party.CUSTOMER, tell=False)
    assert not Message.objects.filter(recipient_sealed__isnull=False).filter(pk=failed.pk).exists()
    assert outbox.send_again(Message.objects.all()) == 0


def test_leads_read_that_letters_are_stopped(desk: Desk, charlie: User, alice: User, sign_in: SignIn) -> None:
    MailServer.objects.create(pk=MailServer.ONLY, stopped_at=Now())
    lead, other = (sign_in(user).get("/staff/requests/").content.decode() for user in (charlie, alice))
    assert "Letters are stopped" in lead
    assert "Letters are stopped" not in other


def test_a_lead_sees_that_a_letter_to_the_staff_failed(desk: Desk, charlie: User, alice: User, sign_in: SignIn) -> None:
    message = outbox.write_to_staff(alice, StaffLetter.PASSWORD_RESET, key="1")
    Message.objects.filter(pk=message.pk).update(failed_at=Now(), problem="mailbox")
    lead, other = sign_in(charlie), sign_in(alice)
    assert "1 letter does not reach" in lead.get("/staff/requests/").content.decode()
    assert "does not reach" not in other.get("/staff/requests/").content.decode()
    lead.post(LETTERS, {"action": "try_again", "_selected_action": [message.pk]})
    message.refresh_from_db()
    assert message.failed_at is None


def test_a_lead_sets_a_letter_to_the_operator_aside(
    desk: Desk, charlie: User, alice: User, sign_in: SignIn, settings: LazySettings
) -> None:
    settings.RECORD_HEAD_TO = "operator@elsewhere.example"
    message = outbox.write_to_operator(OperatorLetter.RECORD_HEAD, key="1", params={})
    assert message
    Message.objects.update(failed_at=Now(), problem="mailbox")
    lead, other = sign_in(charlie), sign_in(alice)
    assert "Head of the record" in lead.get(LETTERS).content.decode()
    other.post(LETTERS, {"action": "set_aside", "_selected_action": [message.pk]})
    assert Message.objects.troubled().exists()
    lead.post(LETTERS, {"action": "set_aside", "_selected_action": [message.pk]})
    assert not Message.objects.troubled().exists()


def test_a_letter_that_cannot_be_written_raises_the_alarm_at_the_first_try(
    desk: Desk, client: Client, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_sent(desk)
    assert client.get("/healthz/letters").content == b"ok\n"
    monkeypatch.setitem(letters.LETTERS, Letter.RECEIVED, lambda *_: 1 / 0)
    send(Message.objects.get().pk)
    answer = client.get("/healthz/letters")
    assert (answer.status_code, answer.content) == (503, b"a letter cannot be written\n")


@pytest.mark.parametrize("tab", ["failed-letters", "damaged"])
def test_many_of_another_desk_hide_none_of_this_one(
    tab: str, desk: Desk, at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST_NAMED", 1)
    desk.evidence_level = EvidenceLevel.STANDARD
    desk.save()
    theirs, mine = [factories.make_sent(one)[0] for one in (factories.make_desk("Other Desk"), desk)]
    if tab == "damaged":
        Page.objects.update(damaged_at=Now())
    else:
        Message.objects.filter(code_request__in=(theirs, mine)).update(failed_at=Now())
    page = at_desk.get(f"/staff/requests/?tab={tab}").text
    assert str(mine.reference) in page
    assert str(theirs.reference) not in page


def test_a_list_says_where_there_are_more_letters_than_it_shows(
    desk: Desk, at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bounded", "letters"):
        monkeypatch.setattr(f"requests_app.admin.{name}.MOST", 2)
    for more in (False, False, True):
        newest, _ = factories.make_sent(desk)
        page = at_desk.get(LETTERS).content.decode()
        assert str(newest.reference) in page
        assert ("These are the newest" in page) is more
