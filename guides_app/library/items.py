"""What a folder of the library holds: items, each of which is loaded whole or not at all."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from guides_app.library.parsing import Parsed, Place


class Kind(Enum):
    """What an item becomes and where it lies; the order is the order of loading."""

    SOURCE = "sources.yaml"
    CAR = "cars.yaml"
    WORD = "words.yaml"
    PICTURE = "pictures.yaml"
    GENERAL = "general.yaml"
    FAMILY = "families"
    GUIDE = "guides"


# One file with an entry for each item; the number says how many names deep an entry lies.
COLLECTIONS = {Kind.SOURCE: 1, Kind.CAR: 1, Kind.WORD: 2, Kind.PICTURE: 1}
FOLDERS = (Kind.FAMILY, Kind.GUIDE)
PICTURES = "pictures"  # the folder of the files that pictures.yaml names
FILE = "file"  # where an item of a picture holds its bytes


@dataclass(frozen=True)
class Item:
    """One thing that is loaded whole or not at all; `root` is where it lies in its file."""

    path: str
    kind: Kind
    key: str
    data: Any
    parsed: Parsed = field(default=Parsed(None), compare=False, repr=False)
    root: Place = ()

    def digest(self) -> str:
        """Of the content, not of the spelling of the file."""
        return digest(self.data)

    def line(self, place: Place = ()) -> int:
        """Where that place of the item stands in its file."""
        return self.parsed.line((*self.root, *place))


class Unreadable(Exception):
    """A file that is not what it should be."""

    def __init__(self, path: str, reason: str, line: int = 1) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.reason, self.line = path, reason, line


def digest(data: Any) -> str:
    """The same for equal content, in any order of keys."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
