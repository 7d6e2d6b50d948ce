"""The cast, the clock and the vault of every test. The environment is set by the plug-in that pyproject.toml names."""

from pathlib import Path

import pytest
from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def vault_folders(settings: SettingsWrapper, tmp_path: Path) -> None:
    """Sealed files, drafts and letters of a test lie in its own folder."""
    settings.VAULT_DIR = tmp_path / "vault"
    settings.VAULT_TMP = tmp_path / "vault-tmp"
    settings.LETTERS_DIR = tmp_path / "letters"
