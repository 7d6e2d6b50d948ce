"""Which tests pass through which block of code, and how long each of them takes."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from tests.mutation import reached
from tests.mutation.warm import MOST_TESTS

SLOWEST = 10.0  # seconds; a longer test is no quick look, and its subject has quick ones
LIKE = 5  # letters of a module that the name of a file of tests has, too, if it is about it: drafting, test_drafts
MOST_SECONDS = 60.0  # of all tests that one mutant meets


class Learnt:
    """What a run of the tests in this copy of the checkout has shown; a test whose file has changed since runs anew."""

    def __init__(self, notes: Path) -> None:
        self.seconds: dict[str, float] = {}
        self._tests: dict[str, set[str]] = defaultdict(set)
        for name, (_, self.seconds[name], blocks) in reached.noted(notes).items():
            for block in blocks:
                self._tests[block].add(name)

    def runs_at_import(self, path: str, function: str) -> bool:
        """Whether the tests ran this function while they were collected."""
        return reached.AT_IMPORT in self._through(f"{path}:{function}:")

    def _through(self, start: str) -> set[str]:
        return set().union(*(tests for block, tests in self._tests.items() if block.startswith(start)))

    def tests_for(self, path: str, block: str, killers: list[str]) -> list[str]:
        """Tests that pass through this block, or through the folder where none does in its own process: those first
        that have killed a neighbour, then those in files named like the module, then the others; of each file in turn
        the quickest, so that many subjects are heard."""
        names = self._tests.get(f"{path}:{block}") or self._through(f"{Path(path).parent}/")
        quick = [name for name in names - {reached.AT_IMPORT} if self.seconds[name] < SLOWEST]
        by_file = defaultdict(list)
        for name in sorted(quick, key=lambda name: (self.seconds[name], name)):
            by_file[name.partition("::")[0]].append(name)
        in_turn = [name for row in zip_longest(*(by_file[file] for file in sorted(by_file))) for name in row if name]
        stem = Path(path).stem[:LIKE]
        own = [name for name in in_turn if stem in Path(name.partition("::")[0]).stem]
        first = [name for name in reversed(killers) if name in in_turn]
        return list(self._within_reason(dict.fromkeys(first + own + in_turn)))[:MOST_TESTS]

    def _within_reason(self, names: Iterable[str]) -> Iterator[str]:
        seconds = 0.0
        for name in names:
            seconds += self.seconds[name]
            if seconds < MOST_SECONDS:
                yield name


def learn(copy: Path, notes: Path, modules: Iterable[str], tests: Iterable[str]) -> Learnt:
    """Run those of these tests that are not noted yet, with the modules telling where they pass through."""
    notes.mkdir(exist_ok=True)
    files = {str(path.relative_to(copy)): path.stat().st_mtime_ns for name in tests for path in _files(copy / name)}
    kept = notes / "files.json"
    known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    changed = [file for file, time in files.items() if known.get(file) != time]
    if changed:
        for name in modules:
            module = copy / name
            module.write_text(reached.instrumented(name, module.read_text(encoding="utf-8")), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-p", "tests.mutation.reached", f"--reached={notes}",
                   "-n", "2", "--dist", "worksteal", "-m", "not journey", *changed]  # fmt: skip
        subprocess.run(command, cwd=copy, check=False)
        kept.write_text(json.dumps(known | files), encoding="utf-8")
    return Learnt(notes)


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("test_*.py"))
