"""A source of codes for Radio Code Desk: a file with a number and its code on each line, such as `X123,0086`."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

from guides_app.identifiers import Kind
from requests_app.lookup.source import Answer, Found, NotFound, Radio, TrustWord, Unavailable


class ExampleList:
    """Answers for pre-codes only."""

    slug = "example-list"
    name = "Example list"
    trust = TrustWord.UNPROVEN

    def __init__(self) -> None:
        self.path = Path(os.environ.get("EXAMPLE_LIST", ""))

    def find(self, radio: Radio) -> Answer:
        if radio.kind is not Kind.PRECODE:
            return NotFound("the list has pre-codes only")
        try:
            with self.path.open(encoding="utf-8", newline="") as file:
                for line, row in enumerate(csv.reader(file), 1):
                    if row and row[0] == radio.number:
                        return Found(row[1], f"line {line} of the list", number=row[0])
        except (OSError, UnicodeDecodeError, csv.Error, IndexError) as error:
            return Unavailable(f"the list cannot be read ({type(error).__name__})")
        return NotFound("not in the list")

    def check(self) -> Iterator[str]:
        if not self.path.is_file():
            yield "EXAMPLE_LIST must be the path of the list"
