"""A wrong file is refused with its line and its reason, and no file of elsewhere is read."""

import os
from pathlib import Path

import pytest

from guides_app import library
from guides_app.models import (
    Guide,
    Picture,
    RadioFamily,
)
from tests.guides_app import small_library
from tests.guides_app.exchange.folders import DUSTER, PICTURE, SMALL, png, refusal, with_picture
from tests.guides_app.small_library import change

pytestmark = pytest.mark.django_db


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
