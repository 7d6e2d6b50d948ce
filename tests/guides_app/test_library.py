"""Loading: whole or not at all, again without harm, and never over the work of staff."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from guides_app import library
from guides_app.library import Outcome
from guides_app.library.document_shelves import Families
from guides_app.library.files import CONTENT
from guides_app.models import DisplayReading, Guide, RadioFamily, Source

pytestmark = pytest.mark.django_db

SOURCES = "somebody: {title: Somebody, kind: forum}\n"
FAMILY = """\
name: Small radio
looks: buttons
entry:
  - {kind: buttons, keys: "1, 2, 3, 4", confirm: "6", source: somebody, confidence: reported}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "families").mkdir()
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / "families" / "small.yaml").write_text(FAMILY)
    return tmp_path


def outcome(report: library.Report, path: str) -> Outcome:
    return next(result.outcome for result in report.results if result.path == path)


def test_the_shipped_content_loads_without_a_refusal() -> None:
    report = library.load()
    assert report.refused() == []
    assert set(report.count()) == {Outcome.NEW}


@pytest.mark.usefixtures("shipped")
def test_loading_again_changes_nothing() -> None:
    before = list(RadioFamily.history.values_list("history_id", flat=True))
    assert set(library.load().count()) == {Outcome.UNCHANGED}
    assert list(RadioFamily.history.values_list("history_id", flat=True)) == before


def test_an_untouched_family_follows_its_file(folder: Path) -> None:
    library.load(folder)
    (folder / "families" / "small.yaml").write_text(FAMILY.replace("Small", "Little"))
    assert outcome(library.load(folder), "families/small.yaml") is Outcome.UPDATED
    assert RadioFamily.objects.get(slug="small").name == "Little radio"


def test_what_staff_changed_is_kept(folder: Path) -> None:
    library.load(folder)
    RadioFamily.objects.filter(slug="small").update(name="As the desk says")
    (folder / "families" / "small.yaml").write_text(FAMILY.replace("Small", "Little"))
    assert outcome(library.load(folder), "families/small.yaml") is Outcome.KEPT
    assert RadioFamily.objects.get(slug="small").name == "As the desk says"


def test_a_fact_that_staff_added_keeps_the_family_too(folder: Path) -> None:
    library.load(folder)
    source = Source.objects.get(slug="somebody")
    small = RadioFamily.objects.get(slug="small")
    DisplayReading.objects.create(family=small, keys="1+6", source=source, confidence="reported")
    (folder / "families" / "small.yaml").write_text(FAMILY.replace("Small", "Little"))
    assert outcome(library.load(folder), "families/small.yaml") is Outcome.KEPT
    assert DisplayReading.objects.count() == 1


def test_what_staff_deleted_does_not_come_back(folder: Path) -> None:
    library.load(folder)
    RadioFamily.objects.get(slug="small").delete()
    (folder / "families" / "small.yaml").write_text(FAMILY.replace("Small", "Little"))
    assert outcome(library.load(folder), "families/small.yaml") is Outcome.KEPT
    assert not RadioFamily.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (FAMILY.replace("somebody", "nobody"), "source: nobody is not in sources.yaml"),
        (FAMILY.replace("name:", "nam:"), "nam: is not a name"),
        (FAMILY.replace("looks: buttons", "looks: pretty"), "looks"),
        (FAMILY.replace('"1, 2, 3, 4"', '"1"'), "needs 4 keys"),
        (FAMILY + "  - [\n", "is not YAML: while parsing a flow node"),
        ("- just a list\n", "must be a list of names with values"),
    ],
)
def test_a_wrong_file_is_refused_whole_with_its_reason(folder: Path, wrong: str, reason: str) -> None:
    (folder / "families" / "small.yaml").write_text(wrong)
    [refused] = library.load(folder).refused()
    assert refused.path == "families/small.yaml"
    assert reason in refused.reason
    assert not RadioFamily.objects.exists()


def test_a_car_told_twice_is_refused(folder: Path) -> None:
    (folder / "cars.yaml").write_text("a: {brand: Dacia, name: Logan}\nb: {brand: Dacia, name: Logan}\n")
    [refused] = library.load(folder).refused()
    assert (refused.path, refused.reason) == ("cars.yaml#b", "repeats something that may be there only once")


@pytest.mark.usefixtures("shipped")
def test_a_family_described_is_a_family_that_can_be_written() -> None:
    shelf = Families()
    before = shelf.describe("buttons-1-6")
    shelf.write("buttons-1-6", before)
    assert shelf.describe("buttons-1-6") == before


def test_the_command_loads_and_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("guides", "load")
    assert " new" in capsys.readouterr().out
    assert Guide.objects.published().count() == len(list((CONTENT / "guides").iterdir()))


def test_the_command_fails_when_a_file_is_refused(folder: Path) -> None:
    (folder / "sources.yaml").write_text("somebody: {title: Somebody, kind: rumour}\n")
    with pytest.raises(CommandError, match=r"sources\.yaml:1: somebody: kind: "):
        call_command("guides", "load", str(folder))


def test_the_command_names_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a folder of guides"):
        call_command("guides", "load", str(tmp_path / "nowhere"))
