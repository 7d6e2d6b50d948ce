"""Loaded before Django is: sets the environment of the suite, and says whether there is a browser to drive.

Journeys need Debian's chromium. Without it they are skipped, in one line; with REQUIRE_BROWSER=1 they fail instead.
`--second-database` leaves out what another database cannot change: tests without a table, browsers, those that are
marked for repeating SQL that other tests speak, and the tests of pages, whose SQL the walk over all addresses speaks.
"""

import gc
import os

import pytest

from tests import environment

environment.prepare()
PAGES = {"admin", "views", "api", "config", "guides_app"}  # folders
SKIPPED = "browser journeys were skipped: no chromium on this machine (apt-get install chromium-headless-shell)"

# The processes of a browser may stand still for longer than a test waits for them, on a machine that does something
# else meanwhile. Such a test begins once more, from nothing, and the last line of the run counts it.
STOOD_STILL = pytest.mark.flaky(reruns=1, only_rerun=["^TimeoutError"])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--second-database", action="store_true", help="only tests that speak SQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.journey)
            item.add_marker(STOOD_STILL)
    items.sort(key=_waits_for_no_desk)
    if not environment.on_postgresql():
        _leave_out(config, items, [item for item in items if item.get_closest_marker("postgresql")])
    if config.getoption("--second-database"):
        _leave_out(config, items, [item for item in items if not _speaks_sql(item)])


def _leave_out(config: pytest.Config, items: list[pytest.Item], which: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=which)
    gone = set(which)
    items[:] = [item for item in items if item not in gone]


def _waits_for_no_desk(item: pytest.Item) -> bool:
    """Who drives the running desk comes first, so that one worker has all of them and starts one desk."""
    return "running" not in getattr(item, "fixturenames", ())


def pytest_collection_finish() -> None:
    """What is imported by now stays; it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


def _speaks_sql(item: pytest.Item) -> bool:
    """Tests with tables, those of pages only where they commit; of the browser's and of whole systems those that are
    marked for it."""
    if any(map(item.get_closest_marker, ("both_databases", "postgresql"))):
        return True
    if any(map(item.get_closest_marker, ("one_database", "journey"))):
        return False
    tables = item.get_closest_marker("django_db")
    if item.path.parent.name in PAGES:
        return bool(tables and tables.kwargs.get("transaction"))
    return bool(tables or {"db", "transactional_db"} & set(item.fixturenames))  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; every test that asks for it counts as a journey."""
    path = environment.path_of_chromium()
    if path is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(SKIPPED)
    if path is None:
        pytest.skip(SKIPPED)
    return path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if environment.path_of_chromium() is None:
        terminalreporter.write_line(SKIPPED)
