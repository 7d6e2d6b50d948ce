"""Files into the library and out of it: the same bytes come back, a wrong file has its line, staff are never undone."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from PIL import Image

from guides_app import finder, library
from guides_app.library import Outcome, publishing
from guides_app.library.files import CONTENT
from guides_app.library.items import Kind, digest
from guides_app.library.writing import SHELVES
from guides_app.models import (
    Brand,
    CarModel,
    DisplayMessage,
    DocumentKind,
    Fact,
    Guide,
    LocalWord,
    Manuscript,
    Picture,
    RadioFamily,
    ShippedFile,
    Source,
)
from tests.guides_app import small_library
from tests.guides_app.small_library import change

pytestmark = pytest.mark.django_db
SMALL = "families/small.yaml"
DUSTER = "guides/duster-1.yaml"
PICTURE = "pictures: [{picture: keys, alt: Two keys, marks: [{kind: number, x: 500, y: 500, number: 1}]}]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_library.write(tmp_path / "library")


@pytest.fixture
def erin(db: None) -> User:
    return User.objects.create_user("erin")


def outcomes(report: library.Report) -> dict[str, Outcome]:
    return {result.path: result.outcome for result in report.results}


def refusal(folder: Path) -> str:
    [refused] = library.load(folder).refused()
    return str(refused)


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def emptied() -> None:
    RadioFamily.objects.update(alike=None)
    for model in (Guide, RadioFamily, Fact, Picture, LocalWord, CarModel, Brand, Source, ShippedFile, Manuscript):
        model.objects.all().delete()


def png(width: int = 240, height: int = 220, **how: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG", **how)
    return out.getvalue()


def with_picture(folder: Path, data: bytes, name: str = "keys.png") -> Path:
    (folder / "pictures").mkdir()
    (folder / "pictures" / name).write_bytes(data)
    (folder / "pictures.yaml").write_text("# ours\nkeys: {title: Release keys}\n")
    return folder


def edited(by: User, kind: str, key: str, **changes: Any) -> Manuscript:
    one = publishing.manuscript_of(DocumentKind(kind), key)
    assert one is not None
    return publishing.save_draft(one, one.working | changes, version=one.version, by=by)


def published(by: User, kind: str, key: str, **changes: Any) -> Manuscript:
    one = edited(by, kind, key, **changes)
    return publishing.publish(one, version=one.version, by=by)


# -- The same bytes come back -----------------------------------------------------------------------------------------


def test_what_is_exported_loads_elsewhere_and_is_exported_in_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    change(folder, SMALL, "title: Read the label", f"title: Read the label, {PICTURE}")
    library.load(with_picture(folder, png()))
    library.export(tmp_path / "one")
    emptied()
    assert set(library.load(tmp_path / "one").count()) == {Outcome.NEW}
    library.export(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert set(files(tmp_path / "one")) == {*small_library.FILES, "pictures.yaml", "pictures/keys.png"}


def test_the_shipped_library_exported_and_loaded_over_itself_is_unchanged(
    shipped: library.Report, tmp_path: Path
) -> None:
    library.export(tmp_path / "out")
    assert set(library.load(tmp_path / "out").count()) == {Outcome.UNCHANGED}
    assert set(library.load(CONTENT).count()) == {Outcome.UNCHANGED}


def test_the_shipped_library_comes_back_in_the_same_bytes(shipped: library.Report, tmp_path: Path) -> None:
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


# -- Wrong files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "before", "after", "said"),
    [
        (SMALL, "looks: buttons", "looks: [buttons", f"{SMALL}:3: is not YAML"),
        (SMALL, "looks: buttons", "looks: buttons\nlooks: knob", f"{SMALL}:3: looks is there twice, first in line 2"),
        (SMALL, "name: Small radio", "name: 4", f"{SMALL}:1: name: needs a text; put it in quotes"),
        (SMALL, "name: Small radio", "nam: Small", f"{SMALL}:1: nam: is not a name that is known here"),
        (SMALL, "name: Small radio", "name: null", f"{SMALL}:1: name: needs a value"),
        (SMALL, 'shape: "@###"', "shape: ", f"{SMALL}:6: numbers: 1: shape: needs a value"),
        (SMALL, 'keys: "1, 2, 3, 4"', "keys: null", f"{SMALL}:11: entry: 1: keys: needs a value"),
        (DUSTER, "checked_on: 2026-11-20", 'checked_on: ""', f"{DUSTER}:7: checked_on: needs a day"),
        (SMALL, "looks: buttons", "looks: pretty", f"{SMALL}:2: looks: Value 'pretty' is not a valid choice"),
        (SMALL, "label, title: Read", "lable, title: Read", f"{SMALL}:9: steps: 2: section: Value 'lable'"),
        (
            SMALL,
            "title: Read the label, source: somebody",
            "title: Read, source: nobody",
            f"{SMALL}:9: steps: 2: source",
        ),
        (SMALL, "steps:\n", "steps:\n  - just a word\n", f"{SMALL}:8: steps: 1: needs names with values"),
        (SMALL, "looks: buttons", "looks: buttons\nmessages: {a: 1}", f"{SMALL}:3: messages: needs a list"),
        (SMALL, "looks: buttons", "looks: buttons\ncarries_code: yes", f"{SMALL}:3: carries_code: needs true or false"),
        (SMALL, "looks: buttons", "looks: buttons\nalike: nothing", f"{SMALL}:3: alike: nothing is not known"),
        (SMALL, "looks: buttons", "looks: buttons\nalike: small", f"{SMALL}:3: alike: "),
        (
            SMALL,
            "Read the label",
            f"Read, {PICTURE}",
            f"{SMALL}:9: steps: 2: pictures: picture 1: there is no picture keys",
        ),
        (DUSTER, "year_from: 2010", "year_from: abc", f"{DUSTER}:3: year_from: needs a whole number"),
        (DUSTER, "year_from: 2010", "year_from: 99999", f"{DUSTER}:3: year_from: needs a whole number"),
        (DUSTER, "year_to: 2017", "year_to: 1999", f"{DUSTER}:4: year_to: The end year must be"),
        (DUSTER, "years_source: somebody", "years_source: nobody", f"{DUSTER}:5: years_source: nobody is not in"),
        (DUSTER, "years_source: somebody\n", "", f"{DUSTER}:1: years_source: Say where these years come from"),
        (DUSTER, "checked_on: 2026-11-20", "checked_on: 2026-02-30", f"{DUSTER}:7: 2026-02-30 is not a day"),
        (DUSTER, "checked_on: 2026-11-20", "checked_on: soon", f"{DUSTER}:7: checked_on: "),
        (DUSTER, "car: duster", "car: dustre", f"{DUSTER}:1: car: dustre is not in cars.yaml"),
        (DUSTER, "family: small", "family: smal", f"{DUSTER}:10: fits: 1: family: smal is not known"),
        ("cars.yaml", "brand: Dacia", "brand: 7", "cars.yaml:1: duster: brand: names no make"),
        (
            "cars.yaml",
            "brand: Dacia",
            "brand: " + "D" * 61,
            "cars.yaml:1: duster: brand: Ensure this value has at most",
        ),
        ("sources.yaml", "kind: forum", "kind: rumour", "sources.yaml:1: somebody: kind: Value 'rumour'"),
        ("sources.yaml", "{title", "[{title", "sources.yaml:"),
        ("words.yaml", "autoradio: radio", "- radio", "words.yaml:1: fr: needs names with values"),
        ("words.yaml", "autoradio: radio", "autoradio: 4", "words.yaml:2: fr/autoradio: stands_for: needs a text"),
        ("words.yaml", "fr:", "french:", "words.yaml:2: french/autoradio: french is not the code of a language"),
        ("general.yaml", "places:", "plazes:", "general.yaml:8: plazes: is not one of messages, places"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_its_reason(
    folder: Path, path: str, before: str, after: str, said: str
) -> None:
    change(folder, path, before, after)
    refused = [str(result) for result in library.load(folder).refused()]
    assert refused[0].startswith(said)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "null\n", "~\n", "- a list\n", "just words\n"])
def test_a_file_that_says_nothing_is_refused(folder: Path, text: str) -> None:
    (folder / DUSTER).write_text(text)
    assert refusal(folder).startswith(f"{DUSTER}:")
    assert not Guide.objects.exists()


@pytest.mark.parametrize("twin", ["guides/duster-1.yml", "guides/Duster-1.yaml"])
def test_of_two_files_for_one_guide_none_is_loaded(folder: Path, twin: str) -> None:
    (folder / twin).write_bytes((folder / DUSTER).read_bytes())
    first, second = sorted(map(str, library.load(folder).refused()))
    assert {first, second} == {
        f"{DUSTER}:1: is there twice: {twin} has the same name",
        f"{twin}:1: is there twice: {DUSTER} has the same name",
    }
    assert not Guide.objects.exists()


@pytest.mark.parametrize("name", ["guides/a guide.yaml", "guides/é.yaml", f"guides/{'x' * 51}.yaml"])
def test_a_file_is_named_as_its_page(folder: Path, name: str) -> None:
    (folder / name).write_text("car: duster\n")
    assert refusal(folder).startswith(f"{name}:1: must be named with letters")


@pytest.mark.parametrize("name", ["general.yml", "guides.yaml", "duster-1.yaml"])
def test_a_file_in_the_wrong_place_is_not_passed_over(folder: Path, name: str) -> None:
    (folder / name).write_text("car: duster\n")
    assert refusal(folder).startswith(f"{name}:1: is not a file of the library; these are: cars.yaml")


def test_a_folder_in_the_place_of_a_file_is_refused(folder: Path) -> None:
    (folder / "guides" / "duster-2.yaml").mkdir()
    assert refusal(folder) == "guides/duster-2.yaml:1: cannot be read: it is not a file"


@pytest.mark.parametrize("target", ["../../elsewhere.yaml", "/dev/zero"])
def test_a_link_that_leads_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "elsewhere.yaml").write_text(small_library.FILES[DUSTER])
    (folder / "guides" / "duster-2.yaml").symlink_to(target)
    assert refusal(folder) == "guides/duster-2.yaml:1: cannot be read: it leads out of the folder"


def test_a_link_that_leads_to_itself_is_refused(folder: Path) -> None:
    (folder / "guides" / "duster-2.yaml").symlink_to("duster-2.yaml")
    assert refusal(folder) == "guides/duster-2.yaml:1: cannot be read: it is not a file"


def test_a_picture_of_elsewhere_is_not_taken_in(folder: Path, tmp_path: Path) -> None:
    with_picture(folder, png())
    private = (folder / "pictures" / "keys.png").rename(tmp_path / "private.png")
    (folder / "pictures" / "keys.png").symlink_to(private)
    library.load(folder)
    assert not Picture.objects.exists()


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "guides" / "duster-1.yaml").rename(folder / "kept")
    (folder / "guides" / "duster-1.yaml").symlink_to("../kept")
    assert library.load(folder).refused() == []
    assert Guide.objects.filter(slug="duster-1").exists()


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(folder: Path) -> None:
    os.mkfifo(folder / "guides" / "duster-2.yaml")
    assert refusal(folder) == "guides/duster-2.yaml:1: cannot be read: it is not a file"


def test_years_that_another_guide_of_the_car_claims_are_refused_in_their_line(folder: Path) -> None:
    text = small_library.FILES[DUSTER].replace("generation: I", "generation: II").replace("2010", "2016")
    small_library.write(folder, guides__duster_2=text)
    said = "guides/duster_2.yaml:3: year_from: these years overlap those of Dacia Duster I (2010–2017)"
    assert refusal(folder) == said
    assert not Guide.objects.filter(slug="duster_2").exists()


def test_years_given_up_by_one_file_can_be_taken_over_by_an_earlier_one(folder: Path) -> None:
    later = small_library.FILES[DUSTER].replace("2010", "2018").replace("year_to: 2017", "year_to: null")
    library.load(small_library.write(folder, guides__duster_2=later))
    change(folder, DUSTER, "year_to: 2017", "year_to: 2019")
    change(folder, "guides/duster_2.yaml", "2018", "2019")
    assert library.load(folder).refused() == []


def test_a_family_may_be_alike_one_that_comes_later_but_not_one_that_is_alike_another(folder: Path) -> None:
    like = "name: Like\nlooks: knob\nalike: {}\n".format
    small_library.write(folder, families__a=like("small"), families__b=like("a"))
    assert refusal(folder) == "families/b.yaml:3: alike: Choose a family that is not itself alike another one."
    assert RadioFamily.objects.get(slug="a").alike == RadioFamily.objects.get(slug="small")


# -- Nothing half loaded, nothing of staff undone ---------------------------------------------------------------------


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


# -- Pictures ---------------------------------------------------------------------------------------------------------


def test_a_picture_is_cleaned_and_comes_back_as_it_is_kept(folder: Path, tmp_path: Path) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (300, 260), "teal").save(photo, "JPEG", comment=b"taken at home")
    library.load(with_picture(folder, photo.getvalue(), "keys.jpg"))
    master = bytes(Picture.objects.get(slug="keys").master)
    library.export(tmp_path / "out")
    assert files(tmp_path / "out")["pictures/keys.png"] == master
    assert b"taken at home" not in master
    assert outcomes(library.load(tmp_path / "out"))["pictures.yaml#keys"] is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("keys.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a JPEG, PNG or WebP picture"),
        ("keys.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a JPEG, PNG or WebP picture"),
        ("keys.png", png()[:90], "is damaged"),
        ("keys.png", b"", "is empty"),
        ("keys.png", png(40, 40), "is smaller than 200 pixels on one side"),
        ("keys.png", png(7000, 7000, compress_level=1), "says that it has more than 40 megapixels"),
        ("keys.png", b"\xff\xd8\xff" + bytes(15 * 2**20), "is larger than 15 MB"),
    ],
)
def test_a_file_that_is_no_picture_for_us_is_refused_with_its_entry(
    folder: Path, name: str, data: bytes, reason: str
) -> None:
    assert refusal(with_picture(folder, data, name)).startswith(f"pictures.yaml:2: keys: file: {reason}")
    assert not Picture.objects.exists()


def test_an_entry_without_a_file_and_a_file_without_an_entry_are_refused(folder: Path) -> None:
    with_picture(folder, png(), "other.png")
    assert list(map(str, library.load(folder).refused())) == [
        "pictures.yaml:2: keys: has no file in pictures/",
        "pictures/other.png:1: has no entry in pictures.yaml",
    ]


def test_two_files_for_one_picture_are_refused(folder: Path) -> None:
    (with_picture(folder, png()) / "pictures" / "keys.jpg").write_bytes(png())
    assert refusal(folder) == "pictures.yaml:2: keys: has more than one file: keys.jpg, keys.png"


# -- Databases of the former version ----------------------------------------------------------------------------------


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


# -- Folders and drafts -----------------------------------------------------------------------------------------------


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


# -- The command ------------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *words: Any, **options: Any) -> list[str]:
    call_command("guides", *map(str, words), **options)
    return capsys.readouterr().out.splitlines()


def test_the_command_names_each_file_that_is_not_as_it_was(
    folder: Path, erin: User, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "words.yaml").write_text("fr: {autoradio: radio, voiture: car}\n")
    assert run(capsys, "load", folder) == [
        "new       sources.yaml",
        "new       cars.yaml",
        "new       words.yaml (2)",
        "new       general.yaml",
        f"new       {SMALL}",
        f"new       {DUSTER}",
        "Guides: 7 new, 0 updated, 0 unchanged, 0 kept, 0 refused",
    ]
    published(erin, "family", "small", name="As the desk says")
    assert run(capsys, "load", folder)[:-1] == [f"kept      {SMALL}"]
    assert f"unchanged {DUSTER}" in run(capsys, "load", folder, verbosity=2)
    assert f"unchanged {DUSTER}" in run(capsys, "load", folder, "-v", "2")
    assert run(capsys, "load", folder, verbosity=0) == []


def test_the_command_fails_with_the_line_of_each_refusal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder, SMALL, "looks: buttons", "looks: pretty")
    with pytest.raises(CommandError) as caught:
        run(capsys, "load", folder)
    first, second = str(caught.value).splitlines()
    assert first.startswith(f"{SMALL}:2: looks: ")
    assert second == f"{DUSTER}:10: fits: 1: family: small is not known"
    assert capsys.readouterr().out.endswith("4 new, 0 updated, 0 unchanged, 0 kept, 2 refused\n")


def test_the_command_exports_and_counts(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library.load(folder)
    out = tmp_path / "out"
    counted = f"{out}: 1 sources, 1 cars, 1 words, 0 pictures, 1 general, 1 families, 1 guides"
    assert run(capsys, "export", out) == [counted]
    with pytest.raises(CommandError, match="is not empty; --overwrite"):
        run(capsys, "export", out)
    assert run(capsys, "export", out, "--overwrite", "--drafts") == [counted]


def test_the_command_says_where_it_cannot_write(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a letter")
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("guides", "export", str(tmp_path / "out"))
    with pytest.raises(CommandError, match="Not a directory"):
        call_command("guides", "export", str(tmp_path / "out" / "further"))


def test_the_command_does_not_take_any_folder_for_a_library(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a folder of guides"):
        call_command("guides", "load", str(tmp_path))
