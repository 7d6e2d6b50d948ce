"""One running desk per test process."""

import os
from collections.abc import Iterator
from itertools import count

import pytest

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


@pytest.fixture
def person() -> Person:
    """Somebody new."""
    return Person(next(_numbers))
