"""How many questions the review page asks: no more in any state, and with whatever stands beside the request."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from requests_app import workflow
from requests_app.admin.review_person import Looker
from requests_app.models import (
    CodeRequest,
    Desk,
    DocumentProblem,
    Feedback,
    FormName,
    Message,
    OpenQuestion,
    Slot,
    Source,
    Verdict,
)
from requests_app.workflow import unsent
from tests import factories
from tests.many import copies
from tests.requests_app.admin.desk_forms import address

pytestmark = pytest.mark.both_databases
MOST = 25
BESIDE = 9  # of what most requests have not: each that is there is asked for once


def received(desk: Desk, alice: User, bob: User) -> CodeRequest:
    return factories.make_sent(desk)[0]


def checking(desk: Desk, alice: User, bob: User) -> CodeRequest:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S053", by=alice)
    return code_request


def asked_for_more(desk: Desk, alice: User, bob: User) -> CodeRequest:
    code_request = checking(desk, alice, bob)
    workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    return code_request


def answered(desk: Desk, alice: User, bob: User) -> CodeRequest:
    code_request = asked_for_more(desk, alice, bob)
    label = code_request.uploads.get(slot=Slot.LABEL)
    workflow.answer_item(code_request.asked_items.get(), upload=label)
    workflow.answer(code_request)
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S053", by=alice)
    return code_request


def approved(desk: Desk, alice: User, bob: User) -> CodeRequest:
    return factories.make_approved(desk, by=alice)[0]


def looked_at_twice(desk: Desk, alice: User, bob: User) -> CodeRequest:
    Desk.objects.filter(pk=desk.pk).update(second_always=True)
    desk.refresh_from_db()
    code_request = approved(desk, alice, bob)
    factories.second_look(code_request, by=bob)
    return code_request


def ready(desk: Desk, alice: User, bob: User) -> CodeRequest:
    return factories.make_ready(desk, by=alice)[0]


def did_not_work(desk: Desk, alice: User, bob: User) -> CodeRequest:
    code_request = ready(desk, alice, bob)
    workflow.reveal(code_request, code_request.links.get())
    code_request.refresh_from_db()
    workflow.say_not_worked(code_request, Feedback(display="wait", entered="same", tries=1))
    workflow.claim(code_request, by=alice)
    return code_request


def worked(desk: Desk, alice: User, bob: User) -> CodeRequest:
    code_request = ready(desk, alice, bob)
    workflow.reveal(code_request, code_request.links.get())
    code_request.refresh_from_db()
    workflow.say_worked(code_request)
    return code_request


def refused(desk: Desk, alice: User, bob: User) -> CodeRequest:
    code_request = checking(desk, bob, alice)
    workflow.refuse(code_request, workflow.Refusal.NOT_HOLDER, by=bob)
    return code_request


def appealed(desk: Desk, alice: User, bob: User) -> CodeRequest:
    code_request = refused(desk, alice, bob)
    workflow.appeal_with(code_request, text="It is mine.")
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S053", by=alice)
    return code_request


def with_everything(desk: Desk, alice: User, bob: User) -> CodeRequest:
    """Approved, with notes, a failed letter, a form that was not sent, a second look, cleared flags, a judged document,
    earlier requests of the same car and radio, a source that is waited for, and an answer of the manufacturer."""
    email = "ana@customer.example"
    earlier, _ = factories.make_sent(desk, email=email, vin_tail="123456")
    factories.verify(earlier, by=bob, vin6="123456")
    workflow.approve(earlier, by=bob)
    workflow.deliver(earlier, workflow.candidates_of(earlier)[0], by=bob)
    workflow.reveal(earlier, earlier.links.get())
    earlier.refresh_from_db()
    workflow.say_worked(earlier)
    code_request, _ = factories.make_sent(desk, email=email, vin_tail="123456")
    factories.verify(code_request, by=alice, vin6="123456")
    workflow.judge_document(code_request, Slot.LABEL, Verdict.YES, by=alice)
    workflow.approve(code_request, by=alice)
    workflow.type_code(
        code_request, "1234", "1234", source=Source.MANUFACTURER, provenance="case 7", by=alice,
        answered_on=date(2026, 1, 5), answer=factories.make_photo("1234"),
    )  # fmt: skip
    workflow.add_note(code_request, "Look at the label", by=bob)
    Message.objects.filter(code_request=code_request).update(failed_at=timezone.now())
    unsent.keep(code_request, FormName.TYPE_CODE, {"provenance": "case 8"}, by=alice)
    OpenQuestion.objects.create(code_request=code_request, round=1, source="partner", place=1, by=alice)
    factories.second_look(code_request, by=bob)
    code_request.refresh_from_db()
    return code_request


STATES: list[Callable[[Desk, User, User], CodeRequest]] = [
    received, checking, asked_for_more, answered, approved, looked_at_twice, ready, did_not_work, worked, refused,
    appealed,
]  # fmt: skip


@pytest.mark.parametrize(("make", "most"), [*((make, MOST) for make in STATES), (with_everything, MOST + BESIDE)])
def test_the_review_page_asks_at_most_25_questions_in_every_state(
    at_desk: Client,
    alice: User,
    bob: User,
    desk: Desk,
    make: Callable[[Desk, User, User], CodeRequest],
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    code_request = make(desk, alice, bob)
    numbers = []
    for more in (0, 1000):
        if more:
            copies(factories.make_sent(desk, number="S054")[0], more)
        at_desk.get("/staff/requests/keys/")  # the session notes once a minute that it is in use
        with django_assert_max_num_queries(most) as queries:
            page = at_desk.get(address(code_request))
        assert page.status_code == 200
        assert len(page.content) <= 60_000
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_nothing_stands_beside_a_request_that_went_while_its_page_was_made(desk: Desk, alice: User) -> None:
    code_request, _ = workflow.start_draft(desk, language="en")
    CodeRequest.objects.filter(pk=code_request.pk).delete()
    assert Looker(code_request, alice).there == set()
