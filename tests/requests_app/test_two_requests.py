"""Two requests live the same life, a step apart: whatever is done to one changes nothing of the other."""

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from requests_app import evidence, workflow
from requests_app.models import (
    AddressChange,
    Asker,
    CodeRequest,
    Desk,
    DocumentProblem,
    EvidenceLevel,
    Feedback,
    Mention,
    Message,
    Page,
    Slot,
    Source,
    Upload,
    Verdict,
)
from requests_app.states import Party
from tests import factories
from tests.requests_app.test_marker import children

Step = Callable[[CodeRequest], object]
_numbers = count(1)


def everything_of(one: CodeRequest) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables that hang on this request."""
    found = {}
    for model, way in children():
        rows: models.QuerySet[Any, Any] = models.QuerySet(model).filter(**{way: one.pk}).order_by("pk").values_list()
        found[model.__name__] = list(rows)
    return found


def fresh(one: CodeRequest) -> CodeRequest:
    return CodeRequest.objects.get(pk=one.pk)


def live(steps: list[Step], one: CodeRequest, other: CodeRequest) -> None:
    """Each step for the one and then for the other; neither step touches a row of whom it is not for."""
    for step in steps:
        for who, neighbour in ((one, other), (other, one)):
            before = everything_of(neighbour)
            step(fresh(who))
            assert everything_of(neighbour) == before


def sends_best(by: User) -> Step:
    return lambda one: workflow.deliver(one, workflow.candidates_of(one)[0], by=by, reason="the best there is")


def reveals(one: CodeRequest) -> None:
    workflow.reveal(one, one.links.filter(kind="device").get())


def answers(one: CodeRequest) -> None:
    item = one.asked_items.get(answered_at=None)
    workflow.answer_item(item, text="here it is")
    upload = evidence.attach(one, Slot.LABEL, factories.make_photo(), purpose=evidence.Purpose.ANSWER, item=item)
    assert isinstance(upload, Upload)
    workflow.answer_item(item, upload=upload, text="here it is")
    workflow.reopen_item(item)
    item.refresh_from_db()
    assert (item.answer_upload, item.answer_text) == (None, "here it is")
    workflow.answer(one)


def changes_address(one: CodeRequest) -> None:
    workflow.change_address(one, f"moved{next(_numbers)}@customer.example")


def objects(one: CodeRequest) -> None:
    workflow.object_to_change(AddressChange.objects.filter(code_request=one).latest("pk"))


@pytest.fixture
def two(desk: Desk) -> tuple[CodeRequest, CodeRequest]:
    """Two requests of one desk that were just sent."""
    return factories.make_sent(desk)[0], factories.make_sent(desk)[0]


def test_on_the_way_to_a_code_that_works(two: tuple[CodeRequest, CodeRequest], alice: User, bob: User) -> None:
    steps: list[Step] = [
        lambda one: workflow.claim(one, by=alice),
        lambda one: workflow.release(one, by=alice),
        lambda one: workflow.claim(one, by=bob),
        lambda one: workflow.claim(one, by=alice, take_over=True),
        lambda one: factories.verify(one, by=alice),
        lambda one: workflow.approve(one, by=alice),
        lambda one: workflow.type_code(one, "4711", "4711", source=Source.PAPERS, provenance="card", by=alice),
        lambda one: factories.second_look(one, by=bob),
        sends_best(alice),
        lambda one: workflow.recall(one, by=alice),
        sends_best(alice),
        reveals,
        lambda one: workflow.say_not_worked(one, Feedback(display="error", entered="yes", tries=1)),
        lambda one: workflow.look_again(one, by=alice, reason="once more"),
        sends_best(alice),
        reveals,
        workflow.say_worked,
        lambda one: workflow.erase(one, party=Party.CUSTOMER),
    ]
    live(steps, *two)


def test_on_the_way_with_questions_and_a_refusal(two: tuple[CodeRequest, CodeRequest], alice: User, bob: User) -> None:
    steps: list[Step] = [
        lambda one: workflow.claim(one, by=alice),
        lambda one: workflow.ask(one, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice),
        answers,
        lambda one: factories.verify(one, by=alice),
        lambda one: workflow.approve(one, by=alice),
        lambda one: workflow.recheck(one, by=alice, reason="begin anew"),
        lambda one: factories.second_look(one, by=bob, verdict=Verdict.NO),
        lambda one: workflow.refuse(one, workflow.Refusal.CANNOT_VERIFY, by=alice, reason="two of us"),
        lambda one: workflow.keep_words_of_appeal(one, "please look"),
        lambda one: workflow.appeal_with(one, text="please look"),
        changes_address,
        objects,
        workflow.withdraw,
    ]
    live(steps, *two)


def gives_a_square(by: User) -> Step:
    def give(one: CodeRequest) -> None:
        workflow.new_hand_off(one, by=by)
        assert workflow.take_hand_off(workflow.new_hand_off(one, by=by))

    return give


def test_at_the_counter(desk: Desk, alice: User) -> None:
    Desk.objects.filter(pk=desk.pk).update(evidence_level=EvidenceLevel.STRICT)
    desk.refresh_from_db()
    guide = factories.make_guide()
    said = {"guide": guide, "family": guide.families.get(), "number": "S053", "number_kind": "precode",
            "asker": Asker.OWNER, "name": "Ana Pop", "vin_tail_unknown": True}  # fmt: skip
    one, other = (
        workflow.open_at_counter(
            desk, language="en", answers={**said, "email": f"walkin{next(_numbers)}@customer.example"}, by=alice
        )
        for _ in range(2)
    )
    steps: list[Step] = [
        lambda one: workflow.change_at_counter(one, language="fr", answers={"name": "Ana Popescu"}, by=alice),
        gives_a_square(alice),
        lambda one: factories.add_photo(one, Slot.IDENTITY),
        lambda one: workflow.see_original(one, Slot.IDENTITY, seen=True, by=alice),
        *(partial(factories.add_photo, slot=slot) for slot in (Slot.LABEL, Slot.CERTIFICATE, Slot.VIN_PLATE)),
        gives_a_square(alice),
        lambda one: workflow.send_at_counter(one, by=alice),
    ]
    live(steps, one, other)


def finishes_mention(by: User) -> Step:
    return lambda one: workflow.finish_mention(Mention.objects.get(note__code_request=one, user=by), by=by)


def failed_letter(one: CodeRequest) -> Message:
    Message.objects.filter(code_request=one).update(failed_at=timezone.now())
    return Message.objects.filter(code_request=one).earliest("pk")


def covers(by: User) -> Step:
    def cover(one: CodeRequest) -> None:
        page = Page.objects.get(upload=evidence.current(one, Slot.LABEL)[0])
        assert isinstance(workflow.cover_for_customer(page, frozenset({(3, 4)}), by=by), Page)

    return cover


def test_beside_the_decision(two: tuple[CodeRequest, CodeRequest], alice: User, bob: User, charlie: User) -> None:
    for one in two:
        failed_letter(one)
    steps: list[Step] = [
        lambda one: workflow.send_letter_again(Message.objects.filter(code_request=one).earliest("pk"), by=alice),
        failed_letter,
        lambda one: workflow.set_letter_aside(Message.objects.filter(code_request=one).earliest("pk"), by=alice),
        lambda one: workflow.mark_paid(one, paid=True, by=alice),
        lambda one: workflow.mark_paid(one, paid=False, by=alice),
        lambda one: workflow.add_note(one, "@bob and @charlie, please look", by=alice),
        finishes_mention(bob),
        finishes_mention(charlie),
        lambda one: workflow.claim(one, by=alice),
        covers(alice),
        lambda one: factories.open_papers(one, by=alice),
        lambda one: workflow.read_vin_tail(one, "12345X", by=alice, override_reason="blurred"),
    ]
    live(steps, *two)
