"""What was asked for again is answered item by item; a refusal can be answered once more."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from requests_app import evidence, workflow
from requests_app.models import AskedItem, CodeRequest, DocumentProblem, Event, Slot, Upload
from requests_app.states import Status
from tests.factories import make_photo
from tests.requests_app.views.person import Person, leads_to, words


def photo(file: BytesIO | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("x.jpg", (file or make_photo("again")).read(), "image/jpeg")


@pytest.fixture
def asked(ana: Person, alice: User) -> CodeRequest:
    """Two things are asked of Ana again."""
    code_request = ana.sent()
    workflow.claim(code_request, by=alice)
    items = [
        workflow.Item(Slot.LABEL, DocumentProblem.GLARE, "Look <b>here</b>"),
        workflow.Item(Slot.CERTIFICATE, DocumentProblem.FIELD_E),
    ]
    workflow.ask(code_request, items, by=alice)
    return code_request


def reply(person: Person, code_request: CodeRequest, item: AskedItem, **said: Any) -> Any:
    return person.post(person.at("reply-item", code_request.reference, item.pk), said)


def test_the_list_says_what_is_missing_and_why(ana: Person, asked: CodeRequest) -> None:
    page = words(ana.get(ana.at("reply", asked.reference)))
    assert "<h1>We need 2 things from you</h1>" in page
    assert "There is a white spot on the number. Turn the flash off and tilt the label." in page
    assert "We cannot read (E), the VIN." in page
    assert page.count(">To do</span>") == 2
    assert '<blockquote lang="en">Look &lt;b&gt;here&lt;/b&gt;</blockquote>' in page


def test_nothing_is_sent_before_everything_is_answered(ana: Person, asked: CodeRequest) -> None:
    reply(ana, asked, AskedItem.objects.earliest("pk"), photo=photo())
    page = ana.post(ana.at("reply", asked.reference))
    assert page.status_code == 422
    assert "Not done yet: Registration certificate" in words(page)
    asked.refresh_from_db()
    assert asked.status == Status.NEEDS_INFO


def test_photos_and_words_go_back_together(ana: Person, asked: CodeRequest) -> None:
    label, certificate = AskedItem.objects.order_by("pk")
    reply(ana, asked, label, photo=photo())
    reply(ana, asked, certificate, text="It is with the bank.")
    answered = ana.get(leads_to(ana.post(ana.at("reply", asked.reference))))
    assert "<h1>Your request is being checked</h1>" in words(answered)
    assert len(evidence.current(asked, Slot.LABEL)) == 1
    certificate.refresh_from_db()
    assert certificate.answer_text == "It is with the bank."


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Write a message, or take or choose a photo"),
        ({"text": "x" * 501}, "Your message must be 500 characters or less. You have used 501"),
        ({"photo": b"no photo"}, "The photo must be a JPG, PNG or WebP"),
    ],
)
def test_an_answer_that_is_none_has_its_sentence(
    ana: Person, asked: CodeRequest, said: dict[str, Any], sentence: str
) -> None:
    if "photo" in said:
        said = {"photo": photo(BytesIO(said["photo"]))}
    page = reply(ana, asked, AskedItem.objects.earliest("pk"), **said)
    assert page.status_code == 422
    assert words(page).count(sentence) == 2
    assert len(evidence.current(asked, Slot.LABEL)) == 1


def test_only_the_own_items_of_this_round_can_be_answered(ana: Person, ben: Person, asked: CodeRequest) -> None:
    theirs = ben.sent(email="ben@customer.example")
    item = AskedItem.objects.earliest("pk")
    assert reply(ben, theirs, item, text="mine").status_code == 302  # nothing is asked of Ben
    assert reply(ben, asked, item, text="mine").status_code == 404
    item.refresh_from_db()
    assert item.answered_at is None


def test_who_has_answered_is_told_so(ana: Person, asked: CodeRequest) -> None:
    for item in AskedItem.objects.all():
        reply(ana, asked, item, text="Here")
    ana.post(ana.at("reply", asked.reference))
    assert leads_to(ana.post(ana.at("reply", asked.reference))) == ana.at("track", asked.reference)


@pytest.fixture
def refused(ana: Person, alice: User) -> CodeRequest:
    """Ana's request was refused."""
    code_request = ana.sent()
    workflow.claim(code_request, by=alice)
    workflow.refuse(code_request, workflow.Refusal.NOT_HOLDER, by=alice)
    return code_request


