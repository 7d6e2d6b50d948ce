"""Files out of the library and into an empty one: the same bytes come back."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from guides_app import library
from guides_app.library import Outcome
from guides_app.library.files import CONTENT
from guides_app.library.items import Kind
from guides_app.library.writing import SHELVES
from guides_app.models import (
    RadioFamily,
)
from tests.guides_app import small_library
from tests.guides_app.exchange.folders import DUSTER, PICTURE, SMALL, emptied, files, png, published, with_picture
from tests.guides_app.small_library import change

pytestmark = pytest.mark.django_db


def test_what_is_exported_loads_elsewhere_and_is_exported_in_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    change(folder, SMALL, "title: Read the label", f"title: Read the label, {PICTURE}")
    library.load(with_picture(folder, png()))
    library.export(tmp_path / "one")
    emptied()
    assert set(library.load(tmp_path / "one").count()) == {Outcome.NEW}
    library.export(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert set(files(tmp_path / "one")) == {*small_library.FILES, "pictures.yaml", "pictures/keys.png"}


@pytest.mark.usefixtures("shipped")
def test_the_shipped_library_exported_and_loaded_over_itself_is_unchanged(tmp_path: Path) -> None:
    library.export(tmp_path / "out")
    assert set(library.load(tmp_path / "out").count()) == {Outcome.UNCHANGED}
    assert set(library.load(CONTENT).count()) == {Outcome.UNCHANGED}


@pytest.mark.usefixtures("shipped")
def test_the_shipped_library_comes_back_in_the_same_bytes(tmp_path: Path) -> None:
    library.export(tmp_path / "one")
    emptied()
    assert set(library.load(tmp_path / "one").count()) == {Outcome.NEW}
    library.export(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_one_changed_word_is_one_changed_line(folder: Path, tmp_path: Path, erin: User) -> None:
    library.load(folder)
    library.export(tmp_path / "out")
    before = files(tmp_path / "out")
    published(erin, "guide", "duster-1", summary="Most have a tiny radio.")
    library.export(tmp_path / "out", overwrite=True)
    after = files(tmp_path / "out")
    assert {path for path in after if after[path] != before[path]} == {DUSTER}
    assert set(after[DUSTER].splitlines()) - set(before[DUSTER].splitlines()) == {b"summary: Most have a tiny radio."}


def test_translations_and_marks_are_written_in_one_order(folder: Path) -> None:
    library.load(folder)
    french = {"title": {"text": "Coupez", "of": "Take the radio out"}, "body": {"text": "", "of": ""}}
    step = RadioFamily.objects.get().steps()[0]
    type(step).objects.filter(pk=step.pk).update(translations={"fr": french, "de": french})
    said = SHELVES[Kind.FAMILY].describe("small")["steps"][0]["translations"]
    assert (list(said), list(said["fr"]), list(said["fr"]["title"])) == (
        ["de", "fr"], ["body", "title"], ["of", "text"],
    )  # fmt: skip
