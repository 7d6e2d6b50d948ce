"""Every service that somebody of the staff does asks by itself whether this person may, whatever its page has asked."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import (
    CheckKind,
    CodeRequest,
    Desk,
    DocumentProblem,
    Mention,
    Message,
    Page,
    ParkReason,
    QualitySample,
    Role,
    Slot,
    Source,
    Verdict,
)
from requests_app.states import Party
from tests import factories
from tests.requests_app.test_marker import children

ITEMS = [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)]


class Work:
    """A request with a code that was found, and a draft that was opened at the counter."""

    def __init__(self, desk: Desk, clerk: User) -> None:
        self.desk, self.clerk = desk, clerk
        self.request = factories.make_approved(desk, by=clerk)[0]
        self.candidate = workflow.candidates_of(self.request)[0]
        self.page = Page.objects.filter(upload__code_request=self.request)[0]
        self.message = Message.objects.filter(code_request=self.request)[0]
        self.draft = workflow.open_at_counter(desk, language="en", answers={}, by=clerk)
        workflow.add_note(self.request, f"@{clerk.first_name} look", by=factories.make_staff(desk, "writer"))
        self.mention = Mention.objects.get()
        self.sample = QualitySample(code_request=self.request)


ACTS: dict[str, Callable[[Work, User], Any]] = {
    "add_note": lambda work, by: workflow.add_note(work.request, "a note", by=by),
    "answer_check": lambda work, by: workflow.answer_check(work.request, CheckKind.HOLDER, Verdict.YES, by=by),
    "approve": lambda work, by: workflow.approve(work.request, by=by),
    "ask": lambda work, by: workflow.ask(work.request, ITEMS, by=by),
    "change_at_counter": lambda work, by: workflow.change_at_counter(work.draft, language="en", answers={}, by=by),
    "claim": lambda work, by: workflow.claim(work.request, by=by, take_over=True),
    "clear_flags": lambda work, by: workflow.clear_flags(work.request, {}, by=by),
    "cover_for_customer": lambda work, by: workflow.cover_for_customer(work.page, frozenset({(1, 1)}), by=by),
    "deliver": lambda work, by: workflow.deliver(work.request, work.candidate, by=by, reason="so it is"),
    "end_hold": lambda work, by: workflow.end_hold(work.request, by=by),
    "erase": lambda work, by: workflow.erase(work.request, party=Party.STAFF, by=by),
    "finish_mention": lambda work, by: workflow.finish_mention(work.mention, by=by),
    "hand_over": lambda work, by: workflow.hand_over(work.request, to=work.clerk, by=by),
    "hold": lambda work, by: workflow.hold(work.request, timezone.localdate(), by=by, reason="police"),
    "judge_document": lambda work, by: workflow.judge_document(work.request, Slot.LABEL, Verdict.YES, by=by),
    "look_again": lambda work, by: workflow.look_again(work.request, by=by, reason="once more"),
    "mark_paid": lambda work, by: workflow.mark_paid(work.request, paid=True, by=by),
    "merge": lambda work, by: workflow.merge(work.draft, into=work.request, by=by),
    "open_at_counter": lambda work, by: workflow.open_at_counter(work.desk, language="en", answers={}, by=by),
    "park": lambda work, by: workflow.park(
        work.request, ParkReason.CALL_BACK, until=timezone.now() + timedelta(days=1), by=by
    ),
    "read_holder": lambda work, by: workflow.read_holder(work.request, "Test Customer", by=by),
    "read_number_off": lambda work, by: workflow.read_number_off(work.request, "S053", by=by),
    "read_sample": lambda work, by: workflow.read_sample(work.request, Verdict.NO, by=by, reason="no"),
    "read_vin_tail": lambda work, by: workflow.read_vin_tail(work.request, "123456", by=by),
    "recall": lambda work, by: workflow.recall(work.request, by=by),
    "rely": lambda work, by: workflow.rely(work.request, by=by),
    "recheck": lambda work, by: workflow.recheck(work.request, by=by, reason="begin anew"),
    "refuse": lambda work, by: workflow.refuse(work.request, workflow.Refusal.CANNOT_VERIFY, by=by),
    "release": lambda work, by: workflow.release(work.request, by=by),
    "release_alone": lambda work, by: workflow.release_alone(work.request, by=by, reason="nobody else"),
    "second_look": lambda work, by: workflow.second_look(
        work.request, Verdict.NO, by=by, reason="no", number="", vin6=""
    ),
    "see_code": lambda work, by: workflow.see_code(work.candidate, by=by, reason="curious"),
    "see_original": lambda work, by: workflow.see_original(work.draft, Slot.IDENTITY, seen=True, by=by),
    "see_page": lambda work, by: workflow.see_page(work.page, by=by),
    "send_at_counter": lambda work, by: workflow.send_at_counter(work.draft, by=by),
    "send_letter_again": lambda work, by: workflow.send_letter_again(work.message, by=by),
    "set_letter_aside": lambda work, by: workflow.set_letter_aside(work.message, by=by),
    "settle_sample": lambda work, by: workflow.settle_sample(work.sample, by=by, reason="looked"),
    "type_code": lambda work, by: workflow.type_code(
        work.request, "4711", "4711", source=Source.PAPERS, provenance="card", by=by
    ),
    "unpark": lambda work, by: workflow.unpark(work.request, by=by),
    "vin_not_on_paper": lambda work, by: workflow.vin_not_on_paper(work.request, by=by, reason="none there"),
}
OTHERWISE = {
    "keep_claim": "renews the own claim and nothing else",
    "new_hand_off": "customers do it too; the page of the counter asks",
    "next_for": "chooses among the requests of the own desks",
    "see_answer": "needs an answer with a picture: tests of the manufacturer's answer",
    "take_next": "chooses among the requests of the own desks",
}


def of_staff() -> set[str]:
    """The services of the workflow that are given the person who does it."""
    found = {name: getattr(workflow, name) for name in workflow.__all__}
    return {
        name for name, one in found.items() if inspect.isfunction(one) and "by" in inspect.signature(one).parameters
    }


def everything(work: Work) -> list[Any]:
    keys = (work.request.pk, work.draft.pk)
    return [
        list(model.objects.filter(**{f"{way}__in": keys}).order_by("pk").values_list())
        for model, way in children()
        if hasattr(model, "objects")
    ]


def test_every_service_of_staff_stands_here() -> None:
    assert of_staff() - OTHERWISE.keys() == set(ACTS)


def test_nobody_without_a_seat_at_the_desk_does_anything(desk: Desk, alice: User, mallory: User) -> None:
    work = Work(desk, alice)
    gone = factories.make_staff(desk, "gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    root = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
    auditor = factories.make_staff(desk, "reader", role=Role.AUDITOR)
    before = everything(work)
    for by in (mallory, User.objects.get(pk=gone.pk), root, auditor):
        assert [name for name, act in ACTS.items() if not is_refused(work, act, by)] == [], by
    assert everything(work) == before


def is_refused(work: Work, act: Callable[[Work, User], Any], by: User) -> bool:
    work.request = CodeRequest.objects.get(pk=work.request.pk)
    try:
        act(work, by)
    except workflow.NotAllowed:
        return True
    return False
