"""A code that was looked up, or typed by hand: four digits, twice, with where it comes from, by somebody who may."""

from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import evidence, workflow
from requests_app.models import AnswerPicture, CodeRequest, Desk, Event, Source, SourceScore
from requests_app.vault.storage import vault
from tests import factories


@pytest.fixture
def approved(desk: Desk, alice: User) -> CodeRequest:
    return factories.make_approved(desk, by=alice)[0]


@pytest.mark.parametrize("code", ["", "123", "12345", "12a4", "ab12", "١٢٣٤", "１２３４", "12 4", "-123"])
def test_what_is_not_four_digits_is_no_code(approved: CodeRequest, alice: User, code: str) -> None:
    with pytest.raises(workflow.NotComplete) as refused:
        workflow.type_code(approved, code, code, source=Source.PAPERS, provenance="card", by=alice)
    assert refused.value.missing == ("four_digits",)


@pytest.mark.parametrize(
    ("second", "source", "provenance", "missing"),
    [
        ("4712", Source.PAPERS, "card", "codes_differ"),
        ("4711", Source.CALCULATOR, "card", "source"),
        ("4711", Source.REGISTRY, "card", "source"),
        ("4711", Source.PAPERS, "  ", "source"),
    ],
)
def test_a_typed_code_is_typed_twice_and_says_where_it_comes_from(
    approved: CodeRequest, alice: User, second: str, source: Source, provenance: str, missing: str
) -> None:
    with pytest.raises(workflow.NotComplete) as refused:
        workflow.type_code(approved, "4711", second, source=source, provenance=provenance, by=alice)
    assert refused.value.missing == (missing,)


def test_an_answer_of_tomorrow_is_none(approved: CodeRequest, alice: User) -> None:
    keep = partial(workflow.type_code, source=Source.MANUFACTURER, provenance="case 1", by=alice)
    with pytest.raises(workflow.NotComplete, match="answered_on"):
        keep(approved, "4711", "4711", answered_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(workflow.NotComplete, match="answered_on"):
        keep(approved, "4711", "4711", answer=factories.make_photo("no day"))
    assert keep(approved, "4711", "4711", answered_on=timezone.localdate()).answered_on


def test_only_the_manufacturers_answer_carries_a_day(approved: CodeRequest, alice: User) -> None:
    day = timezone.localdate()
    code = workflow.type_code(
        approved, "4711", "4711", source=Source.PAPERS, provenance="card", by=alice, answered_on=day
    )
    assert code.is_typed
    lines = Event.objects.filter(code_request=approved, kind="type_code")
    assert [line.data["dated"] for line in lines] == [False]


def test_whoever_gave_the_second_look_types_no_code(approved: CodeRequest, bob: User, mallory: User) -> None:
    factories.second_look(approved, by=bob)
    with pytest.raises(workflow.NotComplete):
        workflow.type_code(approved, "4711", "4711", source=Source.PAPERS, provenance="card", by=bob)
    with pytest.raises(workflow.NotAllowed):
        workflow.type_code(approved, "4711", "4711", source=Source.PAPERS, provenance="card", by=mallory)


def test_no_code_is_typed_before_the_approval_or_on_an_old_page(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    old = CodeRequest.objects.get(pk=code_request.pk)
    with pytest.raises(workflow.MoveRefused):
        workflow.type_code(code_request, "4711", "4711", source=Source.PAPERS, provenance="card", by=alice)
    workflow.approve(code_request, by=alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.type_code(old, "4711", "4711", source=Source.PAPERS, provenance="card", by=alice)


@pytest.fixture
def answer(approved: CodeRequest, alice: User) -> AnswerPicture:
    """The picture of what the manufacturer said."""
    keep = partial(workflow.type_code, source=Source.MANUFACTURER, provenance="case 1", by=alice)
    keep(approved, "4711", "4711", answered_on=timezone.localdate(), answer=factories.make_photo("4711"))
    return AnswerPicture.objects.get()


def test_nobody_without_a_part_in_the_request_opens_the_answer(
    approved: CodeRequest, answer: AnswerPicture, bob: User, mallory: User
) -> None:
    workflow.see_answer(answer, by=bob)
    with pytest.raises(workflow.NotAllowed):
        workflow.see_answer(answer, by=mallory)
    CodeRequest.objects.filter(pk=approved.pk).update(email=bob.email)
    with pytest.raises(workflow.NotComplete):
        workflow.see_answer(AnswerPicture.objects.get(), by=bob)
    assert Event.objects.filter(kind="see_answer").count() == 1


def test_no_answer_is_opened_while_the_papers_are_checked_anew(
    approved: CodeRequest, answer: AnswerPicture, alice: User
) -> None:
    workflow.recheck(approved, by=alice, reason="from the beginning")
    with pytest.raises(workflow.NotComplete, match="approval"):
        workflow.see_answer(AnswerPicture.objects.get(), by=alice)


def test_who_may_not_type_a_code_is_told_so_before_any_picture_is_looked_at(
    approved: CodeRequest, mallory: User
) -> None:
    with pytest.raises(workflow.NotAllowed):
        workflow.type_code(
            approved, "4711", "4711", source=Source.MANUFACTURER, provenance="case 1", by=mallory,
            answered_on=timezone.localdate(), answer=BytesIO(b"no picture"),
        )  # fmt: skip


def test_an_answer_for_a_request_that_moved_on_meanwhile_is_refused_and_leaves_no_picture(
    approved: CodeRequest, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, seal = set(vault.names()), evidence.seal_answer

    def slowly(code_request: CodeRequest, file: BytesIO) -> object:
        sealed = seal(code_request, file)
        workflow.recheck(CodeRequest.objects.get(pk=approved.pk), by=alice, reason="from the beginning")
        return sealed

    monkeypatch.setattr(evidence, "seal_answer", slowly)
    with pytest.raises(workflow.MoveRefused):
        workflow.type_code(
            approved, "4711", "4711", source=Source.MANUFACTURER, provenance="case 1", by=alice,
            answered_on=timezone.localdate(), answer=factories.make_photo("4711"),
        )  # fmt: skip
    assert set(vault.names()) == names


def test_a_code_of_a_source_that_is_often_wrong_waits_for_a_second_look_at_once(
    desk: Desk, alice: User, bob: User
) -> None:
    SourceScore.objects.create(desk=desk, radio="buttons-1-4", source=Source.CALCULATOR, right=7, wrong=3)
    code_request, _ = factories.make_approved(desk, by=alice)
    assert code_request.second_look_since
    assert list(workflow.awaiting_second_look(bob)) == [code_request]
