"""An export harms no folder, and says what readers see; with drafts, what editors write."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from guides_app import library
from guides_app.library import publishing
from guides_app.library.items import Kind
from guides_app.library.writing import SHELVES
from guides_app.models import (
    DocumentKind,
    Guide,
    Picture,
    RadioFamily,
)
from tests.guides_app import small_library
from tests.guides_app.exchange.folders import DUSTER, SMALL, edited, emptied, files, png, with_picture

pytestmark = pytest.mark.django_db


def test_an_export_does_not_go_into_a_folder_that_holds_something(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    with pytest.raises(library.Unwritable, match="is not empty"):
        library.export(tmp_path / "out")
    assert files(tmp_path / "out") == {"letter.txt": b"mine"}


def test_overwriting_takes_away_what_is_no_longer_there_and_nothing_of_others(folder: Path, tmp_path: Path) -> None:
    library.load(with_picture(folder, png()))
    library.export(tmp_path / "out")
    for name in ("README.md", "guides/notes.txt", ".git"):
        (tmp_path / "out" / name).write_text("mine")
    Guide.objects.all().delete()
    Picture.objects.all().delete()
    library.export(tmp_path / "out", overwrite=True)
    left = {*small_library.FILES, "README.md", "guides/notes.txt", ".git"} - {DUSTER}
    assert set(files(tmp_path / "out")) == left


def test_overwriting_takes_nothing_of_a_folder_that_is_no_export(folder: Path, tmp_path: Path) -> None:
    library.load(folder)
    for name in ("pictures/family.jpg", "guides/walks.yaml"):
        (tmp_path / "out" / name).parent.mkdir(parents=True)
        (tmp_path / "out" / name).write_text("mine")
    with pytest.raises(library.Unwritable, match="holds something else than an earlier export"):
        library.export(tmp_path / "out", overwrite=True)
    assert set(files(tmp_path / "out")) == {"pictures/family.jpg", "guides/walks.yaml"}


def test_overwriting_leaves_what_is_no_picture(folder: Path, tmp_path: Path) -> None:
    library.load(with_picture(folder, png()))
    library.export(tmp_path / "out")
    (tmp_path / "out" / "pictures" / "notes.txt").write_text("mine")
    library.export(tmp_path / "out", overwrite=True)
    assert (tmp_path / "out" / "pictures" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["guides", "families", "pictures"])
def test_an_export_does_not_follow_a_link_out_of_its_folder(folder: Path, tmp_path: Path, name: str) -> None:
    library.load(with_picture(folder, png()))
    library.export(tmp_path / "out")
    (tmp_path / "out" / name).rename(tmp_path / "elsewhere")
    (tmp_path / "out" / name).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "mine.yaml").write_text("mine")
    with pytest.raises(library.Unwritable, match=f"{name} in it leads elsewhere"):
        library.export(tmp_path / "out", overwrite=True)
    assert (tmp_path / "elsewhere" / "mine.yaml").exists()


def test_an_export_that_breaks_off_leaves_the_folder_as_it_was(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.load(folder)
    library.export(tmp_path / "out")
    before = files(tmp_path / "out")
    RadioFamily.objects.update(name="Other radio")
    monkeypatch.setattr(SHELVES[Kind.GUIDE], "describe", lambda key: 1 / 0, raising=False)
    for target in ("out", "new"):
        with pytest.raises(ZeroDivisionError):
            library.export(tmp_path / target, overwrite=True)
    assert files(tmp_path / "out") == before
    assert {file.name for file in tmp_path.iterdir()} == {"library", "out"}


def test_a_name_that_leads_out_of_the_folder_is_not_written(folder: Path, tmp_path: Path) -> None:
    library.load(folder)
    RadioFamily.objects.update(slug="../../up")
    with pytest.raises(library.Unwritable, match="up"):
        library.export(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_export_says_what_readers_see_and_with_drafts_what_editors_write(
    folder: Path, tmp_path: Path, erin: User
) -> None:
    library.load(folder)
    edited(erin, "family", "small", name="Draft radio")
    library.export(tmp_path / "seen")
    library.export(tmp_path / "drafts", drafts=True)
    assert files(tmp_path / "seen")[SMALL].startswith(b"name: Small radio\n")
    assert files(tmp_path / "drafts")[SMALL] == files(tmp_path / "seen")[SMALL].replace(b"Small radio", b"Draft radio")
    assert RadioFamily.objects.get().name == "Small radio"


def test_drafts_that_lean_on_drafts_are_exported_and_do_not_go_live_elsewhere(
    folder: Path, tmp_path: Path, erin: User
) -> None:
    library.load(folder)
    fits = [{"family": "new", "source": "somebody", "confidence": "likely"}]
    publishing.begin(DocumentKind.GUIDE, "duster-2", {"car": "duster", "is_published": True, "fits": fits}, by=erin)
    publishing.begin(DocumentKind.FAMILY, "new", {"name": "New", "looks": "knob", "alike": "small"}, by=erin)
    done = library.export(tmp_path / "drafts", drafts=True)
    assert (done.notes, done.counts["guides"], done.counts["families"]) == ([], 2, 2)
    emptied()
    assert library.load(tmp_path / "drafts").refused() == []
    assert not Guide.objects.get(slug="duster-2").is_published


def test_a_draft_that_cannot_be_loaded_yet_is_written_as_it_is_and_said(
    folder: Path, tmp_path: Path, erin: User
) -> None:
    library.load(folder)
    publishing.begin(DocumentKind.GUIDE, "duster-2", {"summary": "Not yet.", "car": ""}, by=erin)
    done = library.export(tmp_path / "drafts", drafts=True)
    assert done.notes == ["guides/duster-2.yaml: cannot be loaded yet: car: missing is not in cars.yaml"]
    assert files(tmp_path / "drafts")["guides/duster-2.yaml"] == b'car: ""\nsummary: Not yet.\n'
