"""Evidence changes only by what was asked for, while it is asked for; and each change after sending leaves its line."""

import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from requests_app import evidence, workflow
from requests_app.evidence import Purpose, taking
from requests_app.models import AskedItem, CodeRequest, Desk, DocumentProblem, Event, Slot, Upload
from requests_app.vault.sanitise import sanitise
from requests_app.vault.storage import vault
from tests import factories, files


@pytest.fixture
def draft(desk: Desk) -> CodeRequest:
    return factories.make_draft(desk)


@pytest.fixture
def asked(draft: CodeRequest, alice: User) -> CodeRequest:
    """Two things about the certificate are asked of the customer again."""
    workflow.send(draft)
    factories.take(draft, by=alice)
    problems = (DocumentProblem.FIELD_E, DocumentProblem.FIELD_C1)
    workflow.ask(draft, [workflow.Item(Slot.CERTIFICATE, problem) for problem in problems], by=alice)
    return draft


def photo() -> io.BytesIO:
    return io.BytesIO(files.make_jpeg())


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """While the next file is being cleaned, something else happens."""
    clean = sanitise

    def cleaned(*args: object, **options: object) -> object:
        act()
        return clean(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(taking, "sanitise", cleaned)


def test_an_upload_under_way_when_the_request_is_sent_is_not_added(
    draft: CodeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    label, names = evidence.current(draft, Slot.LABEL), set(vault.names())
    meanwhile(monkeypatch, lambda: workflow.send(draft))
    with pytest.raises(evidence.Closed):
        evidence.attach(draft, Slot.LABEL, photo())
    assert evidence.current(draft, Slot.LABEL) == label
    assert set(vault.names()) == names


def test_an_answer_under_way_when_the_answers_are_sent_is_not_added(
    asked: CodeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = AskedItem.objects.earliest("pk")
    for one in AskedItem.objects.all():
        workflow.answer_item(one, text="Here")
    certificate = evidence.current(asked, Slot.CERTIFICATE)
    meanwhile(monkeypatch, lambda: workflow.answer(asked))
    with pytest.raises(evidence.Closed):
        evidence.attach(asked, Slot.CERTIFICATE, photo(), purpose=Purpose.ANSWER, item=item)
    assert evidence.current(asked, Slot.CERTIFICATE) == certificate


@pytest.mark.parametrize("purpose", Purpose)
def test_a_request_that_is_being_checked_takes_nothing(draft: CodeRequest, alice: User, purpose: Purpose) -> None:
    workflow.send(draft)
    factories.take(draft, by=alice)
    with pytest.raises(evidence.Closed):
        evidence.attach(draft, Slot.LABEL, photo(), purpose=purpose)


def test_an_answer_is_taken_for_what_was_asked_only(asked: CodeRequest) -> None:
    item = AskedItem.objects.earliest("pk")
    for slot, of in ((Slot.LABEL, item), (Slot.CERTIFICATE, None)):
        with pytest.raises(evidence.Closed):
            evidence.attach(asked, slot, photo(), purpose=Purpose.ANSWER, item=of)


def test_each_change_after_sending_leaves_its_line(asked: CodeRequest) -> None:
    item = AskedItem.objects.earliest("pk")
    before = evidence.current(asked, Slot.CERTIFICATE)
    upload = evidence.attach(asked, Slot.CERTIFICATE, photo(), purpose=Purpose.ANSWER, item=item)
    assert isinstance(upload, Upload)
    evidence.cover(upload.pages.get(), frozenset({(1, 1)}), purpose=Purpose.ANSWER, item=item)
    evidence.remove(upload, purpose=Purpose.ANSWER, item=item)
    lines = Event.objects.filter(code_request=asked, kind__startswith="document_").order_by("number")
    assert [line.kind for line in lines] == ["document_added", "document_covered", "document_removed"]
    assert lines[0].data["replaced"] == [old.pk for old in before]
    assert lines[1].data["before"] != lines[1].data["after"]


def test_two_answers_about_one_paper_stand_beside_each_other(asked: CodeRequest) -> None:
    first, second = (
        evidence.attach(asked, Slot.CERTIFICATE, photo(), purpose=Purpose.ANSWER, item=item)
        for item in AskedItem.objects.order_by("pk")
    )
    assert evidence.current(asked, Slot.CERTIFICATE) == [first, second]


def test_what_was_sent_is_not_taken_out_or_covered_again(draft: CodeRequest) -> None:
    upload = evidence.current(draft, Slot.CERTIFICATE)[0]
    workflow.send(draft)
    with pytest.raises(evidence.Closed):
        evidence.remove(upload)
    with pytest.raises(evidence.Closed):
        evidence.cover(upload.pages.all()[0], frozenset({(1, 1)}))
    assert evidence.current(draft, Slot.CERTIFICATE) == [upload]


def test_what_staff_have_seen_is_not_taken_out_with_an_answer(asked: CodeRequest) -> None:
    seen = evidence.current(asked, Slot.CERTIFICATE)[0]
    with pytest.raises(evidence.Closed):
        evidence.remove(seen, purpose=Purpose.ANSWER, item=AskedItem.objects.earliest("pk"))
