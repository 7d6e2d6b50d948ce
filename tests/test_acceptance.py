"""The list of promises in docs/acceptance.md and the tests that carry their numbers hold each other."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = (ROOT / "docs/acceptance.md").read_text(encoding="utf-8")
LISTED = re.findall(r"^\| (\d+) \| [^|]+ \| `(tests/[\w/]+\.py)::(test_\w+)` \|$", LIST, re.MULTILINE)
THERE = {
    (file.relative_to(ROOT).as_posix(), name)
    for file in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_ac_\w+)\(", file.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_every_listed_promise_has_its_test_and_every_such_test_is_listed() -> None:
    assert {(file, name) for _number, file, name in LISTED} == THERE


def test_no_promise_about_the_desk_is_missing() -> None:
    assert {*map(str, range(60, 83))} <= {number for number, _file, _name in LISTED}


def test_each_test_carries_the_number_of_its_promise() -> None:
    assert [name for number, _file, name in LISTED if not name.startswith(f"test_ac_{number}_")] == []


def test_every_line_of_the_list_is_one_of_these() -> None:
    lines = [line for line in LIST.splitlines() if re.match(r"\| \d", line)]
    assert len(lines) == len(LISTED) == len({name for _number, _file, name in LISTED})
