"""The manufacturer's answer: with a picture it is a source; the picture is the desk's own, sealed, and goes in time."""

import io
from datetime import date
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from requests_app import evidence, inventory, workflow
from requests_app.models import AnswerPicture, Candidate, CodeRequest, Desk, Event, Source, Verdict
from requests_app.policy import Rule
from requests_app.states import Party
from requests_app.vault.storage import vault
from requests_app.workflow import second_person
from requests_app.workflow.second_person_rules import rules_that_ask
from tests import factories, files
from tests.damage import lose, sealed_files


def answered(
    code_request: CodeRequest, by: User, *, answer: io.BytesIO | None = None, case: str = "case 7", code: str = "1234"
) -> Candidate:
    """The code that the manufacturer gave, as a clerk types it."""
    return workflow.type_code(
        code_request, code, code, source=Source.MANUFACTURER, provenance=case, by=by,
        answered_on=timezone.localdate(), answer=answer,
    )  # fmt: skip


@pytest.fixture
def approved(desk: Desk, alice: User) -> CodeRequest:
    return factories.make_approved(desk, by=alice)[0]


def test_case_number_and_day_on_one_clerks_word_ask_for_a_second_person(
    approved: CodeRequest, alice: User, bob: User
) -> None:
    bare = answered(approved, alice)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(approved, bare, by=alice, reason="the manufacturer knows")
    factories.second_look(approved, by=bob)
    approved.refresh_from_db()
    workflow.deliver(approved, bare, by=alice, reason="the manufacturer knows")


def test_with_its_picture_the_answer_is_a_source(approved: CodeRequest, alice: User) -> None:
    seen = answered(approved, alice, answer=factories.make_photo("1234"))
    assert rules_that_ask(approved, by=alice, candidate=seen) == ()
    confirmed = workflow.type_code(approved, "1234", "1234", source=Source.PAPERS, provenance="card", by=alice)
    assert rules_that_ask(approved, by=alice, candidate=confirmed) == ()


def test_a_shop_whose_policy_asks_nobody_for_typed_codes_gets_what_it_says(desk: Desk, alice: User) -> None:
    Desk.objects.filter(pk=desk.pk).update(second_for_typed_code=False)
    desk.refresh_from_db()
    code_request, _ = factories.make_approved(desk, by=alice)
    assert rules_that_ask(code_request, by=alice, candidate=answered(code_request, alice)) == ()


def test_a_picture_that_cannot_be_shown_any_more_confirms_nothing(approved: CodeRequest, alice: User) -> None:
    before = set(sealed_files())
    answered(approved, alice, answer=factories.make_photo("1234"))
    (file,) = set(sealed_files()) - before
    lose(file)
    checked = approved.uploads.count() + 1
    assert inventory.check_some_files() == f"{checked} checked, 1 damaged"
    assert Client().get("/healthz/files").content == b"1 damaged\n"
    kept = workflow.candidates_of(approved)[-1]
    assert Rule.TYPED_CODE in rules_that_ask(approved, by=alice, candidate=kept)
    assert Event.objects.get(code_request=approved, kind="document_damaged").data["candidate"] == kept.pk


def test_the_second_person_opens_the_answer_first_and_a_later_one_voids_the_look(
    approved: CodeRequest, alice: User, bob: User
) -> None:
    answered(approved, alice, answer=factories.make_photo("1234"))
    look = partial(workflow.second_look, approved, Verdict.YES, by=bob, reason="fine", number="S053", vin6="1")
    with pytest.raises(workflow.NotComplete) as refused:
        look()
    assert "unopened_answer" in refused.value.missing
    factories.second_look(approved, by=bob)
    assert second_person.agreeing_look(approved)
    answered(approved, alice, answer=factories.make_photo("another picture"))
    assert second_person.agreeing_look(approved) is None


def test_another_case_number_without_a_picture_leaves_none(
    approved: CodeRequest, alice: User, django_capture_on_commit_callbacks: object
) -> None:
    first = answered(approved, alice, answer=factories.make_photo("1234"))
    assert not answered(approved, alice).is_typed, "the same answer once more takes nothing away"
    before = set(vault.names())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        again = answered(approved, alice, case="case 8")
    again.refresh_from_db()
    assert (again.pk, again.is_typed, again.provenance) == (first.pk, True, "case 8")
    assert len(before - set(vault.names())) == 1


def test_every_page_of_a_pdf_is_kept_and_one_of_another_source_is_refused(approved: CodeRequest, alice: User) -> None:
    kept = answered(approved, alice, answer=io.BytesIO(files.make_pdf(pages=2)))
    assert [picture.number for picture in kept.pictures.all()] == [1, 2]
    assert all(evidence.read_picture(picture)[:2] == b"\xff\xd8" for picture in kept.pictures.all())
    assert inventory.verify().sound
    with pytest.raises(workflow.NotComplete, match="answer_of_manufacturer"):
        workflow.type_code(
            approved, "1234", "1234", source=Source.PAPERS, provenance="card", by=alice, answer=factories.make_photo()
        )


@pytest.mark.parametrize("wrong", ["codes", "person", "file"])
def test_what_is_refused_leaves_no_file(approved: CodeRequest, alice: User, mallory: User, wrong: str) -> None:
    before = set(vault.names())
    file = io.BytesIO(b"GIF89a no picture") if wrong == "file" else factories.make_photo("1234")
    with pytest.raises((workflow.NotComplete, workflow.NotAllowed)):
        workflow.type_code(
            approved, "1234", "4321" if wrong == "codes" else "1234", source=Source.MANUFACTURER, provenance="case 7",
            by=mallory if wrong == "person" else alice, answered_on=date(2026, 1, 5), answer=file,
        )  # fmt: skip
    assert set(vault.names()) == before
    assert not approved.candidates.filter(source=Source.MANUFACTURER).exists()


def test_it_goes_with_the_code(approved: CodeRequest, alice: User, django_capture_on_commit_callbacks: object) -> None:
    answered(approved, alice, answer=factories.make_photo("1234"))
    name = AnswerPicture.objects.get().file_name
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        workflow.erase(approved, party=Party.CUSTOMER)
    assert not AnswerPicture.objects.exists()
    assert not vault.exists(name)
