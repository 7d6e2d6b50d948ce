"""Run the mutants: `python -m tests.mutation [--every N] [--jobs N] [file ...]`.

First the suite runs once, without browsers, to learn which test passes through which line and how long it takes. Then
each mutant meets the tests of its line, the quickest first, in a process of its own and in a copy of the checkout.
What was learnt and killed is kept under build/mutation; delete that folder to begin anew.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from queue import SimpleQueue
from xml.etree import ElementTree

from coverage import CoverageData

from tests.mutation.operators import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "mutation"
ARGUED = Path(__file__).with_name("argued.json")  # mutants that change nothing anybody could see: which, and why
KILLED = BUILD / "killed.txt"  # one digest a line
ROOMS = (
    "requests_app/states.py", "requests_app/workflow", "requests_app/policy.py", "requests_app/flags.py",
    "requests_app/retention.py", "requests_app/evidence.py", "requests_app/vault", "requests_app/lookup",
    "guides_app/pictures/intake.py", "guides_app/pictures/photos.py", "guides_app/pictures/papers.py",
    "guides_app/pictures/formats.py",
)  # fmt: skip
SLOWEST = 20.0  # seconds; a longer test is no quick look, and its subject has quick ones
PATIENCE = 90  # seconds for one mutant; one that hangs is noticed
MOST_TESTS = 150


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


# -- What the tests pass through --------------------------------------------------------------------------------------


def learn() -> tuple[dict[str, dict[int, list[str]]], dict[str, float]]:
    """For each module and line the tests that run it, and how long each test takes."""
    data, times = BUILD / "coverage", BUILD / "times.json"
    if not (data.exists() and times.exists()):
        BUILD.mkdir(parents=True, exist_ok=True)
        config = BUILD / "coveragerc"
        config.write_text(f"[run]\nsource = requests_app,guides_app.pictures\ndata_file = {data}\n", encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-q", "-m", "not journey",
                   "--cov", f"--cov-config={config}", "--cov-context=test", "--cov-report=",
                   f"--junitxml={BUILD}/junit.xml", "-o", "junit_family=xunit1",
                   "tests/requests_app", "tests/config", "tests/test_no_door_to_a_code.py"]  # fmt: skip
        subprocess.run(command, cwd=ROOT, check=False)
        times.write_text(json.dumps(dict(_times(BUILD / "junit.xml"))), encoding="utf-8")
    covered = CoverageData(str(data))
    covered.read()
    reached: dict[str, dict[int, list[str]]] = {}
    for file in covered.measured_files():
        lines = {
            line: [_test_of(one) for one in names if one] for line, names in covered.contexts_by_lineno(file).items()
        }
        reached[str(Path(file).relative_to(ROOT))] = lines
    return reached, json.loads(times.read_text(encoding="utf-8"))


def _test_of(context: str) -> str:
    return context.rpartition("|")[0] or context


def _times(report: Path) -> Iterator[tuple[str, float]]:
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own report
        yield f"{case.get('file')}::{case.get('name')}", float(case.get("time", "0"))


def tests_for(path: str, lines: dict[int, list[str]], line: int, times: dict[str, float]) -> list[str]:
    """Tests that pass through this line, or through the module where it runs at import: of each file in turn the
    quickest, so that many subjects are heard, those first that are named for the module."""
    names = set(lines.get(line) or [name for one in lines.values() for name in one])
    names = names or {name for name in times if name.startswith(f"tests/{Path(path).parent}/")}
    by_file = defaultdict(list)
    for name in sorted(names, key=lambda name: times.get(name, SLOWEST)):
        if times.get(name, SLOWEST) < SLOWEST:
            by_file[name.partition("::")[0]].append(name)
    files = sorted(by_file, key=lambda file: (Path(path).stem not in file, file))
    in_turn = zip_longest(*(by_file[file] for file in files))
    return [name for row in in_turn for name in row if name][:MOST_TESTS]


# -- Running ----------------------------------------------------------------------------------------------------------


class Copy:
    """A copy of the checkout in which one module after the other is broken and mended."""

    def __init__(self, number: int) -> None:
        self.folder = BUILD / f"copy-{number}"
        shutil.rmtree(self.folder, ignore_errors=True)
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in listed.splitlines():
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)

    def notices(self, path: str, mutant: Mutant, tests: list[str]) -> bool:
        """Whether any of these tests fails with this mutant."""
        module = self.folder / path
        whole = module.read_bytes()
        module.write_text(mutant.source, encoding="utf-8")
        environment = {**os.environ, "DATA_DIR": str(self.folder / "RADIO_DESK_TESTS"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider",
                   "--no-header", "--tb=no", *tests]  # fmt: skip
        child = subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            return child.wait(PATIENCE) != 0
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return True
        finally:
            module.write_bytes(whole)


class Run:
    """The mutants that are tried, by several copies at a time."""

    def __init__(self, jobs: int) -> None:
        self.reached, self.times = learn()
        self.argued: dict[str, str] = json.loads(ARGUED.read_text(encoding="utf-8"))
        KILLED.touch()
        self.killed = set(KILLED.read_text(encoding="utf-8").split())  # what was killed once is not tried again
        self.copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(jobs):
            self.copies.put(Copy(number))

    def judge(self, path: str, mutant: Mutant) -> Result:
        """Try this mutant, and tell of it at once if nothing notices it."""
        digest = hashlib.sha256(f"{path}\0{mutant.source}".encode()).hexdigest()
        if digest in self.killed:
            return Result.KILLED
        text = (ROOT / path).read_text(encoding="utf-8").splitlines()[mutant.line - 1].strip()
        if f"{path} | {text} | {mutant.fault}" in self.argued:
            return Result.ARGUED
        tests = tests_for(path, self.reached.get(path, {}), mutant.line, self.times)
        result = Result.NOT_REACHED
        if tests:
            copy = self.copies.get()
            result = Result.KILLED if copy.notices(path, mutant, tests) else Result.SURVIVED
            self.copies.put(copy)
        if result is Result.KILLED:
            with KILLED.open("a", encoding="utf-8") as kept:
                kept.write(f"{digest}\n")
        else:
            sys.stdout.write(f"{result}: {path}:{mutant.line} | {text} | {mutant.fault}\n")
            sys.stdout.flush()
        return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", default=list(ROOMS))
    parser.add_argument("--every", type=int, default=1, help="try only each Nth mutant")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    run = Run(options.jobs)
    work = [(path, one) for path in files_of(options.files) for one in mutants_of((ROOT / path).read_text("utf-8"))]
    with ThreadPoolExecutor(options.jobs) as pool:
        results = Counter(pool.map(lambda pair: run.judge(*pair), work[:: options.every]))
    total = results.total()
    figures = ", ".join(f"{count} {result} ({100 * count / total:.1f} %)" for result, count in sorted(results.items()))
    sys.stdout.write(f"{total} mutants: {figures}\n")
    return 0 if total == results[Result.KILLED] + results[Result.ARGUED] else 1


if __name__ == "__main__":
    sys.exit(main())
