"""Files into a folder: all of them or none, and nothing of anybody else is touched."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from guides_app.library.files import ENDINGS, SLUG
from guides_app.library.items import FOLDERS, PICTURES, Kind

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp")


class Unwritable(Exception):
    """A folder that an export must not go into."""


def place(files: Iterable[tuple[str, bytes]], folder: Path, *, overwrite: bool) -> None:
    """Write them beside, then move them. Of an earlier export, what is not among them goes."""
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise Unwritable("is not a folder")
    there = folder.is_dir()
    if there and any(folder.iterdir()):
        _stop_unless_replaceable(folder, overwrite=overwrite)
    beside = (folder if there else folder.parent) / f".export-{os.getpid()}"
    beside.mkdir(parents=True)
    try:
        written = {path: _write(beside / path, data) for path, data in files}
        if there:
            _move(written, folder)
        else:
            beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _stop_unless_replaceable(folder: Path, *, overwrite: bool) -> None:
    """What looks like an earlier export, and lies in this very folder, may be replaced when somebody says so."""
    if not overwrite:
        raise Unwritable("is not empty; --overwrite replaces an earlier export")
    if not any((folder / kind.value).is_file() for kind in Kind):
        raise Unwritable("holds something else than an earlier export")
    for name in (*(kind.value for kind in FOLDERS), PICTURES):
        if (folder / name).is_symlink():
            raise Unwritable(f"cannot be written: {name} in it leads elsewhere")


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def _move(written: dict[str, Path], folder: Path) -> None:
    for path, file in written.items():
        (folder / path).parent.mkdir(exist_ok=True)
        file.replace(folder / path)
    for old in set(_ours(folder)) - {folder / path for path in written}:
        old.unlink()


def _ours(folder: Path) -> Iterator[Path]:
    """Files that an export could have written, or that a load would take for such."""
    yield from (folder / kind.value for kind in Kind if (folder / kind.value).is_file())
    for name in (kind.value for kind in FOLDERS):
        files = (folder / name).glob("[!.]*")
        yield from (file for file in files if file.suffix.lower() in ENDINGS and SLUG.fullmatch(file.stem))
    pictures = (file for file in (folder / PICTURES).glob("[!.]*") if file.suffix.lower() in PICTURE_ENDINGS)
    yield from (file for file in pictures if SLUG.fullmatch(file.stem) and file.is_file())
