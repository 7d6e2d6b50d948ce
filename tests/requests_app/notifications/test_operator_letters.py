"""The daily head of the record, sent to whoever runs the installation: once, true, and to be compared."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from requests_app import inventory, keeping, retention
from requests_app.models import Desk, Event, Message, OperatorLetter, Problem, record_at_desk
from requests_app.notifications import bounces, outbox, sending
from requests_app.notifications.sending import Outcome
from requests_app.states import Party
from tests.requests_app.notifications.post_office import Clerk, send
from tests.requests_app.notifications.written import words

OPERATOR = "operator@elsewhere.example"
DAY = "2026-11-21"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings: LazySettings) -> Iterator[time_machine.Traveller]:
    """The night after a day with one line, and an address for its head."""
    settings.RECORD_HEAD_TO = OPERATOR
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False) as clock:
        record_at_desk(None, "sign_in", party=Party.STAFF)
        clock.move_to(datetime(2026, 11, 21, 1, tzinfo=UTC))
        yield clock


def verified(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_store", *arguments, stdout=out)
    return out.getvalue()


def test_the_head_goes_once_a_day(clock: time_machine.Traveller) -> None:
    for hours in (0, 1, 23, 24):
        clock.shift(timedelta(hours=hours))
        inventory.write_daily_head()
    assert list(Message.objects.values_list("key", flat=True)) == [
        f"operator:record_head:{day}" for day in (DAY, "2026-11-22", "2026-11-23")
    ]


def test_without_an_address_it_is_not_sent(settings: LazySettings) -> None:
    settings.RECORD_HEAD_TO = ""
    assert inventory.write_daily_head()
    assert not Message.objects.exists()


def test_the_letter_the_record_and_the_command_give_the_same_head(clerk: Clerk) -> None:
    inventory.write_daily_head()
    assert send(Message.objects.get().pk) is Outcome.SENT
    assert clerk.taken[0].rcpt_tos == [OPERATOR]
    text = str(clerk.taken[0].content, "utf-8")  # type: ignore[arg-type]
    head = Event.objects.get(kind="daily_head").data["head"]
    line = " ".join(head[at : at + 8] for at in range(0, 64, 8))
    assert f"\n{line}\n" in text.replace("\r\n", "\n")
    assert f"manage.py verify_store --head {DAY}" in text
    assert f"Head of the record until {DAY}: {line}\n" in verified()
    assert verified() == verified("--head", DAY)


def test_a_day_without_a_head_is_told() -> None:
    inventory.write_daily_head()
    with pytest.raises(CommandError, match="no head until 2026-11-19"):
        verified("--head", "2026-11-19")
    with pytest.raises(CommandError, match="invalid fromisoformat value"):
        verified("--head", "yesterday")


def test_text_and_html_say_the_same_and_no_link_is_in_them() -> None:
    inventory.write_daily_head()
    email = sending.compose(Message.objects.get(), [])
    assert email
    ((html, _),) = email.alternatives
    assert words(str(email.body)) == words(str(html))
    assert "http" not in str(email.body) + str(html)
    assert email.subject == f"Head of the record until {DAY}"


def test_no_head_goes_to_an_address_that_is_no_longer_set(settings: LazySettings, clerk: Clerk) -> None:
    inventory.write_daily_head()
    settings.RECORD_HEAD_TO = "other@elsewhere.example"
    assert send(Message.objects.get().pk) is Outcome.OUTDATED
    assert not clerk.taken


def test_the_address_rests_sealed_and_the_letter_is_forgotten_after_a_while(clock: time_machine.Traveller) -> None:
    inventory.write_daily_head()
    assert OPERATOR.encode() not in bytes(Message.objects.get().recipient_sealed or b"")
    clock.shift(keeping.STAFF_LETTERS.kept + timedelta(days=1))
    assert retention.sweep_staff_letters() == 1


def test_a_head_that_came_back_may_be_sent_again(clerk: Clerk) -> None:
    inventory.write_daily_head()
    message = Message.objects.get()
    send(message.pk)
    assert bounces.mark(message.pk, "5.1.1")
    assert list(Message.objects.troubled().values_list("problem", flat=True)) == [Problem.BOUNCED]
    assert outbox.send_again(Message.objects.all()) == 1
    assert Message.objects.get().recipient == OPERATOR


def test_a_letter_to_the_operator_is_about_no_account(alice: object, desk: Desk) -> None:
    inventory.write_daily_head()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(letter=OperatorLetter.RECORD_HEAD).update(letter="new_device")
