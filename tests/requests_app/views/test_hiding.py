"""Hide what we do not need: squares become black pixels, the photo before is gone, and only its own device does it."""

import io
from typing import Any

import pytest
from django.test import TestCase
from PIL import Image

from guides_app.squares import CELLS
from requests_app import evidence, workflow
from requests_app.evidence import covering
from requests_app.limits import Limit
from requests_app.models import CodeRequest, Page, Slot
from requests_app.vault.sanitise import UploadProblem, UploadRefused
from requests_app.vault.storage import vault
from tests import files
from tests.requests_app.views.person import Person, leads_to, words

BLACK = ((0, 0), (0, 0), (0, 0))
FREE = "Leave (E) and (C.1) uncovered so that we can read them"


def page_of(draft: CodeRequest, slot: Slot = Slot.CERTIFICATE) -> Page:
    return Page.objects.get(upload=evidence.current(draft, slot)[0])


def hide(person: Person, page: Page, *cells: str, act: str = "use", slug: str = "certificate") -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return person.post(person.at("hide", slug, page.pk), {"act": act, "cells": list(cells)})


def square(page: Page, row: int, column: int) -> Any:
    picture = Image.open(io.BytesIO(evidence.read_picture(page))).convert("RGB")
    width, height = picture.width // 8, picture.height // 6
    return picture.crop(((column - 1) * width, (row - 1) * height, column * width, row * height)).getextrema()


@pytest.fixture
def draft(ana: Person) -> CodeRequest:
    """Of Ana, with everything in it; her certificate has been photographed with its place."""
    draft = ana.fill_in()
    evidence.attach(draft, Slot.CERTIFICATE, io.BytesIO(files.make_jpeg(gps=True)), replace=True)
    return draft


def test_chosen_squares_are_black_and_the_others_are_not(ana: Person, draft: CodeRequest) -> None:
    page = page_of(draft)
    assert leads_to(hide(ana, page, "2-5", "6-8")) == ana.at("preview", "certificate", covered="yes")
    page.refresh_from_db()
    assert square(page, 2, 5) == square(page, 6, 8) == BLACK
    assert square(page, 1, 1) != BLACK


def test_nothing_of_the_photo_before_is_left_in_the_vault(ana: Person, draft: CodeRequest) -> None:
    before = page_of(draft)
    names = set(vault.names())
    hide(ana, before, "2-5")
    after = page_of(draft)
    assert set(vault.names()) == names - {before.file_name, before.thumb_name} | {after.file_name, after.thumb_name}
    assert files.GPS_MARK not in evidence.read_picture(after) + evidence.read_thumb(after)


def test_covering_more_keeps_what_was_covered(ana: Person, draft: CodeRequest) -> None:
    hide(ana, page_of(draft), "2-5")
    hide(ana, page_of(draft), "3-3")
    assert square(page_of(draft), 2, 5) == square(page_of(draft), 3, 3) == BLACK


def test_looking_and_changing_alter_nothing(ana: Person, draft: CodeRequest) -> None:
    page, names = page_of(draft), set(vault.names())
    look = words(hide(ana, page, "2-5", act="cover"))
    assert "Check what is hidden" in look
    assert 'name="cells" value="2-5"' in look
    assert ticked(hide(ana, page, "2-5", act="change")) == 1
    assert set(vault.names()) == names


def test_the_grid_is_checkboxes_with_their_places_and_nothing_is_covered_at_first(
    ana: Person, draft: CodeRequest
) -> None:
    grid = ana.get(ana.at("hide", "certificate", page_of(draft).pk))
    assert words(grid).count('type="checkbox" name="cells"') == 48
    assert "Row 2, column 5" in words(grid)
    assert "Leave (E) and (C.1) free." in words(grid)
    assert ticked(grid) == 0


@pytest.mark.parametrize(("act", "count"), [("all", 48), ("none", 0)])
def test_all_squares_are_covered_or_freed_without_scripts(
    ana: Person, draft: CodeRequest, act: str, count: int
) -> None:
    assert ticked(hide(ana, page_of(draft), "2-5", act=act)) == count


@pytest.mark.parametrize("act", ["cover", "use"])
def test_something_has_to_stay_readable(ana: Person, draft: CodeRequest, act: str) -> None:
    before = page_of(draft)
    answer = hide(ana, before, *CELLS, act=act)
    assert answer.status_code == 422
    assert words(answer).count(FREE) == 2
    assert page_of(draft).file_name == before.file_name


