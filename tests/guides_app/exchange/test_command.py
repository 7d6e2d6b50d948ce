"""The command tells of each file in one line, and fails where something was refused."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from guides_app import library
from tests.guides_app.exchange.folders import DUSTER, SMALL, published
from tests.guides_app.small_library import change

pytestmark = pytest.mark.django_db


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
