"""An identity paper that comes with an appeal is covered first, as everywhere, and stays until it is decided."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import TestCase
from django.utils import timezone

from guides_app.squares import CELLS
from requests_app import evidence, retention, workflow
from requests_app.models import AskedItem, CodeRequest, Slot, UncoveredPicture
from requests_app.states import Status
from tests.factories import make_photo as photo
from tests.requests_app.views.person import Person, leads_to, words

ALL_BUT_THE_NAME = sorted(set(CELLS) - {"3-3", "3-4"})


@pytest.fixture
def refused(ana: Person, alice: User) -> CodeRequest:
    """Ana's request was refused."""
    code_request = ana.sent()
    workflow.claim(code_request, by=alice)
    workflow.refuse(code_request, workflow.Refusal.NOT_HOLDER, by=alice)
    return code_request


def hand_in(ana: Person, refused: CodeRequest) -> Any:
    return ana.post(ana.at("appeal-identity", refused.reference), {"photo": photo()})


def cover(ana: Person, refused: CodeRequest) -> Any:
    squares = {"act": "use", "cells": ALL_BUT_THE_NAME, "picture": UncoveredPicture.objects.get().pk}
    with TestCase.captureOnCommitCallbacks(execute=True):
        return ana.post(ana.at("appeal-identity-cover", refused.reference), squares)


def test_the_appeal_leads_to_the_page_that_covers_and_keeps_the_words(ana: Person, refused: CodeRequest) -> None:
    appeal = ana.at("appeal", refused.reference)
    assert "An identity card or passport has a page of its own" in words(ana.get(appeal))
    onward = leads_to(ana.post(appeal, {"text": "I am her son.", "then": "identity"}))
    page = words(ana.get(onward))
    assert onward == ana.at("appeal-identity", refused.reference)
    assert "Lay paper over the number, the picture and everything but your name" in page
    assert 'type="file"' not in page.split("<div data-without-script>")[1]
    assert "I am her son." in words(ana.get(appeal))


def test_an_appeal_is_not_sent_while_its_paper_waits_to_be_covered(ana: Person, refused: CodeRequest) -> None:
    assert leads_to(hand_in(ana, refused)) == ana.at("appeal-identity-cover", refused.reference)
    assert not refused.uploads.filter(slot=Slot.IDENTITY).exists()
    sent = ana.post(ana.at("appeal", refused.reference), {"text": "I am her son."})
    assert leads_to(sent) == ana.at("appeal-identity", refused.reference)
    with pytest.raises(workflow.NotComplete, match="cover:identity"):
        workflow.appeal_with(refused, text="past the page")
    refused.refresh_from_db()
    assert refused.state is Status.REFUSED
    page = words(ana.get(ana.at("appeal", refused.reference)))
    assert "is not covered yet, and is not added before it is" in page
    assert "I am her son." in page


def test_a_covered_paper_goes_with_the_appeal_until_it_is_decided(ana: Person, refused: CodeRequest, bob: User) -> None:
    hand_in(ana, refused)
    assert leads_to(cover(ana, refused)).startswith(ana.at("appeal-identity-preview", refused.reference))
    paper = evidence.current(refused, Slot.IDENTITY)[0]
    retention.purge()
    assert evidence.current(refused, Slot.IDENTITY) == [paper]
    ana.post(ana.at("appeal", refused.reference), {"text": "I am her son."})
    assert AskedItem.objects.get().answer_upload == paper
    refused.refresh_from_db()
    workflow.claim(refused, by=bob)
    workflow.refuse(refused, workflow.Refusal.NOT_HOLDER, by=bob)
    retention.purge()
    assert not evidence.current(refused, Slot.IDENTITY)


def test_a_paper_of_an_appeal_that_is_never_sent_goes_after_fourteen_days(ana: Person, refused: CodeRequest) -> None:
    hand_in(ana, refused)
    cover(ana, refused)
    with time_machine.travel(timezone.now() + timedelta(days=14, hours=1)):
        retention.purge()
    assert not evidence.current(refused, Slot.IDENTITY)


def test_nobody_else_comes_to_the_paper(ana: Person, ben: Person, refused: CodeRequest) -> None:
    hand_in(ana, refused)
    for page in ("", "-cover", "-cover-picture", "-preview"):
        assert ben.get(ana.at(f"appeal-identity{page}", refused.reference)).status_code == 404
