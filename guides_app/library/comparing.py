"""Two documents -> what differs, place by place. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any


@dataclass(frozen=True)
class Change:
    """One place that differs; an empty side is one where there was nothing."""

    place: str
    before: str
    after: str


def compare(before: Any, after: Any) -> list[Change]:
    """All places that differ, in the order of the later document."""
    return list(_walk("", before, after))


def _walk(place: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict | None) and isinstance(after, dict | None) and (before or after):
        for name in dict.fromkeys([*(after or {}), *(before or {})]):
            yield from _walk(f"{place} › {name}" if place else name, (before or {}).get(name), (after or {}).get(name))
    elif isinstance(before, list | None) and isinstance(after, list | None):
        yield from _rows(place, before or [], after or [])
    else:
        yield Change(place, _said(before), _said(after))


def _rows(place: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    """Rows that stayed are found again wherever they stand, so that one new row is one change."""
    matcher = SequenceMatcher(a=[repr(row) for row in before], b=[repr(row) for row in after], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for offset in range(max(i2 - i1, j2 - j1)):
            old = before[i1 + offset] if i1 + offset < i2 else None
            new = after[j1 + offset] if j1 + offset < j2 else None
            number = (j1 if new is not None else i1) + offset + 1
            yield from _walk(f"{place} {number}", old, new)


def _said(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
