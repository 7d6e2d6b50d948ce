"""Loaded before Django is: sets the environment of the suite, and says whether there is a browser to drive.

Journeys need Debian's chromium. Without it they are skipped, in one line; with REQUIRE_BROWSER=1 they fail instead.
`--second-database` leaves out what another database cannot change: tests without a table, and browsers.
"""

import os
import shutil

import pytest

from tests import environment

environment.prepare()
SKIPPED = "browser journeys were skipped: no chromium on this machine (apt-get install chromium)"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--second-database", action="store_true", help="only tests that speak SQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.journey)
    if config.getoption("--second-database"):
        left_out = [item for item in items if not _speaks_sql(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _speaks_sql(item)]


def _speaks_sql(item: pytest.Item) -> bool:
    """Tests with tables; of the browser's and of whole systems those that are marked for it."""
    if item.get_closest_marker("both_databases"):
        return True
    with_tables = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)  # type: ignore[attr-defined]
    return bool(with_tables) and item.get_closest_marker("journey") is None


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; every test that asks for it counts as a journey."""
    path = shutil.which("chromium")
    if path is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(SKIPPED)
    if path is None:
        pytest.skip(SKIPPED)
    return path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if shutil.which("chromium") is None:
        terminalreporter.write_line(SKIPPED)
