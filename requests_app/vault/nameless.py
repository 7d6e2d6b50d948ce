"""Files without a name for what somebody sends: in memory on Linux, so that nothing readable rests on a disk.

A process that is killed leaves nothing to sweep. Elsewhere they lie in VAULT_TMP, unlinked from the start.
"""

import fcntl
import os
import sys
import tempfile
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from requests_app.vault.content import MAX_BYTES

_F_SEAL_FUTURE_WRITE = 0x10  # unlike F_SEAL_WRITE it does not make the kernel wait, several ms, for idle pages


def nameless_file() -> BinaryIO:
    """An empty file to write and read, gone when it is closed."""
    if sys.platform != "linux":
        return cast(BinaryIO, tempfile.TemporaryFile(dir=settings.VAULT_TMP))
    return os.fdopen(os.memfd_create("upload", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING), "w+b")


def freeze(file: BinaryIO) -> None:
    """Nobody who holds the file can change it any more, our own process included."""
    file.flush()
    if sys.platform == "linux":
        seals = _F_SEAL_FUTURE_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
        fcntl.fcntl(file.fileno(), fcntl.F_ADD_SEALS, seals)


class NamelessUploadHandler(FileUploadHandler):
    """Django's way in for uploads. Keeps one byte more than a file may have; the sanitiser then refuses it."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._content = nameless_file()
        self._kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._kept += self._content.write(raw_data[: MAX_BYTES + 1 - self._kept])

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self._content.seek(0)
        return UploadedFile(
            file=self._content,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "_content"):
            self._content.close()
