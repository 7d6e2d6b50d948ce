"""YAML -> plain data that knows its lines. Pure. Refuses, with the line, what could mean something else than it says.

Of YAML's scalars only null, true, false, decimal numbers and days are other things than text: `no` is a word here, and
`0000` keeps its zeros. Aliases, tags, tabs and names that are there twice are refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import yaml

MOST_BYTES = 1_000_000
DEEPEST = 20
Place: TypeAlias = "tuple[str | int, ...]"
_READER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_PLAIN: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"|~|null|Null|NULL"), lambda _: None),
    (re.compile(r"true|True|TRUE"), lambda _: True),
    (re.compile(r"false|False|FALSE"), lambda _: False),
    (re.compile(r"-?(?:0|[1-9][0-9]{0,17})"), int),
    (re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}"), float),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
)


class Unparsable(Exception):
    """Text that is not what a file of the library may be."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"line {line}: {reason}")
        self.reason, self.line = reason, line


@dataclass(frozen=True)
class Parsed:
    """The data, and where each name and each entry of a list stands."""

    data: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of the place, or of the nearest thing around it that is there."""
        known = (self.lines.get(place[:end]) for end in range(len(place), -1, -1))
        return next((line for line in known if line), 1)


def parse(raw: bytes) -> Parsed:
    """The one document in `raw`. Raises Unparsable."""
    text = _decoded(raw)
    builder = _Builder(_events(text))
    try:
        return Parsed(builder.document(), builder.lines)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        said = ", ".join(part for part in (wrong.context, wrong.problem) if part)
        line = min(mark.line, text.rstrip("\n").count("\n")) + 1 if mark else 1
        raise Unparsable(f"is not YAML: {said}", line) from wrong
    except yaml.YAMLError as wrong:
        raise Unparsable("is not YAML", 1) from wrong


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Unparsable(f"is larger than {MOST_BYTES // 1000} kB", 1)
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise Unparsable("starts with a byte order mark; save it as UTF-8 without one", 1)
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        raise Unparsable("is not in UTF-8", raw[: wrong.start].count(b"\n") + 1) from wrong
    for place, character in ((text.find("\t"), "tab"), (text.find("\r"), "lone carriage return")):
        if place >= 0:
            raise Unparsable(f"has a {character}; use spaces and plain line ends", text[:place].count("\n") + 1)
    if found := _UNREADABLE.search(text):
        line = text[: found.start()].count("\n") + 1
        raise Unparsable(f"has a character that nobody can see (U+{ord(found[0]):04X})", line)
    return text


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=_READER)


class _Builder:
    """Takes the events of one document one by one, so that nothing large is ever made of something small."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.lines: dict[Place, int] = {}

    def document(self) -> Any:
        """The whole stream."""
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise Unparsable("is empty", 1)
        data = self._node(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise Unparsable("holds a second document", _line(after))
        return data

    def _node(self, event: Any, place: Place) -> Any:
        _judge(event, len(place))
        self.lines.setdefault(place, _line(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place)
        return _scalar(event)

    def _mapping(self, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            name = self._name(event, len(place))
            if name in found:
                first = self.lines[*place, name]
                raise Unparsable(f"{name} is there twice, first in line {first}", _line(event))
            self.lines[*place, name] = _line(event)
            found[name] = self._node(next(self.events), (*place, name))
        return found

    def _name(self, event: Any, depth: int) -> str:
        _judge(event, depth)
        name = _scalar(event) if isinstance(event, yaml.ScalarEvent) else None
        if not isinstance(name, str):
            raise Unparsable("a name must be a text; put it in quotes", _line(event))
        return name

    def _sequence(self, place: Place) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._node(event, (*place, len(found))))
        return found


def _judge(event: Any, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise Unparsable("aliases are not used here: write it out", _line(event))
    if event.tag is not None:
        raise Unparsable(f"tags are not used here: {event.tag[:60]}", _line(event))
    if depth > DEEPEST:
        raise Unparsable(f"lies more than {DEEPEST} levels deep", _line(event))


def _scalar(event: Any) -> Any:
    text: str = event.value
    if _NO_TEXT.search(text):
        raise Unparsable("holds a character that no text has", _line(event))
    if not event.implicit[0]:
        return text
    try:
        return next((make(text) for pattern, make in _PLAIN if pattern.fullmatch(text)), text)
    except ValueError as wrong:
        raise Unparsable(f"{text} is not a day of the calendar", _line(event)) from wrong


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
