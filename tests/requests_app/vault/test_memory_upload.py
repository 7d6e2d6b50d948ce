"""Uploads wait for the sanitiser without a name and off the disk."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from guides_app.pictures.limits import MAX_BYTES
from guides_app.pictures.memory_file import freeze, memory_file


@pytest.fixture(autouse=True)
def handler(settings: Settings) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["requests_app.vault.memory_upload.InMemoryUploadHandler"]


def posted(content: bytes) -> "UploadedFile[bytes]":
    request = RequestFactory().post("/", {"photo": SimpleUploadedFile("label.jpg", content)})
    upload = request.FILES["photo"]
    assert isinstance(upload, UploadedFile)
    return upload


def test_an_upload_arrives_whole_and_has_no_place_on_the_disk() -> None:
    upload = posted(b"photo" * 1_000_000)
    assert upload.read() == b"photo" * 1_000_000
    assert not hasattr(upload, "temporary_file_path")


def test_of_an_upload_beyond_the_limit_one_byte_too_many_is_kept() -> None:
    upload = posted(bytes(MAX_BYTES + 2**20))
    assert len(upload.read()) == MAX_BYTES + 1


def test_a_frozen_file_cannot_be_changed() -> None:
    with memory_file() as file:
        file.write(b"as it came")
        freeze(file)
        with pytest.raises(PermissionError):
            os.write(file.fileno(), b"forged")
