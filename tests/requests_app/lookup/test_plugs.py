"""Sources are found in the settings and in installed packages; one that is broken stops nothing and is told."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import checks

from guides_app.identifiers import Kind
from requests_app.lookup import asking, plugs
from requests_app.lookup.checks import code_sources
from requests_app.lookup.source import Found, NotFound, Radio, Unavailable
from tests.requests_app.lookup.wheels import PACKAGES, wheel_of


@pytest.fixture(scope="session")
def installed_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example and the failing package, installed by pip into a folder of their own."""
    folder = tmp_path_factory.mktemp("plugs")
    wheels = [str(wheel_of(package, folder)) for package in ("example", "failing")]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target"]
    subprocess.run([*pip, str(folder / "site"), *wheels], check=True)
    return folder / "site"


@pytest.fixture
def plugged(installed_packages: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that was started with both packages."""
    monkeypatch.syspath_prepend(str(installed_packages))
    importlib.invalidate_caches()
    plugs.installed.cache_clear()
    yield
    plugs.installed.cache_clear()
    failing = sys.modules.pop("failing_sources", None)
    if failing:
        failing.over.set()
    sys.modules.pop("example_code_list", None)


@pytest.fixture(autouse=True)
def short_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "DEADLINE", 0.2)


def test_packages_that_are_installed_are_there(plugged: None) -> None:
    assert list(plugs.installed().sources) == ["partner", "raising", "example-list", "hanging", "nonsense"]
    assert plugs.name_of("example-list") == "Example list"


def test_a_source_that_is_not_there_goes_by_its_slug() -> None:
    assert plugs.name_of("gone") == "gone"
    assert plugs.name_of("calculator") == "Calculated from the pre-code"


def test_the_settings_name_sources_too(settings: LazySettings, monkeypatch: pytest.MonkeyPatch, plugged: None) -> None:
    settings.CODE_SOURCES = ["tests.requests_app.lookup.test_plugs:InSettings"]
    assert list(plugs.installed().sources)[:2] == ["partner", "in-settings"]


class InSettings:
    slug, name, trust = "in-settings", "In settings", "unproven"

    def find(self, radio: Radio) -> NotFound:
        return NotFound()

    def check(self) -> list[str]:
        return ["SHOP_LIST is missing"]


def test_those_that_cannot_be_used_are_left_out_and_told(plugged: None) -> None:
    told = {problem.partition(":")[2] for problem in plugs.installed().problems}
    assert told == {
        "broken cannot be loaded: ValueError",
        "NotThere cannot be loaded: AttributeError",
        "Nameless: its name must have 1 to 60 characters",
        "Ours: the slug calculator is one of our own",
        "Raising: the slug raising is taken by another source",
    }


@pytest.mark.parametrize(
    ("of", "value", "why"),
    [
        ("slug", "With Space", "slug"),
        ("slug", "x" * 25, "slug"),
        ("slug", None, "slug"),
        ("name", "x" * 61, "name"),
        ("trust", "confirmed", "trust word"),
        ("find", None, "find() and check()"),
        ("check", "", "find() and check()"),
    ],
)
def test_a_source_has_all_that_one_must_have(
    of: str, value: object, why: str, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InSettings, of, value)
    settings.CODE_SOURCES = ["tests.requests_app.lookup.test_plugs:InSettings"]
    plugs.installed.cache_clear()
    found = plugs.installed()
    plugs.installed.cache_clear()
    assert list(found.sources) == ["partner"]
    assert why in found.problems[0]


def test_the_system_check_says_what_is_left_out_and_what_is_wrong(plugged: None) -> None:
    said = code_sources()
    assert {message.level for message in said} == {checks.WARNING}
    assert sorted(message.id or "" for message in said) == ["sources.W001"] * 5 + ["sources.W002"] * 4
    assert [str(message.msg) for message in said[5:]] == [
        "The source of codes raising cannot be used: its check failed",
        "The source of codes example-list cannot be used: EXAMPLE_LIST must be the path of the list",
        "The source of codes hanging cannot be used: its check does not end",
        "The source of codes nonsense cannot be used: its check failed",
    ]


def test_the_example_finds_what_its_list_holds(plugged: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "list.csv"
    file.write_text("A123,0086\nS053,7913\nS054\n", encoding="utf-8")
    monkeypatch.setenv("EXAMPLE_LIST", str(file))
    example = plugs.installed().sources["example-list"]
    assert example.find(Radio("S053", Kind.PRECODE)) == Found("7913", "line 2 of the list", number="S053")
    assert example.find(Radio("S055", Kind.PRECODE)) == NotFound("not in the list")
    assert example.find(Radio("S054", Kind.PRECODE)) == Unavailable("the list cannot be read (IndexError)")
    assert isinstance(example.find(Radio("UU1HSDAAA12345678", Kind.VIN)), NotFound)
    assert list(example.check()) == []
    file.unlink()
    assert isinstance(example.find(Radio("S053", Kind.PRECODE)), Unavailable)


@pytest.mark.parametrize("file", ["example_code_list.py", "pyproject.toml"])
def test_the_document_shows_the_example_as_it_is(file: str) -> None:
    document = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
    kind = file.rpartition(".")[2].replace("py", "python", 1) if file.endswith("py") else "toml"
    assert f"```{kind}\n{(PACKAGES / 'example' / file).read_text(encoding='utf-8')}```" in document
