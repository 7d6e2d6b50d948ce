"""The shipped library for each test that asks for it: loaded once, then copied row by row."""

from functools import cache
from pathlib import Path

import pytest

from guides_app import library
from guides_app.models import Source
from tests.guides_app import small, snapshot


@pytest.fixture
def shipped(db: None) -> library.Report:
    """Everything in guides_app/content, and what loading it said."""
    if Source.objects.exists():
        return library.load()
    report, rows = _loaded()
    if not Source.objects.exists():
        snapshot.put(rows)
    return report


@pytest.fixture
def small_library(db: None, tmp_path: Path) -> None:
    """Two radios and two cars, complete enough to be published: for tests of the editor."""
    small.write(tmp_path / "library")
    assert library.load(tmp_path / "library").refused() == []


@cache
def _loaded() -> tuple[library.Report, snapshot.Snapshot]:
    return library.load(), snapshot.take()
