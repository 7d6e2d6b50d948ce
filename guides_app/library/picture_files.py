"""The files in pictures/, each beside its entry in pictures.yaml: no entry without a file, no file without an entry."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from guides_app.library.items import FILE, PICTURES, Item, Unreadable
from guides_app.library.reading import read
from guides_app.pictures.limits import MAX_BYTES


def with_pictures(folder: Path, entries: Iterable[Item | Unreadable]) -> Iterator[Item | Unreadable]:
    """The entries with the bytes of their files, one at a time. Whether they are a picture is judged when loading."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted((folder / PICTURES).glob("[!.]*")):
        files[file.stem].append(file.name)
    named = set()
    for entry in entries:
        if isinstance(entry, Item):
            named.add(entry.key)
            yield _with_bytes(entry, folder, files[entry.key])
        else:
            yield entry
    for names in (names for slug, names in files.items() if slug not in named):
        yield from (Unreadable(f"{PICTURES}/{name}", "has no entry in pictures.yaml") for name in names)


def _with_bytes(entry: Item, folder: Path, names: list[str]) -> Item | Unreadable:
    if not names:
        return Unreadable(entry.path, f"has no file in {PICTURES}/", entry.line())
    if len(names) > 1:
        return Unreadable(entry.path, f"has more than one file: {', '.join(names)}", entry.line())
    if not isinstance(entry.data, dict) or FILE in entry.data:
        return Unreadable(entry.path, "needs a title and nothing else", entry.line())
    path = f"{PICTURES}/{names[0]}"
    try:
        return replace(entry, data=entry.data | {FILE: read(folder, path, most=MAX_BYTES)})
    except OSError as wrong:
        return Unreadable(path, f"cannot be read: {wrong.strerror}")
