"""The library -> a folder of text files that can be read, compared and loaded again.

The same rows give the same bytes. Says what readers see; with drafts, what editors are writing in its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from guides_app.library.dumping import dump
from guides_app.library.files import SLUG
from guides_app.library.items import COLLECTIONS, FILE, FOLDERS, PICTURES, Kind
from guides_app.library.placing import Unwritable, place
from guides_app.library.playing_drafts import Unfit, drafts_played
from guides_app.library.writing import SHELVES


@dataclass
class Exported:
    """How much of each kind was written, and what somebody should know."""

    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def export(folder: Path, *, drafts: bool = False, overwrite: bool = False) -> Exported:
    """Write it all, or nothing. Raises Unwritable when there is something in the folder, unless it may be replaced."""
    done = Exported()
    with transaction.atomic():
        if not drafts:
            place(_files(done, {}), folder, overwrite=overwrite)
        else:
            with drafts_played() as unfit:
                done.notes += [
                    f"{_path(kind, key)}: cannot be loaded yet: {why}" for (kind, key), (_, why) in unfit.items()
                ]
                place(_files(done, unfit), folder, overwrite=overwrite)
    return done


def _files(done: Exported, unfit: Unfit) -> Iterator[tuple[str, bytes]]:
    for kind in Kind:
        drafted = [key for of, key in unfit if of is kind]
        keys = list(dict.fromkeys([*SHELVES[kind].keys(), *drafted]))
        done.counts[kind.value.removesuffix(".yaml")] = len(keys)
        if kind in COLLECTIONS:
            yield from _collection(kind, keys)
            continue
        for key in keys:
            said = unfit[kind, key][0] if (kind, key) in unfit else SHELVES[kind].describe(key)
            yield _path(kind, key), dump(said)


def _path(kind: Kind, key: str) -> str:
    return f"{kind.value}/{_name(key)}.yaml" if kind in FOLDERS else kind.value


def _name(key: str) -> str:
    """A slug that nobody checked must not lead out of the folder."""
    if not SLUG.fullmatch(key):
        raise Unwritable(f"cannot hold a file of the name {key}")
    return key


def _collection(kind: Kind, keys: list[str]) -> Iterator[tuple[str, bytes]]:
    """One file for all entries; of pictures one more for each."""
    entries: dict[str, Any] = {}
    for key in keys:
        said = SHELVES[kind].describe(key)
        if kind is Kind.PICTURE:
            yield f"{PICTURES}/{_name(key)}.png", said.pop(FILE)
        around = entries
        *outer, last = key.split("/", COLLECTIONS[kind] - 1)
        for name in outer:
            around = around.setdefault(name, {})
        around[last] = said
    if entries:
        yield kind.value, dump(entries)
