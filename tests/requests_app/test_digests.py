"""Letters that count what waits: as often as somebody chose, once a day, and nothing of a person in them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import digests, workflow
from requests_app.models import CodeRequest, Desk, DigestChoice, DigestOf, DocumentProblem, Message, Slot, StaffLetter
from requests_app.notifications import staff_letters
from requests_app.workflow import Item
from tests import factories

TODAY = datetime.now(ZoneInfo("Europe/Paris")).replace(hour=7, minute=30, second=0, microsecond=0)
MORNING = TODAY + timedelta(days=14 - TODAY.weekday())  # a Monday to come: what is late is late by the database's clock
Often = DigestChoice.Often


def chooses(user: User, often: str, **more: object) -> DigestChoice:
    choice = DigestChoice(often=often, **more)
    digests.choose(user, choice)
    return choice


def counted() -> list[dict[str, int]]:
    return [message.params["counts"] for message in Message.objects.filter(letter=StaffLetter.DIGEST).order_by("pk")]


def test_a_daily_letter_goes_once_at_its_hour_by_the_clock_of_the_desk(desk: Desk, alice: User) -> None:
    with time_machine.travel(MORNING - timedelta(days=1), tick=False):
        factories.make_sent(desk)
        chooses(alice, Often.DAILY, hour=8)
    with time_machine.travel(MORNING, tick=False):
        assert digests.write_due() == 0
    with time_machine.travel(MORNING + timedelta(minutes=31), tick=False):
        assert (digests.write_due(), digests.write_due()) == (1, 0)
    assert counted() == [{"new": 1}]
    with time_machine.travel(MORNING + timedelta(hours=20), tick=False):
        assert digests.write_due() == 0
    with time_machine.travel(MORNING + timedelta(days=1, hours=1), tick=False):
        assert digests.write_due() == 1


def test_a_second_choice_on_one_day_makes_no_second_daily_letter(desk: Desk, alice: User) -> None:
    factories.make_sent(desk)
    with time_machine.travel(MORNING, tick=False):
        choice = chooses(alice, Often.DAILY, hour=8)
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        assert digests.write_due() == 1
    DigestChoice.objects.filter(pk=choice.pk).update(told_until=MORNING - timedelta(days=3))
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        assert digests.write_due() == 0


def test_the_other_kind_tells_what_came_since_and_each_only_once(desk: Desk, alice: User, bob: User) -> None:
    factories.make_sent(desk)
    chooses(alice, Often.AT_ONCE)
    assert digests.write_due() == 0
    asked, _ = factories.make_sent(desk)
    CodeRequest.objects.filter(pk=asked.pk).update(promised_at=timezone.now())
    assert (digests.write_due(), digests.write_due()) == (1, 0)
    assert counted() == [{"new": 1, "late": 1}]


def test_only_what_was_chosen_at_the_own_desks_is_counted(desk: Desk, alice: User, mallory: User) -> None:
    chooses(alice, Often.AT_ONCE, kinds=[DigestOf.ANSWERED])
    chooses(mallory, Often.AT_ONCE)
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.ask(code_request, [Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    assert digests.write_due() == 0
    assert counted() == []


@pytest.mark.parametrize("gone", ["seat", "account", "choice", "address"])
def test_who_may_not_or_will_not_gets_none(desk: Desk, alice: User, gone: str) -> None:
    choice = chooses(alice, Often.AT_ONCE)
    factories.make_sent(desk)
    if gone == "seat":
        alice.desk_roles.all().delete()
    elif gone == "choice":
        DigestChoice.objects.filter(pk=choice.pk).update(often=Often.NEVER)
    else:
        User.objects.filter(pk=alice.pk).update(**({"is_active": False} if gone == "account" else {"email": ""}))
    assert digests.write_due() == 0


def test_the_letter_holds_numbers_and_a_link_and_nothing_of_a_person(desk: Desk, alice: User) -> None:
    chooses(alice, Often.AT_ONCE)
    code_request, _ = factories.make_sent(desk)
    digests.write_due()
    message = Message.objects.get(letter=StaffLetter.DIGEST)
    email = staff_letters.compose(message)
    assert email
    text = f"{email.subject} {email.body} {message.params} {message.key}"
    assert "New: 1" in text
    assert "/staff/requests/" in text
    for secret in (code_request.reference, code_request.name, code_request.email, code_request.number):
        assert str(secret) not in text
