"""Which letters wait after a move: those of what is over are taken back, and a code waits for its half minute."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import AccessLink, CodeRequest, Desk, DocumentProblem, Feedback, Letter, Message, Slot, Source
from requests_app.states import Party
from requests_app.tokens import digest
from tests import factories


def waiting(code_request: CodeRequest) -> list[str]:
    rows = Message.objects.filter(code_request=code_request, sent_at=None, cancelled_at=None)
    return list(rows.order_by("pk").values_list("letter", flat=True))


def test_who_withdraws_gets_no_other_letter_than_that(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    workflow.withdraw(code_request)
    assert waiting(code_request) == [Letter.WITHDRAWN]


def test_who_is_asked_for_more_gets_that_letter_alone(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    assert waiting(code_request) == [Letter.NEEDS_INFO]


def test_who_says_that_the_code_does_not_work_is_answered(desk: Desk, alice: User) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, AccessLink.objects.get(digest=digest(token)))
    workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))
    assert Letter.NOT_WORKED in waiting(code_request)


def test_the_letter_of_a_code_waits_so_that_a_slip_can_be_taken_back(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    letter = Message.objects.get(code_request=code_request, letter=Letter.READY)
    assert letter.due_at > timezone.now() + timedelta(seconds=15)


@pytest.mark.parametrize("tell", [True, False])
def test_of_an_erasure_whoever_is_to_be_told_is_told(desk: Desk, tell: bool) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.erase(code_request, party=Party.CUSTOMER, tell=tell)
    assert Message.objects.filter(code_request=code_request, letter=Letter.ERASED).exists() is tell


def test_what_was_erased_holds_nothing_of_the_person_any_more(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.erase(code_request, party=Party.CUSTOMER)
    assert (code_request.name, code_request.email, code_request.number) == ("", "", "")


def test_a_typed_code_that_nobody_confirmed_waits_for_a_second_person(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice, number="A050")
    assert not workflow.awaiting_second_look(bob).exists()
    workflow.type_code(code_request, "4711", "4711", source=Source.PAPERS, provenance="card", by=alice)
    assert list(workflow.awaiting_second_look(bob)) == [code_request]
