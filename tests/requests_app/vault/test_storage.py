"""Sealed files: whole or absent, unreadable on the disk, private, and refused before the disk is full."""

import errno
import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.core.files.storage import InMemoryStorage
from pytest_django.fixtures import Settings

from requests_app.vault.cipher import KeyMissing, Unreadable
from requests_app.vault.storage import NoSpace, PrivateDisk, SealedStorage, vault

PLAIN = b"\xff\xd8\xff PROOF-MARK \xff\xd9"
AT_ONCE = timedelta(0)


@pytest.fixture
def folder(settings: Settings) -> Path:
    return Path(settings.VAULT_DIR)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def no_space(*_: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, "full")


def test_what_is_written_is_read_again() -> None:
    assert vault.read(vault.write(PLAIN)) == PLAIN


def test_nothing_readable_lies_on_the_disk(folder: Path) -> None:
    vault.write(PLAIN)
    (file,) = files_in(folder)
    assert b"PROOF" not in file.read_bytes()
    assert b"\xff\xd8\xff" not in file.read_bytes()


def test_files_and_folders_are_for_us_alone(folder: Path) -> None:
    vault.write(PLAIN)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")] if path.is_dir()}
    assert modes == {0o700}
    assert [stat.S_IMODE(path.stat().st_mode) for path in files_in(folder)] == [0o600]


def test_two_files_cannot_be_swapped(folder: Path) -> None:
    one, other = vault.write(PLAIN), vault.write(b"other")
    (folder / one[:2] / one).write_bytes((folder / other[:2] / other).read_bytes())
    with pytest.raises(Unreadable):
        vault.read(one)


def test_names_are_listed_and_deleted_ones_are_gone() -> None:
    names = {vault.write(PLAIN) for _ in range(5)}
    gone = names.pop()
    vault.delete(gone)
    vault.delete(gone)
    assert set(vault.names()) == names
    assert not vault.exists(gone)
    with pytest.raises(FileNotFoundError):
        vault.read(gone)


def test_an_empty_vault_has_no_names() -> None:
    assert list(vault.names()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 31, "g" * 32, "/" * 32])
def test_a_name_that_is_not_ours_is_not_looked_for(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        vault.read(name)


@pytest.mark.parametrize("broken", ["os.fsync", "pathlib.Path.replace"])
def test_a_full_disk_leaves_nothing_behind(broken: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.write(PLAIN)
    before = files_in(folder)
    monkeypatch.setattr(broken, no_space)
    with pytest.raises(NoSpace):
        vault.write(PLAIN)
    assert files_in(folder) == before


def test_a_file_that_would_fill_the_disk_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    vault.write(PLAIN)
    monkeypatch.setattr(PrivateDisk, "has_room", lambda *_: False)
    with pytest.raises(NoSpace):
        vault.write(PLAIN)


def test_room_is_what_the_disk_says(folder: Path) -> None:
    disk = os.statvfs(folder.parent)
    assert vault.has_room(1024)
    assert not vault.has_room(disk.f_blocks * disk.f_frsize + 1)


def test_the_sweeper_removes_half_written_files_only(folder: Path) -> None:
    name = vault.write(PLAIN)
    (folder / ".parts" / "left-by-a-killed-process").write_bytes(b"half")
    assert vault.sweep_parts(older_than=timedelta(hours=1)) == 0
    assert vault.sweep_parts(older_than=AT_ONCE) == 1
    assert vault.read(name) == PLAIN
    assert list(vault.names()) == [name]


def test_files_move_to_a_new_key_and_the_old_one_can_go(settings: Settings) -> None:
    name = vault.write(PLAIN)
    settings.VAULT_KEYS, settings.VAULT_KEY_ID = {**settings.VAULT_KEYS, "new": bytes(32)}, "new"
    vault.reseal(name)
    settings.VAULT_KEYS = {"new": bytes(32)}
    assert vault.read(name) == PLAIN


def test_a_lost_key_is_loud(settings: Settings) -> None:
    name = vault.write(PLAIN)
    settings.VAULT_KEYS, settings.VAULT_KEY_ID = {"new": bytes(32)}, "new"
    with pytest.raises(KeyMissing):
        vault.read(name)


def test_any_storage_of_django_will_do() -> None:
    elsewhere = SealedStorage(InMemoryStorage())
    name = elsewhere.write(PLAIN)
    assert elsewhere.read(name) == PLAIN
    assert list(elsewhere.names()) == [name]
    elsewhere.delete(name)
    assert not elsewhere.exists(name)
