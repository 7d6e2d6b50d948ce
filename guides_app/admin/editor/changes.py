"""What differs between two texts of a document, in words, with the differences marked word by word."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf.locale import LANG_INFO

from guides_app.admin.editor.differences import Part, words
from guides_app.admin.editor.names import place_name
from guides_app.admin.editor.values import Worded
from guides_app.library import Change, compare

MOST_ROWS = 300


_TRANSLATION = re.compile(r"translations › (\w+) › (\w+) › (of|text)$")


@dataclass(frozen=True)
class Row:
    """One place that differs."""

    place: str
    before: str
    after: str
    parts: list[Part]


def rows(before: Any, after: Any) -> list[Row]:
    """All places that differ, in the order of the later text."""
    found = [one for one in compare(before or {}, after or {}) if not _repeats_a_source(one)][:MOST_ROWS]
    worded = Worded()
    return [_row(_named(one.place), worded(one.place, one.before), worded(one.place, one.after)) for one in found]


def _row(place: str, before: str, after: str) -> Row:
    return Row(place, before, after, words(before, after))


def _repeats_a_source(change: Change) -> bool:
    """Beside each translation stands the text that it is of; that is no change of its own."""
    found = _TRANSLATION.search(change.place)
    return bool(found and found[3] == "of")


def _named(place: str) -> str:
    """ "steps 2 › translations › fr › title › text" is the French of the title of step 2."""
    found = _TRANSLATION.search(place)
    if not found:
        return place_name(place)
    language = LANG_INFO.get(found[1], {}).get("name", found[1])
    return f"{place_name(place[: found.start()] + found[2])} ({language})"
