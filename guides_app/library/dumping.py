"""Plain data -> YAML that people like to read and to compare. Pure. The same data gives the same bytes.

Texts of several lines stand as they are, below a bar. What another program could take for a number is quoted.
"""

import re
from datetime import date
from typing import Any

import yaml

_TEXT = "tag:yaml.org,2002:str"
_HIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NUMBERLIKE = re.compile(r"[-+.]?[0-9][0-9a-fxo_.:+-]*", re.IGNORECASE)


def dump(data: Any) -> bytes:
    """Names in the order in which they come."""
    text = yaml.dump(
        data, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=1_000_000_000
    )
    return str(text).encode()


class _Dumper(yaml.SafeDumper):
    """Lists stand two steps in; nothing is said by reference."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def choose_scalar_style(self) -> str:
        """Double quotes, but where they would be full of backslashes."""
        style = str(super().choose_scalar_style())
        text = self.event.value if isinstance(self.event, yaml.ScalarEvent) else ""
        return '"' if style == "'" and not set('"\\') & set(text) else style


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if _is_block(text) else '"' if _needs_quotes(text) else None
    return dumper.represent_scalar(_TEXT, text, style=style)


def _is_block(text: str) -> bool:
    """Lines that lose nothing below a bar: no spaces that nobody sees at the start and at the ends."""
    if "\n" not in text or text.endswith("\n\n") or text[0].isspace() or _HIDDEN.search(text):
        return False
    return all(line == line.rstrip(" ") for line in text.split("\n"))


def _needs_quotes(text: str) -> bool:
    """What would be lost without them, or would look like a number."""
    if "\n" in text or _HIDDEN.search(text) or _NUMBERLIKE.fullmatch(text):
        return True
    return not any(character.isalpha() for character in text)


def _day(dumper: _Dumper, day: date) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", day.isoformat())


_Dumper.add_representer(str, _text)
_Dumper.add_representer(date, _day)
