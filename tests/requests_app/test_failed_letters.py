"""A letter that failed is sent again or set aside; one that did not fail is left as it is."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.missing import MissingOf
from requests_app.models import Desk, Event, Message
from tests import factories


@pytest.fixture
def letter(desk: Desk) -> Message:
    code_request, _ = factories.make_sent(desk)
    return Message.objects.get(code_request=code_request)


def test_only_a_letter_that_failed_is_sent_again_or_set_aside(letter: Message, alice: User) -> None:
    for act in (workflow.send_letter_again, workflow.set_letter_aside):
        with pytest.raises(workflow.MoveRefused):
            act(letter, by=alice)
    assert not Event.objects.filter(kind__in=("letter_again", "letter_aside")).exists()


def test_the_second_of_two_who_set_it_aside_is_told(letter: Message, alice: User, bob: User) -> None:
    Message.objects.update(failed_at=timezone.now())
    workflow.set_letter_aside(letter, by=alice)
    for act in (workflow.send_letter_again, workflow.set_letter_aside):
        with pytest.raises(workflow.MoveRefused):
            act(letter, by=bob)


def test_a_refusal_says_in_one_line_all_that_is_missing() -> None:
    refused = workflow.NotComplete(MissingOf.READING.named("number"), MissingOf.CHECK.named("holder"))
    assert str(refused) == refused.reason == "missing: reading:number, check:holder"