@pytest.mark.parametrize("cell", ["0-1", "7-1", "1-9", "2-5-1", "x", "", "-1--1", "２-５"])
def test_a_square_that_is_not_there_is_refused(ana: Person, draft: CodeRequest, cell: str) -> None:
    before = page_of(draft)
    answer = hide(ana, before, "2-5", cell)
    assert answer.status_code == 422
    assert words(answer).count("Choose squares of this photo") == 2
    assert page_of(draft).file_name == before.file_name


def test_covering_nothing_leads_back_to_the_photo(ana: Person, draft: CodeRequest) -> None:
    before = page_of(draft)
    assert leads_to(hide(ana, before)) == ana.at("preview", "certificate")
    assert page_of(draft).file_name == before.file_name


def test_the_way_there_is_offered_for_papers_and_not_for_the_label(ana: Person, draft: CodeRequest) -> None:
    way = ana.at("hide", "certificate", page_of(draft).pk)
    assert f'href="{way}"' in words(ana.get(ana.at("preview", "certificate")))
    assert f'href="{way}"' in words(ana.get(ana.at("document", "certificate")))
    assert "Hide parts" not in words(ana.get(ana.at("preview", "label-photo")))
    assert ana.get(ana.at("hide", "label-photo", page_of(draft, Slot.LABEL).pk)).status_code == 404


def test_each_page_of_a_paper_is_covered_by_itself(ana: Person, draft: CodeRequest) -> None:
    evidence.attach(draft, Slot.CERTIFICATE, io.BytesIO(files.make_pdf(pages=2)), replace=True)
    first, second = Page.objects.filter(upload=evidence.current(draft, Slot.CERTIFICATE)[0])
    preview = words(ana.get(ana.at("preview", "certificate")))
    assert all(ana.at("hide", "certificate", page.pk) in preview for page in (first, second))
    leads_to(hide(ana, second, "1-1"))
    assert square(Page.objects.get(pk=second.pk), 1, 1) == BLACK
    assert Page.objects.get(pk=first.pk).file_name == first.file_name


def test_nobody_else_sees_or_covers_it(ana: Person, ben: Person, draft: CodeRequest) -> None:
    page = page_of(draft)
    ben.fill_in(email="ben@customer.example")
    for other in (ben, Person()):
        assert other.get(other.at("hide", "certificate", page.pk)).status_code == 404
        assert hide(other, page, "2-5").status_code == 404
    assert page_of(draft).file_name == page.file_name


@pytest.mark.parametrize("slug", ["identity", "purchase", "label-photo", "display-photo", "nonsense"])
def test_a_page_is_found_under_its_own_paper_only(ana: Person, draft: CodeRequest, slug: str) -> None:
    assert ana.get(ana.at("hide", slug, page_of(draft).pk)).status_code == 404


def test_what_was_sent_is_not_changed_any_more(ana: Person, draft: CodeRequest) -> None:
    page = page_of(draft)
    ana.send()
    assert ana.get(ana.at("hide", "certificate", page.pk)).status_code == 404
    assert hide(ana, page, "2-5").status_code == 404


def test_a_draft_that_is_sent_meanwhile_keeps_its_photo(draft: CodeRequest) -> None:
    page = page_of(draft)
    workflow.send(draft)
    names = set(vault.names())
    with pytest.raises(evidence.Closed):
        evidence.cover(page, frozenset({(1, 1)}))
    assert set(vault.names()) == names


def test_of_two_at_once_the_second_does_not_uncover_what_the_first_hid(draft: CodeRequest) -> None:
    page, stale = page_of(draft), page_of(draft)
    evidence.cover(page, frozenset({(1, 1)}))
    with pytest.raises(evidence.Closed):
        evidence.cover(stale, frozenset({(2, 2)}))
    assert square(page_of(draft), 1, 1) == BLACK


def test_a_full_disk_is_said_and_changes_nothing(
    ana: Person, draft: CodeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covering, "vault_cover", lambda *_: UploadRefused(UploadProblem.NO_SPACE))
    answer = hide(ana, page_of(draft), "2-5")
    assert answer.status_code == 503
    assert "Our storage is full" in words(answer)


def test_it_counts_as_an_upload(ana: Person, draft: CodeRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limit.UPLOADS, "most", 1)
    assert hide(ana, page_of(draft), "2-5").status_code == 429


def ticked(response: Any) -> int:
    assert response.status_code == 200
    return words(response).count(" checked>")
