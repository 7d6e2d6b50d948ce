"""What the documents say of the code is what the code is."""

import re
from pathlib import Path
from types import ModuleType

import pytest

import guides_app
import requests_app
from guides_app.library.files import CONTENT
from requests_app.admin.desk_sections import PARTS, Section
from requests_app.models import Role
from requests_app.permissions import (
    CHANGE_DESK,
    EDIT_GUIDES,
    ERASE_REQUESTS,
    PERMISSIONS,
    READ_GUIDES,
    READ_RECORD,
    SEE_REQUESTS,
    WORK_ON_REQUESTS,
)
from requests_app.states import MOVES, diagram
from tests.pictures.making import MOST_BYTES, PICTURES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_ROOMS = {"__init__", "apps", "urls", "checks", "migrations", "static"}


@pytest.mark.parametrize("app", [guides_app, requests_app])
def test_the_floor_plan_names_every_room(app: ModuleType) -> None:
    named = re.findall(r"^- ([a-z_]+): ", app.__doc__ or "", re.MULTILINE)
    folder = ROOT / app.__name__
    there = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert set(named) == there - NOT_ROOMS


def test_the_readme_shows_the_state_diagram_of_the_code() -> None:
    assert f"```mermaid\n{diagram()}\n```" in README


def test_the_readme_names_every_setting_that_the_environment_may_carry() -> None:
    used = set(re.findall(r'(?:env)\.(?!wrong|stop)\w+\(\s*"([A-Z_]+)"', _config()))
    missing = {name for name in used if f"`{name}`" not in README}
    assert not missing


def _config() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "config").glob("*.py")))


def test_the_readme_shows_the_pictures_that_are_made_for_it() -> None:
    shown = [ROOT / path for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)]
    assert {path.name for path in shown} == set(PICTURES)
    assert all(path.stat().st_size < MOST_BYTES for path in shown)


def test_the_readme_tells_what_each_role_may() -> None:
    acts = (SEE_REQUESTS, WORK_ON_REQUESTS, ERASE_REQUESTS, READ_RECORD, CHANGE_DESK, READ_GUIDES, EDIT_GUIDES)
    for role in Role:
        cells = (str(role.label), *("yes" if act in PERMISSIONS[role] else "–" for act in acts))
        assert f"| {' | '.join(cells)} |" in README


def test_the_readme_names_the_tabs_of_a_desks_settings() -> None:
    told = README.split("**Guides and settings → Desks** has seven tabs.")[1].split("\n\n")[0]
    assert re.findall(r"\*([^*]+)\*:", " ".join(told.split())) == [str(part.title) for part in PARTS.values()]
    assert list(PARTS) == list(Section)
    assert len(PARTS) == 7


def test_the_readme_counts_what_is_shipped() -> None:
    guides, families = (len(list((CONTENT / kind).glob("*.yaml"))) for kind in ("guides", "families"))
    assert f"**Guides** for {guides} generations of cars and {families} radio families" in README


def test_every_move_has_a_line_in_the_diagram() -> None:
    assert all(f": {move.name} (" in README for move in MOVES if move.name != "erase")


def test_only_the_workflow_writes_a_status() -> None:
    """Every other mention of a status in a write would be a second state machine."""
    pattern = re.compile(r"(?:\.status\s*=[^=]|\bstatus=Status\.\w+\s*\)\s*$|update\([^)]*\bstatus=)")
    for path in (ROOT / "requests_app").rglob("*.py"):
        if "migrations" in path.parts or path.name == "moves.py" or "CodeRequest" not in path.read_text("utf-8"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            writes = pattern.search(line) and "filter(" not in line and "exclude(" not in line and "Q(" not in line
            assert not writes, f"{path.name}:{number}: {line.strip()}"
