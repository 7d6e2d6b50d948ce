"""The shipped library, loaded once for each test that asks for it."""

import pytest

from guides_app import library


@pytest.fixture
def shipped(db: None) -> library.Report:
    """Everything in guides_app/content."""
    return library.load()
