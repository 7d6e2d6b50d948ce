"""Limits stand in one place: no page, script, form or letter has a figure of its own."""

import re
from pathlib import Path

import pytest

from guides_app.admin.picture_fields import REFUSALS
from guides_app.library.entry_shelves import REFUSED
from guides_app.pictures.answers import UploadProblem
from guides_app.pictures.limits import MAX_MEGABYTES, MAX_MEGAPIXELS, MAX_PDF_PAGES
from requests_app.forms.documents import PROBLEMS

ROOT = Path(__file__).parents[3]
FIGURE = re.compile(r"\b\d+(?:\\u00a0|\s|-|&nbsp;)?(?:MB|megabytes?|megapixels?|MP\b|pages of a PDF)")
SHOWN = [
    *ROOT.glob("templates/**/*.*"),
    *ROOT.glob("config/static/**/*.js"),
    *ROOT.glob("*_app/forms/*.py"),
    *ROOT.glob("*_app/admin/**/*.py"),
    *ROOT.glob("*_app/views/*.py"),
    *ROOT.glob("*_app/notifications/*.py"),
    *ROOT.glob("guides_app/library/*.py"),
    ROOT / "config/settings.py",
]
NOT_OF_A_FILE = {UploadProblem.ALL_COVERED}
NOT_OF_A_PICTURE = {UploadProblem.PDF_LOCKED, UploadProblem.PDF_TOO_MANY_PAGES, UploadProblem.PDF_LIVE_FORM}
NOT_OF_THE_LIBRARY = {*NOT_OF_A_PICTURE, UploadProblem.NO_SPACE, UploadProblem.STORE_AWAY, UploadProblem.TOO_NARROW}


def test_no_text_has_a_limit_of_its_own() -> None:
    found = {path.name: FIGURE.findall(path.read_text(encoding="utf-8")) for path in SHOWN}
    assert {name: figures for name, figures in found.items() if figures} == {}


def test_the_readme_says_the_limits_of_the_code() -> None:
    words = f"up to {MAX_MEGABYTES} MB and, as JPG, {MAX_MEGAPIXELS} megapixels, PDFs up to {MAX_PDF_PAGES} pages"
    assert words in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


def test_every_refusal_has_its_sentence_at_every_door() -> None:
    asked_for_formats = {UploadProblem.NOT_ACCEPTED, UploadProblem.PDF_NOT_HERE}
    assert set(PROBLEMS) == set(UploadProblem) - NOT_OF_A_FILE - asked_for_formats
    assert set(REFUSALS) == set(UploadProblem) - NOT_OF_THE_LIBRARY
    assert set(REFUSED) == set(UploadProblem) - NOT_OF_THE_LIBRARY - NOT_OF_A_FILE


@pytest.mark.parametrize("page", ["requests_app/forms/documents.py", "guides_app/admin/picture_fields.py"])
def test_formats_are_offered_by_the_one_list(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert "JPG, PNG" not in text
    assert "image/" not in text
