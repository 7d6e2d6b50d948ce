"""A small library in a folder, and somebody who edits it."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from tests.guides_app import small_library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_library.write(tmp_path / "library")


@pytest.fixture
def erin(db: None) -> User:
    return User.objects.create_user("erin")
