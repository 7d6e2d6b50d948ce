"""Keeps sealed bytes under random names, on the local disk or on any other storage that Django can drive.

A file is there whole or not at all: written beside, synced, renamed. Only sealed bytes ever reach the storage.
"""

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils import timezone
from django.utils.functional import cached_property

from requests_app.vault.cipher import Unreadable, random_name, reseal, seal, unseal

ROOM_BYTES = 8 * 1024 * 1024
_PARTS = ".parts"
_NAME_LENGTH = 32
_OUT_OF_SPACE = (errno.ENOSPC, errno.EDQUOT)
_log = logging.getLogger(__name__)


class NoSpace(Exception):
    """The disk is full, or so nearly that one more file could fill it. Nothing was kept."""


class StoreAway(Exception):
    """The folder of sealed files is gone, or cannot be read or written now. Nothing was kept; later it may pass."""


class PrivateDisk(FileSystemStorage):
    """VAULT_DIR: 0700 and 0600, each file synced and renamed into place."""

    def __init__(self, location: str | Path | None = None) -> None:
        self._folder = location
        super().__init__(
            location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700, allow_overwrite=True
        )

    @cached_property
    def base_location(self) -> str:
        return str(self._folder or settings.VAULT_DIR)

    def is_ready(self) -> bool:
        return os.access(self.base_location, os.R_OK | os.W_OK | os.X_OK)

    def has_room(self, size: int) -> bool:
        root = self.base_location
        disk = os.statvfs(root)
        return disk.f_bavail * disk.f_frsize >= size and (disk.f_favail > 0 or disk.f_files == 0)

    def sweep_parts(self, *, older_than: timedelta) -> int:
        """Deletes what a killed process left half written; returns how many."""
        limit = timezone.now().timestamp() - older_than.total_seconds()
        swept = 0
        for part in self._directory(_PARTS).iterdir():
            with suppress(FileNotFoundError):
                if part.stat().st_mtime <= limit:
                    part.unlink()
                    swept += 1
        return swept

    def _save(self, name: str, content: "File[bytes]") -> str:
        target = self._directory(str(Path(name).parent)) / Path(name).name
        part = self._directory(_PARTS) / random_name()
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.writelines(content.chunks())
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        _sync_directory(target.parent)
        return name

    def _directory(self, name: str) -> Path:
        """A folder in ours, made where it is missing. Ours is never made: where it is missing, a disk may be."""
        path = Path(self.path(name))
        if not path.is_dir():
            path.mkdir(mode=0o700, exist_ok=True)
            _sync_directory(path.parent)
        return path


class SealedStorage:
    """What the rest of the office uses: plain bytes in, a random name out, and nothing readable in between."""

    def __init__(self, storage: Storage | None = None) -> None:
        self._given = storage

    @property
    def storage(self) -> Storage:
        """Looked up anew each time, so that a changed setting counts at once."""
        if self._given is not None:
            return self._given
        return storages["vault"] if "vault" in settings.STORAGES else PrivateDisk()

    def write(self, plain: bytes) -> str:
        """Seals and keeps `plain`; returns its name once it is safe on the disk. NoSpace or StoreAway otherwise."""
        name = random_name()
        self._put(name, seal(plain, context=_context(name)))
        return name

    def read(self, name: str) -> bytes:
        """What was written. FileNotFoundError, Unreadable or StoreAway otherwise, never an empty value."""
        return unseal(self._get(name), context=_context(name))

    def reseal(self, name: str) -> None:
        """Hangs the file on the current master key; a file that hangs there already is not written again."""
        sealed = self._get(name)
        anew = reseal(sealed, context=_context(name))
        if anew != sealed:
            self._put(name, anew)

    def delete(self, name: str) -> None:
        """Removes the file; one that is gone already is no error."""
        with self._reached():
            self.storage.delete(_place(name))

    def exists(self, name: str) -> bool:
        return self.storage.exists(_place(name))

    def stored_at(self, name: str) -> datetime:
        return self.storage.get_modified_time(_place(name))

    def names(self) -> Iterator[str]:
        """All names, shelf by shelf, never the whole list at once."""
        storage = self.storage
        try:
            shelves = storage.listdir("")[0]
        except FileNotFoundError:
            return
        for shelf in sorted(shelves):
            if shelf != _PARTS:
                yield from sorted(storage.listdir(shelf)[1])

    def has_room(self, size: int = ROOM_BYTES) -> bool:
        """Whether `size` more bytes fit. A storage that cannot tell is believed to have room."""
        storage = self.storage
        with self._reached():
            return storage.has_room(size) if isinstance(storage, PrivateDisk) else True

    def is_ready(self) -> bool:
        """Whether files can be read and written. A storage that cannot tell is believed to be."""
        storage = self.storage
        return storage.is_ready() if isinstance(storage, PrivateDisk) else True

    def sweep_parts(self, *, older_than: timedelta) -> int:
        storage = self.storage
        return storage.sweep_parts(older_than=older_than) if isinstance(storage, PrivateDisk) else 0

    def _put(self, name: str, sealed: bytes) -> None:
        if not self.has_room(len(sealed)):
            raise NoSpace
        with self._reached():
            self.storage.save(_place(name), ContentFile(sealed))

    def _get(self, name: str) -> bytes:
        place = _place(name)
        with self._reached(), self.storage.open(place) as file:
            return bytes(file.read())

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Says what the storage could not do: no room, damaged or lost at this place, or away as a whole."""
        try:
            yield
        except OSError as error:
            if error.errno in _OUT_OF_SPACE:
                raise NoSpace from error
            if error.errno == errno.EIO:
                raise Unreadable("the disk cannot read it") from error
            if isinstance(error, FileNotFoundError) and self.is_ready():
                raise
            name = errno.errorcode.get(error.errno or 0, "no number")
            _log.error("The folder of sealed files cannot be used: %s %s", type(error).__name__, name)
            raise StoreAway(name) from error


def _place(name: str) -> str:
    """Two digits of the name are its shelf. A name that is not ours is not looked for."""
    if len(name) != _NAME_LENGTH or not set(name) <= set("0123456789abcdef"):
        raise FileNotFoundError
    return f"{name[:2]}/{name}"


def _context(name: str) -> str:
    return f"vault file {name}"


def _sync_directory(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


vault = SealedStorage()
