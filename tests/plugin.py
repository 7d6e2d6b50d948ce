"""Loaded before Django is: sets the environment of the suite, and says whether there is a browser to drive.

Journeys need Debian's chromium. Without it they are skipped, in one line; with REQUIRE_BROWSER=1 they fail instead.
"""

import os
import shutil

import pytest

from tests import environment

environment.prepare()
SKIPPED = "browser journeys were skipped: no chromium on this machine (apt-get install chromium)"


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
