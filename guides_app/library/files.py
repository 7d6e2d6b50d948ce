"""The text files of a folder -> items, and which file and line is wrong. Knows no tables."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guides_app.library.items import COLLECTIONS, FOLDERS, Item, Kind, Unreadable
from guides_app.library.parsing import MOST_BYTES, Parsed, Unparsable, parse
from guides_app.library.picture_files import with_pictures
from guides_app.library.reading import read

CONTENT = Path(__file__).resolve().parent.parent / "content"
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")
ENDINGS = (".yaml", ".yml")


def items(folder: Path) -> Iterator[Item | Unreadable]:
    """Everything in the folder, in the order in which it must be loaded."""
    yield from _strangers(folder)
    for kind in Kind:
        if kind in FOLDERS:
            yield from _folder(folder, kind)
        elif kind is Kind.PICTURE:
            yield from with_pictures(folder, _entries(folder, kind))
        elif kind in COLLECTIONS:
            yield from _entries(folder, kind)
        elif (folder / kind.value).exists():
            yield _whole(folder, kind.value, kind)


def is_library(folder: Path) -> bool:
    """Whether there is anything in it that could be loaded."""
    return any((folder / kind.value).exists() for kind in Kind)


def _strangers(folder: Path) -> Iterator[Unreadable]:
    """YAML beside the files that are known: more likely a slip than something to pass over."""
    known = {kind.value for kind in Kind}
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() in ENDINGS and file.name not in known:
            yield Unreadable(file.name, f"is not a file of the library; these are: {', '.join(sorted(known))}")


def _folder(folder: Path, kind: Kind) -> Iterator[Item | Unreadable]:
    """One item a file; what leans on another one of its kind comes after it."""
    files = [file for file in sorted((folder / kind.value).glob("[!.]*")) if file.suffix.lower() in ENDINGS]
    namesakes: defaultdict[str, list[str]] = defaultdict(list)
    for file in files:
        namesakes[file.stem.casefold()].append(file.name)
    found = [_one_of(folder, file, kind, namesakes[file.stem.casefold()]) for file in files]
    yield from sorted(found, key=lambda item: isinstance(item, Item) and bool(item.data.get("alike")))


def _one_of(folder: Path, file: Path, kind: Kind, namesakes: list[str]) -> Item | Unreadable:
    """Of two files for one thing none is taken, for nobody knows which is meant."""
    path = f"{kind.value}/{file.name}"
    if len(namesakes) > 1:
        other = next(name for name in namesakes if name != file.name)
        return Unreadable(path, f"is there twice: {kind.value}/{other} has the same name")
    if not SLUG.fullmatch(file.stem):
        return Unreadable(path, "must be named with letters without accents, digits and hyphens, at most 50")
    return _whole(folder, path, kind)


def _entries(folder: Path, kind: Kind) -> Iterator[Item | Unreadable]:
    if not (folder / kind.value).exists():
        return
    try:
        parsed = _mapping(folder, kind.value)
    except Unreadable as problem:
        yield problem
        return
    for root, data in _lying(parsed.data, COLLECTIONS[kind]):
        path = f"{kind.value}#{'/'.join(root)}"
        if len(root) < COLLECTIONS[kind]:
            yield Unreadable(path, "needs names with values", parsed.line(root))
        else:
            yield Item(path, kind, "/".join(root), data, parsed, root)


def _lying(data: Any, depth: int, root: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What lies so many names deep, or as deep as the names go."""
    if not depth or not isinstance(data, dict):
        yield root, data
        return
    for name, value in data.items():
        yield from _lying(value, depth - 1, (*root, name))


def _whole(folder: Path, path: str, kind: Kind) -> Item | Unreadable:
    try:
        parsed = _mapping(folder, path)
    except Unreadable as problem:
        return problem
    return Item(path, kind, Path(path).stem, parsed.data, parsed)


def _mapping(folder: Path, path: str) -> Parsed:
    try:
        parsed = parse(read(folder, path, most=MOST_BYTES))
    except Unparsable as wrong:
        raise Unreadable(path, wrong.reason, wrong.line) from wrong
    except OSError as wrong:
        raise Unreadable(path, f"cannot be read: {wrong.strerror}") from wrong
    if not isinstance(parsed.data, dict):
        raise Unreadable(path, "must be a list of names with values", parsed.line(()))
    return parsed
