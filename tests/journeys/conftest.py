"""One running desk per test process, and one browser per module of journeys."""

import os
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium_at
from tests.journeys.customer import Person
from tests.journeys.running_desk import RunningDesk, running_desk

_numbers = count(1)
collect_ignore = [] if os.environ.get("DATABASE_URL", "").startswith("postgres") else ["test_database_away.py"]


@pytest.fixture(scope="session", autouse=True)
def migrated(django_db_setup: None) -> None:
    """There is a template that the products' own databases are copied from."""


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, migrated: None) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Closed with the module: while it is open, its loop keeps Django's own tests from their database."""
    with chromium_at(chromium) as opened:
        yield opened


@pytest.fixture
def person() -> Person:
    """Somebody new."""
    return Person(next(_numbers))
