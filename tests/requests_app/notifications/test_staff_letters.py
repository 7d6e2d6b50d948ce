"""Letters to members of staff about their accounts: through the outbox, true when they leave, to one mailbox."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from requests_app import keeping, retention
from requests_app.models import CodeRequest, Desk, Message, PartnerAccess, StaffLetter, WebhookEndpoint
from requests_app.notifications import forgotten, outbox, sending
from requests_app.notifications.sending import Outcome
from tests import factories
from tests.requests_app.api.software import open_partner_token, read_token
from tests.requests_app.notifications.post_office import Clerk, send
from tests.requests_app.notifications.written import words

RESET = "/staff/account/password/reset/"


def body(clerk: Clerk) -> str:
    return str(clerk.taken[-1].content, "utf-8")  # type: ignore[arg-type]


def ask(client: Client, address: str) -> None:
    """Ask for a new password, and let the worker look whose account it is."""
    client.post(RESET, {"email": address}, headers={"host": "localhost"})
    for waiting in DBTaskResult.objects.all():
        forgotten.write_link.func(*waiting.args_kwargs["args"])
        waiting.delete()


def link_in(text: str) -> str:
    found = re.search(r"http://\S+/key/\S+", text)
    assert found, text
    return urlsplit(found[0]).path


def test_a_forgotten_password_is_answered_by_a_letter_that_opens_the_form(
    client: Client, alice: User, clerk: Clerk
) -> None:
    ask(client, alice.email)
    send(Message.objects.get(user=alice).pk)
    assert clerk.taken[0].rcpt_tos == [alice.email]
    assert "http://127.0.0.1:8000/staff/account/password/reset/key/" in body(clerk)
    assert client.get(link_in(body(clerk)), follow=True).context["form"].fields.keys() == {"password1", "password2"}


def test_the_link_to_a_new_password_is_as_young_as_its_letter(alice: User, clerk: Clerk) -> None:
    waiting = outbox.write_to_staff(alice, StaffLetter.PASSWORD_RESET, key="1")
    alice.set_password("changed while the letter waited")  # kills every link made before
    alice.save()
    send(waiting.pk)
    assert "form" in Client().get(link_in(body(clerk)), follow=True).context


def test_asking_five_times_while_the_server_is_away_sends_one_letter(client: Client, alice: User, clerk: Clerk) -> None:
    for _ in range(5):
        ask(client, alice.email)
    sent = [send(message.pk) for message in Message.objects.filter(user=alice)]
    assert sent.count(Outcome.SENT) == len(clerk.taken) == 1


def test_known_and_unknown_addresses_are_answered_alike(client: Client, alice: User) -> None:
    known, unknown = (
        client.post(RESET, {"email": address}, follow=True) for address in (alice.email, "nobody@desk.example")
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content
    for address in (alice.email, "nobody@desk.example"):
        ask(client, address)
    assert set(Message.objects.values_list("user", flat=True)) == {alice.pk}


def test_known_and_unknown_addresses_cost_the_same(client: Client, alice: User) -> None:
    client.post(RESET, {"email": "somebody@desk.example"})
    known, unknown = [_statements(client, address) for address in (alice.email, "nobody@desk.example")]
    assert known == unknown
    assert not any("auth_user" in statement for statement in known)


def _statements(client: Client, address: str) -> list[str]:
    """What the database is asked, without the values."""
    with CaptureQueriesContext(connection) as queries:
        client.post(RESET, {"email": address})
    return [re.sub(r"\d+", "", query["sql"].split("VALUES")[0].split("WHERE")[0]) for query in queries]


def test_what_waits_for_the_look_up_holds_no_readable_address(client: Client, alice: User) -> None:
    client.post(RESET, {"email": alice.email})
    assert alice.email not in str(DBTaskResult.objects.get().args_kwargs)


def test_one_mailbox_gets_five_links_an_hour(client: Client, alice: User) -> None:
    for _ in range(8):
        client.post(RESET, {"email": alice.email})
    assert DBTaskResult.objects.count() == 5


def test_one_network_asks_for_twenty_links_an_hour(client: Client, db: None) -> None:
    for number in range(20):
        client.post(RESET, {"email": f"{number}@desk.example"})
    assert b"Too many tries" in client.post(RESET, {"email": "again@desk.example"}).content


def test_letters_about_accounts_are_forgotten_after_a_while(alice: User) -> None:
    outbox.write_to_staff(alice, StaffLetter.NEW_DEVICE, key="1")
    assert retention.sweep_staff_letters() == 0
    Message.objects.update(created_at=timezone.now() - keeping.STAFF_LETTERS.kept - timedelta(days=1))
    assert retention.sweep_staff_letters() == 1


def test_no_link_to_a_password_goes_to_an_address_that_the_account_has_left(alice: User, clerk: Clerk) -> None:
    waiting = outbox.write_to_staff(alice, StaffLetter.PASSWORD_RESET, key="1")
    User.objects.filter(pk=alice.pk).update(email="new@desk.example")
    assert send(waiting.pk) is Outcome.OUTDATED
    assert not clerk.taken


def test_a_wish_for_a_new_password_is_not_answered_days_later(alice: User, clerk: Clerk) -> None:
    waiting = outbox.write_to_staff(alice, StaffLetter.PASSWORD_RESET, key="1")
    Message.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert send(waiting.pk) is Outcome.OUTDATED


def test_a_closed_account_gets_no_letter(alice: User, clerk: Clerk) -> None:
    waiting = outbox.write_to_staff(alice, StaffLetter.PASSWORD_RESET, key="1")
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert send(waiting.pk) is Outcome.OUTDATED


@pytest.mark.parametrize("letter", StaffLetter)
def test_every_letter_says_in_text_and_html_the_same_and_links_to_us_only(
    letter: StaffLetter, desk: Desk, alice: User, charlie: User, clerk: Clerk
) -> None:
    waiting, _ = factories.make_sent(desk)
    CodeRequest.objects.filter(pk=waiting.pk).update(second_look_since=timezone.now())
    params: dict[str, Any] = {
        "device": "Firefox\r\nBcc: evil@evil.example",
        "reference": "RC-7K4M-2Q",
        "request": waiting.pk,
    }
    token = read_token(open_partner_token(desk, by=charlie, name="Cluj"))
    PartnerAccess.objects.create(token=token, misses=20, held_at=timezone.now())
    off = WebhookEndpoint.objects.create(
        token=token, url="https://hooks.example/s3cret", key="k", secret_sealed=b"s", created_by=charlie,
        off_at=timezone.now(), off_because=WebhookEndpoint.Off.GONE,
    )  # fmt: skip
    params |= {"token": token.pk, "webhook": off.pk}
    message = outbox.write_to_staff(alice, letter, key="1", params=params)
    email = sending.compose(message, [])
    assert email
    ((html, _),) = email.alternatives
    text = re.sub(r":\nhttp\S+", "", str(email.body))
    assert words(text) == words(str(html))
    assert len(words(text)) <= 100
    assert set(re.findall(r"https?://[^/\s]+", str(email.body) + str(html))) <= {"http://127.0.0.1:8000"}
    assert not {"Bcc", "Cc"} & set(email.message().keys())
    assert email.reply_to == [desk.email]


def test_a_letter_about_an_account_to_its_former_address_goes_there(alice: User, clerk: Clerk) -> None:
    message = outbox.write_to_staff(alice, StaffLetter.ADDRESS_WAS_CHANGED, key="1", recipient="former@desk.example")
    send(message.pk)
    assert clerk.taken[0].rcpt_tos == ["former@desk.example"]


def test_a_letter_is_about_a_request_or_an_account_never_both_or_neither(alice: User) -> None:
    message = outbox.write_to_staff(alice, StaffLetter.NEW_DEVICE, key="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(user=None)


def test_who_a_waiting_letter_is_for_cannot_be_read_in_its_row(alice: User) -> None:
    message = outbox.write_to_staff(alice, StaffLetter.NEW_DEVICE, key="1")
    assert alice.email.encode() not in bytes(message.recipient_sealed or b"")
    assert Message.objects.get(pk=message.pk).recipient == alice.email