def test_an_appeal_needs_words_and_takes_a_photo(ana: Person, refused: CodeRequest) -> None:
    page = ana.post(ana.at("appeal", refused.reference), {})
    assert page.status_code == 422
    assert words(page).count("Write what we should know") == 2
    ana.post(ana.at("appeal", refused.reference), {"text": "I am her son.", "photo": photo()})
    refused.refresh_from_db()
    item = AskedItem.objects.get()
    assert refused.status == Status.CHECKING
    assert (item.answer_text, item.round) == ("I am her son.", refused.verification_round)
    assert item.answer_upload


def test_the_words_of_an_appeal_stay_out_of_the_record(ana: Person, refused: CodeRequest) -> None:
    ana.post(ana.at("appeal", refused.reference), {"text": "I am her son."})
    assert not [event for event in Event.objects.all() if "son" in f"{event.reason}{event.data}"]


def test_after_its_days_an_appeal_is_too_late(ana: Person, refused: CodeRequest) -> None:
    CodeRequest.objects.update(answer_until=refused.sent_at)
    ana.post(ana.at("appeal", refused.reference), {"text": "I am her son."})
    refused.refresh_from_db()
    assert refused.status == Status.REFUSED
    assert not AskedItem.objects.exists()


def test_photos_are_looked_at_covered_and_taken_out_before_an_appeal_is_sent(ana: Person, refused: CodeRequest) -> None:
    reference = refused.reference
    said = {"text": "I am her son.", "then": "upload"}
    for _n in range(2):
        onward = leads_to(ana.post(ana.at("appeal", reference), said | {"photo": photo()}))
        assert onward == ana.at("appeal-preview", reference)
    first, second = evidence.current(refused, Slot.PURCHASE)
    assert ana.at("appeal-hide", reference, second.pages.get().pk) in words(ana.get(onward))
    ana.post(ana.at("appeal-hide", reference, second.pages.get().pk), {"act": "use", "cells": ["1-1"]})
    ana.post(ana.at("appeal-remove", reference), {"upload": str(first.pk)})
    assert leads_to(ana.post(onward, {"use": "yes"})) == ana.at("appeal", reference)
    assert "I am her son." in words(ana.get(ana.at("appeal", reference)))
    ana.post(ana.at("appeal", reference), {"text": "I am her only son."})
    item = AskedItem.objects.get()
    assert (item.answer_text, item.answer_upload) == ("I am her only son.", second)


def test_an_appeal_changes_nothing_that_was_sent_before(ana: Person, refused: CodeRequest) -> None:
    upload = evidence.current(refused, Slot.CERTIFICATE)[0]
    Upload.objects.filter(pk=upload.pk).update(slot=Slot.PURCHASE)
    page = upload.pages.get()
    assert ana.get(ana.at("appeal-hide", refused.reference, page.pk)).status_code == 404
    ana.post(ana.at("appeal-remove", refused.reference), {"upload": str(upload.pk)})
    with pytest.raises(evidence.Closed):
        evidence.remove(evidence.current(refused, Slot.PURCHASE)[0], purpose=evidence.Purpose.APPEAL)


def test_the_answer_is_looked_at_and_can_be_taken_back(ana: Person, asked: CodeRequest) -> None:
    item = AskedItem.objects.get(slot=Slot.CERTIFICATE)
    preview = leads_to(reply(ana, asked, item, photo=photo()))
    assert preview == ana.at("reply-preview", asked.reference, item.pk)
    upload = evidence.current(asked, Slot.CERTIFICATE)[0]
    page = words(ana.get(preview))
    assert "Can you read (E) and (C.1) in this photo?" in page
    assert ana.at("reply-hide", asked.reference, item.pk, upload.pages.get().pk) in page
    ana.post(ana.at("reply-remove", asked.reference, item.pk), {"upload": str(upload.pk)})
    item.refresh_from_db()
    assert item.answered_at is None
