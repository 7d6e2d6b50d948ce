"""An identity paper is kept covered or not at all: what comes as it is waits, for its own device, and not for long."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import TestCase
from django.utils import timezone
from PIL import Image, ImageDraw

from guides_app.squares import CELLS, Mask
from requests_app import admin, evidence, inventory, tasks, uncovered, workflow
from requests_app.models import (
    AccessLink,
    AskedItem,
    CodeRequest,
    Desk,
    DocumentProblem,
    EvidenceLevel,
    Slot,
    UncoveredPicture,
)
from requests_app.states import Status
from requests_app.vault.storage import vault
from tests import files
from tests.requests_app.views.person import Person, leads_to, words

NAME = {"3-3", "3-4"}
ALL_BUT_THE_NAME = sorted(set(CELLS) - NAME)


@pytest.fixture
def draft(ana: Person, desk: Desk) -> CodeRequest:
    """Of Ana, at a desk that asks for an identity paper too; only that is still missing."""
    draft = ana.fill_in()
    draft.desk.evidence_level = EvidenceLevel.STRICT
    draft.desk.save()
    evidence.attach(draft, Slot.VIN_PLATE, io.BytesIO(files.make_jpeg()))
    return draft


def covered_photo(cells: list[str]) -> io.BytesIO:
    """As a phone sends it that has painted these squares black."""
    picture = files.make_picture()
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in Mask(frozenset(CELLS[name] for name in cells)).boxes(*picture.size):
        draw.rectangle((left, top, right, bottom), fill=0)
    return io.BytesIO(files.jpeg_of(picture))


def cover(person: Person, *cells: str, act: str = "use", picture: int | None = None) -> Any:
    over = picture or UncoveredPicture.objects.get().pk
    with TestCase.captureOnCommitCallbacks(execute=True):
        return person.post(person.at("cover", "identity"), {"act": act, "cells": list(cells), "picture": over})


def test_what_leaves_the_phone_and_the_ways_around_it_are_said_before(ana: Person, draft: CodeRequest) -> None:
    page = words(ana.get(ana.at("document", "identity")))
    assert "Lay paper over the number, the picture and everything but your name" in page
    assert "whether you can bring the paper to the counter instead" in page
    form, fallback = page.split("<div data-without-script>")
    assert "<template data-with-script>" in form
    assert 'type="file"' not in fallback
    plain = words(ana.get(ana.at("document", "identity", plain="1")))
    assert plain.index("The photo leaves your device as it is") < plain.index('type="file"')


def test_a_photo_as_it_is_waits_for_its_squares_and_is_no_document(ana: Person, draft: CodeRequest) -> None:
    assert leads_to(ana.upload("identity")) == ana.at("cover", "identity")
    assert not evidence.current(draft, Slot.IDENTITY)
    grid = words(ana.get(ana.at("cover", "identity")))
    assert grid.count(" checked>") == len(CELLS)
    assert "Only this page shows the photo as it came." in grid
    assert ana.get(ana.at("cover-picture", "identity"))["Cache-Control"] == "no-store"


def test_only_the_covered_picture_is_kept(ana: Person, draft: CodeRequest) -> None:
    names = set(vault.names())
    ana.upload("identity")
    waiting = set(vault.names()) - names
    assert leads_to(cover(ana, *ALL_BUT_THE_NAME)) == ana.at("preview", "identity", covered="yes")
    page = evidence.current(draft, Slot.IDENTITY)[0].pages.get()
    assert set(vault.names()) - names == {page.file_name, page.thumb_name}
    assert not waiting & set(vault.names())
    picture = Image.open(io.BytesIO(evidence.read_picture(page))).convert("L")
    assert max(picture.crop((0, 0, picture.width, picture.height // 6)).tobytes()) <= 4
    assert not UncoveredPicture.objects.exists()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (list(CELLS), "Leave your name uncovered so that we can read it"),
        ([], "Cover more: leave open only the squares where your name is"),
        (["1-1"], "Cover more: leave open only the squares where your name is"),
    ],
)
@pytest.mark.parametrize("act", ["cover", "use"])
def test_an_untouched_and_a_hardly_covered_paper_are_refused(
    ana: Person, draft: CodeRequest, cells: list[str], sentence: str, act: str
) -> None:
    ana.upload("identity")
    page = cover(ana, *cells, act=act)
    assert page.status_code == 422
    assert words(page).count(sentence) == 2
    assert not evidence.current(draft, Slot.IDENTITY)


@pytest.mark.parametrize("act", ["cover", "use"])
def test_squares_of_one_photo_are_not_laid_over_another_from_a_second_tab(
    ana: Person, draft: CodeRequest, act: str
) -> None:
    ana.upload("identity")
    first = UncoveredPicture.objects.get().pk
    assert f'name="picture" value="{first}"' in words(ana.get(ana.at("cover", "identity")))
    ana.upload("identity")
    assert leads_to(cover(ana, *ALL_BUT_THE_NAME, act=act, picture=first)) == ana.at("cover", "identity")
    assert not evidence.current(draft, Slot.IDENTITY)
    assert words(ana.get(ana.at("cover", "identity"))).count(" checked>") == len(CELLS)


def test_a_waiting_photo_whose_file_is_lost_is_asked_for_again(ana: Person, draft: CodeRequest) -> None:
    ana.upload("identity")
    picture = UncoveredPicture.objects.get()
    for name in (picture.file_name, picture.thumb_name):
        vault.delete(name)
    page = cover(ana, *ALL_BUT_THE_NAME)
    assert page.status_code == 422
    assert "We cannot open this photo. Take it again, or choose another one" in words(page)
    ana.upload("identity")
    assert leads_to(cover(ana, *ALL_BUT_THE_NAME)) == ana.at("preview", "identity", covered="yes")


def test_squares_sent_in_two_tabs_at_once_lead_on_to_the_same_draft(
    ana: Person, draft: CodeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.upload("identity")
    monkeypatch.setattr(uncovered, "drop", lambda picture: False)  # the other tab was faster
    assert leads_to(cover(ana, *ALL_BUT_THE_NAME)) == ana.at("check")


def test_what_a_script_has_covered_is_taken_when_it_is_black(ana: Person, draft: CodeRequest) -> None:
    answer = ana.upload("identity", file=covered_photo(ALL_BUT_THE_NAME), cells=ALL_BUT_THE_NAME)
    assert leads_to(answer) == ana.at("preview", "identity")
    assert len(evidence.current(draft, Slot.IDENTITY)) == 1


@pytest.mark.parametrize("black", [[], ALL_BUT_THE_NAME[:-1]], ids=["nothing", "one square less"])
def test_squares_that_are_said_to_be_black_and_are_not_lead_to_the_covering_page(
    ana: Person, draft: CodeRequest, black: list[str]
) -> None:
    answer = ana.upload("identity", file=covered_photo(black), cells=ALL_BUT_THE_NAME)
    assert leads_to(answer) == ana.at("cover", "identity")
    assert not evidence.current(draft, Slot.IDENTITY)


@pytest.mark.parametrize("cells", [list(CELLS), ["1-1"]], ids=["all", "one"])
def test_a_script_that_covers_all_or_hardly_anything_is_refused(
    ana: Person, draft: CodeRequest, cells: list[str]
) -> None:
    assert ana.upload("identity", file=covered_photo(cells), cells=cells).status_code == 422
    assert not UncoveredPicture.objects.exists()


def test_of_a_pdf_the_first_page_is_covered_and_the_others_are_not_kept(ana: Person, draft: CodeRequest) -> None:
    ana.upload("identity", file=io.BytesIO(files.make_pdf(pages=2)))
    cover(ana, *ALL_BUT_THE_NAME)
    assert evidence.current(draft, Slot.IDENTITY)[0].pages.count() == 1
    assert "Of a PDF only the first page is used." in words(ana.get(ana.at("document", "identity", plain="1")))


def test_nobody_else_sees_it(ana: Person, ben: Person, draft: CodeRequest) -> None:
    ana.upload("identity")
    ben.fill_in(email="ben@customer.example")
    for other in (ben, Person()):
        assert other.get(other.at("cover-picture", "identity")).status_code != 200
        assert leads_to(other.get(other.at("cover", "identity")))


def test_a_request_is_not_sent_while_a_paper_waits_to_be_covered(ana: Person, draft: CodeRequest) -> None:
    ana.upload("identity", file=covered_photo(ALL_BUT_THE_NAME), cells=ALL_BUT_THE_NAME)
    ana.upload("identity")
    assert leads_to(ana.send()) == ana.at("document", "identity")
    assert "is not covered yet" in words(ana.get(ana.at("document", "identity")))
    with pytest.raises(workflow.NotComplete):
        workflow.send(draft)
    ana.post(ana.at("remove", "identity"), {"upload": "waiting"})
    ana.send()
    draft.refresh_from_db()
    assert draft.status == Status.RECEIVED


def test_a_covered_photo_takes_the_place_of_the_one_that_waits(ana: Person, draft: CodeRequest) -> None:
    ana.upload("identity")
    ana.upload("identity", file=covered_photo(ALL_BUT_THE_NAME), cells=ALL_BUT_THE_NAME)
    assert not UncoveredPicture.objects.exists()


def test_without_its_squares_it_is_gone_within_the_hour(ana: Person, draft: CodeRequest) -> None:
    names = set(vault.names())
    ana.upload("identity")
    assert set(vault.names()) - names
    assert not list(inventory.stray_files())
    assert timedelta(minutes=60) >= uncovered.LIFE + timedelta(minutes=10)
    UncoveredPicture.objects.update(created_at=timezone.now() - uncovered.LIFE)
    assert leads_to(ana.get(ana.at("cover", "identity"))) == ana.at("document", "identity")
    with TestCase.captureOnCommitCallbacks(execute=True):
        tasks.do_chores()
    assert set(vault.names()) == names


def test_where_no_worker_runs_it_goes_when_the_next_one_comes(ana: Person, draft: CodeRequest) -> None:
    ana.upload("identity")
    forgotten = UncoveredPicture.objects.get()
    UncoveredPicture.objects.update(created_at=timezone.now() - uncovered.LIFE, slot=Slot.CERTIFICATE)
    with TestCase.captureOnCommitCallbacks(execute=True):
        ana.upload("identity")
    assert forgotten.file_name not in set(vault.names())
    assert UncoveredPicture.objects.get().slot == Slot.IDENTITY


def test_where_no_worker_runs_the_probe_of_the_balancer_lets_go_of_it(ana: Person, draft: CodeRequest) -> None:
    names = set(vault.names())
    ana.upload("identity")
    ana.get("/healthz/ready")
    assert UncoveredPicture.objects.exists()
    UncoveredPicture.objects.update(created_at=timezone.now() - uncovered.LIFE)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert ana.get("/healthz/ready").status_code == 200
    assert set(vault.names()) == names


def test_one_that_does_not_open_is_let_go_of_and_asked_for_again(
    ana: Person, draft: CodeRequest, caplog: pytest.LogCaptureFixture
) -> None:
    ana.upload("identity")
    inventory.check_some_files()
    vault.delete(UncoveredPicture.objects.get().file_name)
    inventory.check_some_files()
    assert not UncoveredPicture.objects.exists()
    assert "waiting picture" in caplog.text
    assert leads_to(ana.get(ana.at("cover", "identity"))) == ana.at("document", "identity")


def test_it_goes_with_its_request(ana: Person, draft: CodeRequest) -> None:
    ana.upload("identity")
    with TestCase.captureOnCommitCallbacks(execute=True):
        evidence.delete_all(draft)
    assert not list(vault.names())


def test_hiding_more_of_a_covered_paper_never_uncovers_it(ana: Person, draft: CodeRequest) -> None:
    ana.upload("identity")
    cover(ana, *ALL_BUT_THE_NAME)
    page = evidence.current(draft, Slot.IDENTITY)[0].pages.get()
    with TestCase.captureOnCommitCallbacks(execute=True):
        ana.post(ana.at("hide", "identity", page.pk), {"act": "use", "cells": sorted(set(CELLS) - {"1-1"})})
    page.refresh_from_db()
    picture = Image.open(io.BytesIO(evidence.read_picture(page))).convert("L")
    assert max(picture.tobytes()) <= 4


@pytest.fixture
def asked(ana: Person, draft: CodeRequest, alice: User) -> AskedItem:
    """The identity paper is asked of Ana again."""
    ana.upload("identity")
    cover(ana, *ALL_BUT_THE_NAME)
    ana.send()
    draft.refresh_from_db()
    workflow.claim(draft, by=alice)
    workflow.ask(draft, [workflow.Item(Slot.IDENTITY, DocumentProblem.BLUR)], by=alice)
    return AskedItem.objects.get()


def answer(person: Person, item: AskedItem, page: str = "item", **said: Any) -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return person.post(person.at(f"reply-{page}", item.code_request.reference, item.pk), said)


def test_an_answer_waits_for_its_squares_too_and_is_not_sent_before(ana: Person, asked: AskedItem) -> None:
    reference = asked.code_request.reference
    before = evidence.current(asked.code_request, Slot.IDENTITY)
    waits = answer(ana, asked, photo=io.BytesIO(files.make_jpeg()))
    assert leads_to(waits) == ana.at("reply-cover", reference, asked.pk)
    assert evidence.current(asked.code_request, Slot.IDENTITY) == before
    assert ana.post(ana.at("reply", reference)).status_code == 422
    assert ana.get(ana.at("reply-cover-picture", reference, asked.pk)).status_code == 200
    answer(ana, asked, "cover", act="use", cells=ALL_BUT_THE_NAME, picture=UncoveredPicture.objects.get().pk)
    assert leads_to(ana.post(ana.at("reply", reference))) == ana.at("track", reference) + "?answered=1"
    assert evidence.current(asked.code_request, Slot.IDENTITY) != before


def test_no_page_of_staff_knows_of_what_waits() -> None:
    folder = Path(admin.__file__).parent
    assert not [path.name for path in folder.rglob("*.py") if "uncovered" in path.read_text(encoding="utf-8").lower()]


def test_a_letters_link_on_another_device_is_not_shown_what_waits(ana: Person, ben: Person, asked: AskedItem) -> None:
    reference = asked.code_request.reference
    answer(ana, asked, photo=io.BytesIO(files.make_jpeg()))
    token = workflow.new_link(asked.code_request, AccessLink.Kind.LETTER)
    ben.get(ben.at("link", token))
    assert ben.get(ben.at("reply-cover-picture", reference, asked.pk)).status_code == 404


def test_without_a_script_one_can_still_say_what_there_is_instead(ana: Person, asked: AskedItem) -> None:
    page = words(ana.get(ana.at("reply-item", asked.code_request.reference, asked.pk)))
    assert 'name="text"' in page.split("<div data-without-script>")[1]
    answer(ana, asked, text="I can bring it to the counter.")
    asked.refresh_from_db()
    assert asked.answered_at
