"""The text files of the library: reads YAML into items, and says which file and line is wrong."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).resolve().parent.parent / "content"


class Kind(Enum):
    """What an item becomes; the order is the order of loading."""

    SOURCE = "sources.yaml"
    CAR = "cars.yaml"
    GENERAL = "general.yaml"
    FAMILY = "families"
    GUIDE = "guides"


@dataclass(frozen=True)
class Item:
    """One thing that is loaded whole or not at all."""

    path: str
    kind: Kind
    key: str
    data: Any

    def digest(self) -> str:
        """Of the content, not of the spelling of the file."""
        return digest(self.data)


class Unreadable(Exception):
    """A file that is not what it should be; the text names the place."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


def digest(data: Any) -> str:
    """The same for equal content, in any order of keys."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


def items(folder: Path) -> Iterator[Item | Unreadable]:
    """Everything in the folder, in the order in which it must be loaded."""
    for kind in (Kind.SOURCE, Kind.CAR, Kind.GENERAL):
        yield from _entries(folder / kind.value, kind)
    for kind in (Kind.FAMILY, Kind.GUIDE):
        for file in sorted((folder / kind.value).glob("*.yaml")):
            yield _whole(file, f"{kind.value}/{file.name}", kind)


def _entries(file: Path, kind: Kind) -> Iterator[Item | Unreadable]:
    if not file.exists():
        return
    try:
        entries = _mapping(file, file.name)
    except Unreadable as problem:
        yield problem
        return
    for key, data in entries.items():
        yield Item(f"{file.name}#{key}", kind, key, data)


def _whole(file: Path, path: str, kind: Kind) -> Item | Unreadable:
    try:
        return Item(path, kind, file.stem, _mapping(file, path))
    except Unreadable as problem:
        return problem


def _mapping(file: Path, path: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise Unreadable(path, f"line {line}: {wrong.problem or 'not YAML'}") from wrong
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise Unreadable(path, "is not YAML in UTF-8") from wrong
    if not isinstance(data, dict):
        raise Unreadable(path, "must be a list of names with values")
    return data
