"""A load leaves nothing half done, and undoes nothing that staff did."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from guides_app import finder, library
from guides_app.library import Outcome, publishing
from guides_app.library.items import Kind, digest
from guides_app.library.writing import SHELVES
from guides_app.models import (
    DisplayMessage,
    Fact,
    Guide,
    LocalWord,
    Manuscript,
    RadioFamily,
    ShippedFile,
)
from tests.guides_app import small_library
from tests.guides_app.exchange.folders import DUSTER, SMALL, edited, outcomes, published, refusal
from tests.guides_app.small_library import change

pytestmark = pytest.mark.django_db


def test_a_wrong_last_line_leaves_nothing_of_its_file(folder: Path) -> None:
    library.load(folder)
    change(folder, SMALL, "name: Small radio", "name: Other radio")
    change(folder, SMALL, "Nobody knows., source: somebody", "Nobody knows., source: nobody")
    before = list(Fact.objects.values_list("pk", flat=True))
    assert refusal(folder).startswith(f"{SMALL}:13: lockout: 1: source: nobody")
    assert RadioFamily.objects.get().name == "Small radio"
    assert list(Fact.objects.values_list("pk", flat=True)) == before


def test_a_load_that_breaks_off_leaves_whole_items_and_the_next_one_completes_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = SHELVES[Kind.GUIDE]

    def breaks(key: str, data: Any) -> None:
        type(shelf).write(shelf, key, data)
        _cut_off()

    with monkeypatch.context() as broken:
        broken.setattr(shelf, "write", breaks, raising=False)
        with pytest.raises(RuntimeError):
            library.load(folder)
    assert [model.objects.count() for model in (RadioFamily, Guide)] == [1, 0]
    assert not Manuscript.objects.filter(kind="guide").exists()
    report = outcomes(library.load(folder))
    assert (report[SMALL], report[DUSTER]) == (Outcome.UNCHANGED, Outcome.NEW)
    assert finder.ask("duster").guides == (Guide.objects.get().pk,)


def test_the_finder_is_mended_when_it_was_cut_off_after_the_last_item(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(finder, "rebuild", _cut_off)
        with pytest.raises(RuntimeError):
            library.load(folder)
    assert set(library.load(folder).count()) == {Outcome.UNCHANGED}
    assert finder.ask("duster").guides == (Guide.objects.get().pk,)


def _cut_off() -> None:
    raise RuntimeError("the power is gone")


def test_what_staff_published_is_kept(folder: Path, erin: User) -> None:
    library.load(folder)
    published(erin, "family", "small", name="As the desk says")
    assert outcomes(library.load(folder))[SMALL] is Outcome.KEPT
    change(folder, SMALL, "name: Small radio", "name: Other radio")
    assert outcomes(library.load(folder))[SMALL] is Outcome.KEPT
    assert RadioFamily.objects.get().name == "As the desk says"


def test_an_open_draft_is_kept_while_readers_get_the_new_file(folder: Path, erin: User) -> None:
    library.load(folder)
    before = edited(erin, "family", "small", name="As Erin says")
    change(folder, SMALL, "name: Small radio", "name: Other radio")
    assert outcomes(library.load(folder))[SMALL] is Outcome.UPDATED
    kept = Manuscript.objects.get(pk=before.pk)
    said: tuple[Any, Any] = (kept.draft, kept.published)
    assert [text["name"] for text in said] == ["As Erin says", "Other radio"]
    assert RadioFamily.objects.get().name == "Other radio"
    with pytest.raises(publishing.Conflict):
        publishing.publish(before, version=before.version, by=erin)


def test_a_word_that_staff_changed_is_kept_and_others_are_added(folder: Path) -> None:
    library.load(folder)
    LocalWord.objects.update(stands_for="head unit")
    (folder / "words.yaml").write_text("fr: {autoradio: radio, voiture: car}\n")
    report = outcomes(library.load(folder))
    assert (report["words.yaml#fr/autoradio"], report["words.yaml#fr/voiture"]) == (Outcome.KEPT, Outcome.NEW)


def test_no_shipped_file_undoes_what_a_shop_loaded_from_its_own(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guides_app.library.ledger.CONTENT", folder)
    library.load(folder)
    own = small_library.write(tmp_path / "own")
    change(own, SMALL, "name: Small radio", "name: Our radio")
    assert outcomes(library.load(own))[SMALL] is Outcome.UPDATED
    assert outcomes(library.load(folder))[SMALL] is Outcome.KEPT
    change(own, SMALL, "name: Our radio", "name: Our new radio")
    assert outcomes(library.load(own))[SMALL] is Outcome.UPDATED


def test_an_export_that_staff_mended_by_hand_updates_the_library(folder: Path, tmp_path: Path, erin: User) -> None:
    library.load(folder)
    published(erin, "family", "small", name="As the desk says")
    library.export(tmp_path / "out")
    assert outcomes(library.load(tmp_path / "out"))[SMALL] is Outcome.UNCHANGED
    change(tmp_path / "out", SMALL, "As the desk says", "As the file says")
    assert outcomes(library.load(tmp_path / "out"))[SMALL] is Outcome.UPDATED
    assert RadioFamily.objects.get().name == "As the file says"


def _as_the_former_version_left_it(folder: Path) -> None:
    library.load(folder)
    said = SHELVES[Kind.GENERAL].describe("general")
    ShippedFile.objects.filter(path="own/general.yaml").delete()
    Manuscript.objects.all().delete()
    for part in ("messages", "places"):
        ShippedFile.objects.create(path=f"general.yaml#{part}", file_digest="old", rows_digest=digest(said[part]))
    change(folder, "general.yaml", "The radio is locked.", "The radio waits for its code.")


def test_general_facts_that_nobody_touched_follow_their_new_file(folder: Path) -> None:
    _as_the_former_version_left_it(folder)
    assert outcomes(library.load(folder))["general.yaml"] is Outcome.UPDATED
    assert DisplayMessage.objects.get().means == "The radio waits for its code."
    assert not ShippedFile.objects.filter(path__contains="#messages").exists()


def test_general_facts_that_staff_touched_are_kept(folder: Path) -> None:
    _as_the_former_version_left_it(folder)
    DisplayMessage.objects.update(means="As the desk says")
    assert outcomes(library.load(folder))["general.yaml"] is Outcome.KEPT
    assert DisplayMessage.objects.get().means == "As the desk says"
