"""A process that has collected tests and forks for each mutant: `python -m tests.mutation.warm CONNECTION TEST ...`

A fork exchanges the code of one function, then runs its tests until one fails. What ran when the tests were collected
is not run anew; for a mutant of such code, a process of this kind is started with the mutant in its files.
"""

import gc
import mmap
import os
import signal
import sys
import traceback
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FunctionType
from typing import NoReturn

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.autoreload import get_template_directories
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

MOST_TESTS = 150
WAIT = 300  # seconds; a test that sleeps longer hangs, however busy the machine is
_PASSED, _FAILED, _LOST = range(3)  # exit codes of a fork


@dataclass(frozen=True)
class Exchange:
    """The function that gets other code, and the source of its whole module in which that code stands."""

    path: str
    function: str
    source: str


@dataclass(frozen=True)
class Order:
    """Tests, each with the seconds of the processor after which it hangs, and what to exchange before them."""

    tests: tuple[tuple[str, int], ...]
    exchange: Exchange | None = None


class End(Enum):
    """How the tests of an order ended."""

    PASSED = auto()
    FAILED = auto()  # or one hung
    LOST = auto()  # nothing is known: the code could not be exchanged, or something else ended the fork


@dataclass(frozen=True)
class Answer:
    """How the tests ended, and how many of them had begun by then."""

    end: End
    begun: int


class Forks:
    """A plug-in of pytest that takes orders in place of running all that was collected."""

    def __init__(self, orders: Connection) -> None:
        self.orders = orders

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not session.testsfailed:
            warm_up()
            items = {item.nodeid: item for item in session.items}
            functions = _functions(Path.cwd())
            self.orders.send(frozenset(items))
            gc.freeze()
            with suppress(EOFError):
                while True:
                    self.orders.send(_answer(self.orders.recv(), session, items, functions))
        return True


def warm_up() -> None:
    """Load what else the first test that needs it would wait for: addresses, templates, languages."""
    get_resolver().reverse_dict  # noqa: B018 - reads every address
    for folder in get_template_directories():
        for path in folder.rglob("*.*"):
            with suppress(TemplateDoesNotExist, TemplateSyntaxError, UnicodeDecodeError):
                get_template(str(path.relative_to(folder)))
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Yes")


Functions = dict[tuple[str, str], list[FunctionType]]


def _functions(folder: Path) -> Functions:
    """Every function of a module under this folder, by file and name."""
    found: Functions = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename.startswith(f"{folder}/"):
            found[one.__code__.co_filename, one.__code__.co_qualname].append(one)
    return found


def _answer(order: Order, session: pytest.Session, items: dict[str, pytest.Item], functions: Functions) -> Answer:
    begun = mmap.mmap(-1, 1)
    pid = os.fork()
    if pid == 0:
        _work(order, session, items, functions, begun)
    _, status = os.waitpid(pid, 0)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # what a test that hung has started
    ends = {_PASSED: End.PASSED, _FAILED: End.FAILED, -signal.SIGALRM: End.FAILED, -signal.SIGPROF: End.FAILED}
    return Answer(ends.get(os.waitstatus_to_exitcode(status), End.LOST), begun[0])


def _work(
    order: Order, session: pytest.Session, items: dict[str, pytest.Item], functions: Functions, begun: mmap.mmap
) -> NoReturn:
    """The life of a fork; it leaves by _exit whatever happens."""
    code = _LOST
    try:
        os.setsid()
        if order.exchange:
            _exchange(order.exchange, functions)
        for (name, seconds), following in pairwise([*order.tests, ("", 0)]):
            begun[0] += 1
            signal.setitimer(signal.ITIMER_PROF, seconds)
            signal.alarm(WAIT)
            item = items[name]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=items.get(following[0]))
            if session.testsfailed:
                break
        code = _FAILED if session.testsfailed else _PASSED
    except BaseException:  # noqa: BLE001 - nothing may leave the fork
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _exchange(exchange: Exchange, functions: Functions) -> None:
    file = str(Path.cwd() / exchange.path)
    whole = compile(exchange.source, file, "exec", dont_inherit=True)
    [code] = [one for one in _codes_in(whole) if one.co_qualname == exchange.function]
    [function] = functions[file, exchange.function]
    function.__code__ = code


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes_in(one)


if __name__ == "__main__":
    connection, *chosen = sys.argv[1:]
    options = ["-q", "-m", "not journey", "-p", "no:xdist", "-p", "no:cacheprovider", "--basetemp=build/tmp"]
    sys.exit(pytest.main([*options, *chosen], plugins=[Forks(Connection(int(connection)))]))
