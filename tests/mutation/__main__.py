"""Run the mutants: `python -m tests.mutation [--every N] [--jobs N] [--tests FILE ...] [file ...]`.

First the suite runs once, without browsers, to learn which test passes through which line and how long it takes. Then
each mutant meets the tests of its line in a copy of the checkout. It is killed when one of them fails that passes when
run the same way without the mutant. What was learnt and killed is kept under build/mutation; delete that folder to
begin anew.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from multiprocessing import Pipe
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.mutation.learning import learn
from tests.mutation.operators import Mutant, mutants_of
from tests.mutation.warm import Answer, End, Exchange, Order

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "mutation"
ARGUED = Path(__file__).with_name("argued.json")  # mutants that change nothing anybody could see: which, and why
KILLED = BUILD / "killed.txt"  # a line each: the mutant's digest, the module, the test
ROOMS = (
    "requests_app/states.py", "requests_app/workflow", "requests_app/policy.py", "requests_app/flags",
    "requests_app/retention.py", "requests_app/evidence", "requests_app/vault", "requests_app/lookup",
    "guides_app/pictures/intake.py", "guides_app/pictures/photos.py", "guides_app/pictures/papers.py",
    "guides_app/pictures/formats.py",
)  # fmt: skip
TESTS = ("tests/requests_app", "tests/guides_app/pictures", "tests/test_no_door_to_a_code.py")
COLLECTING = "the tests could not be collected"


class Result(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    ARGUED = "argued"
    SURVIVED = "survived"
    NOT_REACHED = "not reached by a test"


def files_of(names: list[str]) -> list[str]:
    """The modules under these names."""
    found = []
    for name in names:
        path = ROOT / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [str(path.relative_to(ROOT)) for path in found]


class Warm:
    """A process that has collected these tests, or could not and has ended."""

    def __init__(self, folder: Path, tests: list[str]) -> None:
        self._orders, theirs = Pipe()
        environment = {**os.environ, "DATA_DIR": str(folder / "RADIO_DESK_TESTS")}
        with theirs, (folder / "build" / "warm.log").open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.mutation.warm", str(theirs.fileno()), *tests],
                cwd=folder, env=environment, stdout=log, stderr=log, pass_fds=[theirs.fileno()],
            )  # fmt: skip
        self.collected: frozenset[str] = frozenset()
        self.cannot_collect = False
        try:
            self.collected = self._orders.recv()
        except EOFError:
            self.cannot_collect = self._process.wait() in {pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.USAGE_ERROR}
            if not self.cannot_collect:
                raise

    def run(self, order: Order) -> Answer:
        self._orders.send(order)
        answer: Answer = self._orders.recv()
        return answer

    def end(self) -> None:
        self._orders.close()
        self._process.wait()


@dataclass(frozen=True)
class Trial:
    """A mutant with the tests that it shall meet, each with the seconds of the processor after which it hangs."""

    path: str
    mutant: Mutant
    tests: tuple[tuple[str, int], ...]
    at_import: bool


def make_copy(folder: Path) -> Path:
    """A copy of the checkout that may be broken."""
    shutil.rmtree(folder, ignore_errors=True)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(os.path.isfile, listed.splitlines()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / "build").mkdir()
    return folder


class Copy:
    """A copy of the checkout in which one module after the other is broken and mended."""

    def __init__(self, number: int, tests: list[str]) -> None:
        self.folder = make_copy(BUILD / f"copy-{number}")
        self.warm = Warm(self.folder, tests)
        if self.warm.cannot_collect:
            raise RuntimeError(f"The tests cannot be collected as they are; see {self.folder}/build/warm.log")
        self.seconds = count(1)  # each mutant has another time of change, so that none runs the bytecode of another

    def killer(self, trial: Trial) -> str | None:
        """The test that fails with this mutant and not without it."""
        tests = tuple(one for one in trial.tests if one[0] in self.warm.collected)
        while tests:
            begun = self._begun_until_failure(trial, tests)
            if begun is None:
                return None
            if begun == 0:
                return COLLECTING
            if self.warm.run(Order(tests[:begun])).end is End.PASSED:
                return tests[begun - 1][0]
            tests = tests[: begun - 1] + tests[begun:]
        return None

    def _begun_until_failure(self, trial: Trial, tests: tuple[tuple[str, int], ...]) -> int | None:
        module = self.folder / trial.path
        whole, times = module.read_bytes(), module.stat()
        module.write_text(trial.mutant.source, encoding="utf-8")  # processes that tests start read it there
        second = next(self.seconds)
        os.utime(module, (second, second))
        try:
            answer = Answer(End.LOST, 0)
            if not trial.at_import:
                exchange = Exchange(trial.path, trial.mutant.function, trial.mutant.source)
                answer = self.warm.run(Order(tests, exchange))
            if answer.end is End.LOST:
                answer = self._afresh(tests)
        finally:
            module.write_bytes(whole)
            os.utime(module, ns=(times.st_atime_ns, times.st_mtime_ns))
        return None if answer.end is End.PASSED else answer.begun

    def _afresh(self, tests: tuple[tuple[str, int], ...]) -> Answer:
        warm = Warm(self.folder, sorted({name.partition("::")[0] for name, _ in tests}))
        if warm.cannot_collect:
            return Answer(End.FAILED, 0)
        try:
            answer = warm.run(Order(tests))
        finally:
            warm.end()
        if answer.end is End.LOST:
            raise RuntimeError(f"The tests ended without a word: {tests[: answer.begun]}")
        return answer


class Run:
    """The mutants that are tried, by several copies at a time."""

    def __init__(self, jobs: int, tests: list[str]) -> None:
        BUILD.mkdir(parents=True, exist_ok=True)
        self.learnt = learn(make_copy(BUILD / "learning"), BUILD / "notes", files_of(list(ROOMS)), tests)
        self.argued: dict[str, str] = json.loads(ARGUED.read_text(encoding="utf-8"))
        KILLED.touch()
        self.killed: set[str] = set()  # what was killed once is not tried again
        self.killers: dict[str, list[str]] = defaultdict(list)  # of a module's mutants, the latest last
        for line in KILLED.read_text(encoding="utf-8").splitlines():
            digest, path, test = line.split(" ", 2)
            self.killed.add(digest)
            self._remember(path, test)
        self.copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(jobs):
            self.copies.put(Copy(number, tests))

    def _remember(self, path: str, test: str) -> None:
        with suppress(ValueError):
            self.killers[path].remove(test)
        self.killers[path].append(test)

    def judge(self, path: str, mutant: Mutant) -> Result:
        """Try this mutant, and tell of it at once if nothing notices it."""
        digest = hashlib.sha256(f"{path}\0{mutant.source}".encode()).hexdigest()
        if digest in self.killed:
            return Result.KILLED
        text = told(path, mutant)
        if text in self.argued:
            return Result.ARGUED
        trial = self._trial(path, mutant)
        copy = self.copies.get()
        try:
            killer = copy.killer(trial)
        finally:
            self.copies.put(copy)
        if killer:
            self._remember(path, killer)
            with KILLED.open("a", encoding="utf-8") as kept:
                kept.write(f"{digest} {path} {killer}\n")
            return Result.KILLED
        result = Result.SURVIVED if trial.tests else Result.NOT_REACHED
        sys.stdout.write(f"{result}: line {mutant.line} of {text}\n")
        sys.stdout.flush()
        return result

    def _trial(self, path: str, mutant: Mutant) -> Trial:
        tests = self.learnt.tests_for(path, mutant.block, self.killers[path])
        patience = tuple((name, 10 + int(20 * self.learnt.seconds[name])) for name in tests)
        at_import = not mutant.function or self.learnt.runs_at_import(path, mutant.function)
        return Trial(path, mutant, patience, at_import)


def told(path: str, mutant: Mutant) -> str:
    """How a mutant is told, and argued: the module, the line as it stands there, the fault."""
    text = (ROOT / path).read_text(encoding="utf-8").splitlines()[mutant.line - 1].strip()
    return f"{path} | {text} | {mutant.fault}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", default=list(ROOMS))
    parser.add_argument("--every", type=int, default=1, help="try only each Nth mutant")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tests", nargs="+", default=list(TESTS), help="the tests that the mutants may meet")
    options = parser.parse_args()
    run = Run(options.jobs, options.tests)
    work = [(path, one) for path in files_of(options.files) for one in mutants_of((ROOT / path).read_text("utf-8"))]
    for key in sorted(run.argued.keys() - {told(path, one) for path, one in work}):
        if key.partition(" | ")[0] in files_of(options.files):
            sys.stdout.write(f"argued, but not there any more: {key}\n")
    work = work[:: options.every]
    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda pair: run.judge(*pair), work))
    by_room: dict[str, Counter[Result]] = defaultdict(Counter)
    for (path, _), result in zip(work, results, strict=True):
        by_room[path][result] += 1
    for name, counts in [*by_room.items(), ("all", Counter(results))]:
        figures = ", ".join(f"{number} {result}" for result, number in sorted(counts.items()))
        sys.stdout.write(f"{name}: {counts.total()} mutants, {figures}\n")
    return 0 if set(results) <= {Result.KILLED, Result.ARGUED} else 1


if __name__ == "__main__":
    sys.exit(main())
