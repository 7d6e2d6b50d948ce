"""The vault's door to the one intake of pictures."""

import io

import pytest

from requests_app.vault.sanitise import Accept, UploadProblem, UploadRefused, sanitise
from tests import files


def test_a_full_disk_is_told_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("requests_app.vault.storage.SealedStorage.has_room", lambda _: False)
    assert sanitise(io.BytesIO(files.make_jpeg()), accept=Accept.IMAGE) == UploadRefused(UploadProblem.NO_SPACE)
