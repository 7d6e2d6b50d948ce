"""The library: as it is shipped, for a whole module or for one test, or small."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from guides_app import library
from tests import database
from tests.guides_app import small, snapshot


@pytest.fixture(scope="module")
def shipped_library(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Every test of the module finds everything in guides_app/content in its database; no test waits for it."""
    with database.cloned_for_tests(django_db_blocker, "_library", template=database.WITH_LIBRARY):
        yield


@pytest.fixture(scope="module")
def library_site(shipped_library: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LiveServer]:
    """A server of the shipped library for a module that only reads: nothing is emptied between its tests."""
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def shipped_page() -> Callable[[str], Any]:
    """The answer for an address of the shipped library, made once for all tests that change nothing."""
    return cache(Client().get)


@pytest.fixture(scope="session")
def _shipped_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> snapshot.Snapshot:
    with django_db_blocker.unblock(), database.cloned("_rows", template=database.WITH_LIBRARY):
        return snapshot.take()


@pytest.fixture
def shipped(_shipped_rows: snapshot.Snapshot, db: None) -> None:
    """Everything in guides_app/content, for one test among others that begin without."""
    snapshot.put(_shipped_rows)


@pytest.fixture
def small_library(db: None, tmp_path: Path) -> None:
    """Two radios and two cars, complete enough to be published: for tests of the editor."""
    small.write(tmp_path / "library")
    assert library.load(tmp_path / "library").refused() == []
