"""A plug-in of pytest that writes down which blocks of code each test passes through, and its seconds of the processor.

`instrumented` gives the source whose blocks tell of themselves. Measuring so costs next to nothing, other than tracing.
"""

import ast
import builtins
import json
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

BEGIN = "__reached__ = __import__('builtins').__dict__.setdefault('__reached__', set())"
AT_IMPORT = ""  # in place of a test's name


def blocks(tree: ast.Module | ast.ClassDef, outer: str = "") -> Iterator[tuple[str, str, list[ast.stmt]]]:
    """Of each function of the module, or of a class in it: its qualified name, and its blocks, each with a name."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from blocks(node, f"{outer}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            function = f"{outer}{node.name}"
            for number, block in enumerate(block for inner in ast.walk(node) for block in _blocks_of(inner)):
                yield function, f"{function}:{number}", block


def _blocks_of(node: ast.AST) -> Iterator[list[ast.stmt]]:
    if not isinstance(node, ast.ClassDef | ast.Lambda | ast.IfExp):
        yield from filter(None, (getattr(node, name, None) for name in ("body", "orelse", "finalbody")))


def places(tree: ast.Module) -> dict[int, tuple[str, str]]:
    """For each line in a function: the function, and the innermost block that the line stands in."""
    return {
        line: (function, name)
        for function, name, block in blocks(tree)
        for line in range(block[0].lineno, (block[-1].end_lineno or 0) + 1)
    }


def instrumented(path: str, source: str) -> str:
    """This module, saying of each block of a function that it was reached."""
    tree = ast.parse(source)
    for _, name, block in list(blocks(tree)):
        block.insert(_after_words(block), ast.parse(f"__reached__.add({f'{path}:{name}'!r})").body[0])
    tree.body.insert(_after_words(tree.body), ast.parse(BEGIN).body[0])
    return ast.unparse(tree)


def _after_words(block: list[ast.stmt]) -> int:
    """Where code may begin: after what explains the block, or what it imports from the future."""
    for place, one in enumerate(block):
        words = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
        if not (words or (isinstance(one, ast.ImportFrom) and one.module == "__future__")):
            return place
    return len(block)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reached", type=Path, help="the folder that takes a line for each test")


def noted(folder: Path) -> dict[str, tuple[int, float, list[str]]]:
    """For each test that has been written down: when its file was last changed, its seconds and its blocks."""
    lines = (line for file in folder.glob("*.jsonl") for line in file.read_text("utf-8").splitlines())
    rows = sorted((json.loads(line) for line in lines), key=lambda row: row[1])
    return {name: (changed, seconds, reached) for name, changed, seconds, reached in rows}


class Notes:
    """Writes down the tests that are not written down as they stand now; runs no other."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.known = {(name, changed) for name, (changed, _, _) in noted(folder).items()}
        self.file = (folder / f"{worker}.jsonl").open("a", encoding="utf-8")
        self.reached: set[str] = builtins.__dict__.setdefault("__reached__", set())

    def note(self, name: str, changed: int, seconds: float) -> None:
        self.file.write(json.dumps([name, changed, round(seconds, 2), sorted(self.reached)]) + "\n")
        self.file.flush()
        self.reached.clear()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if (item.nodeid, item.path.stat().st_mtime_ns) not in self.known]

    def pytest_collection_finish(self) -> None:
        self.note(AT_IMPORT, 0, 0)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, bool, bool]:
        before = sum(os.times()[:4])
        done = yield
        self.note(item.nodeid, item.path.stat().st_mtime_ns, sum(os.times()[:4]) - before)
        return done


def pytest_configure(config: pytest.Config) -> None:
    folder = config.getoption("--reached")
    if folder and hasattr(config, "workerinput"):
        config.pluginmanager.register(Notes(folder, config.workerinput["workerid"]))
