"""What the clerk read beside what the customer typed, character by character; nothing is told before a reading."""

from dataclasses import dataclass
from itertools import zip_longest

from guides_app.identifiers import Kind, compare
from requests_app.lookup import chain
from requests_app.models import VIN_TAIL, CodeRequest, Reading
from requests_app.workflow.verification import clean_number


@dataclass(frozen=True)
class Cell:
    """One place: what stands there in both readings."""

    position: int
    mine: str
    theirs: str
    differs: bool
    confusable: bool


@dataclass(frozen=True)
class Comparison:
    """The last reading of a number in this round. Without another to compare with, its value is not shown either."""

    reading: Reading
    cells: tuple[Cell, ...] = ()
    once_more: bool = False
    twice: bool = False

    @property
    def settled(self) -> bool:
        return self.reading.stands

    @property
    def differing(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.differs)


def compare_number(code_request: CodeRequest, readings: list[Reading]) -> Comparison | None:
    """The radio's number; None before anybody has read it in this round."""
    found = [reading for reading in readings if reading.subject == Reading.Subject.NUMBER]
    if not found:
        return None
    last = found[-1]
    if last.agrees is None:
        return Comparison(last, once_more=True)
    twice = not code_request.number and code_request.number_kind != Kind.VIN
    return Comparison(last, _cells(last.value, _theirs(code_request, found)), twice=twice)


def compare_vin(code_request: CodeRequest, readings: list[Reading]) -> Comparison | None:
    """The last 6 of the VIN; there is something to compare with only where the customer typed it."""
    found = [reading for reading in readings if reading.subject == Reading.Subject.VIN6]
    if not found:
        return None
    theirs = "" if found[-1].not_on_paper else code_request.vin_tail
    return Comparison(found[-1], _cells(found[-1].value, theirs) if theirs else ())


def _theirs(code_request: CodeRequest, found: list[Reading]) -> str:
    kind = Kind(code_request.number_kind or Kind.PRECODE)
    if kind is Kind.VIN:
        return chain.radio_of(code_request).number[-VIN_TAIL:]
    if code_request.number:
        return clean_number(code_request.number, kind)
    return found[-2].value if len(found) > 1 else ""


def _cells(mine: str, theirs: str) -> tuple[Cell, ...]:
    different = {difference.position: difference for difference in compare(mine, theirs)}
    pairs = enumerate(zip_longest(mine, theirs, fillvalue=""), start=1)
    return tuple(Cell(n, a, b, n in different, n in different and different[n].confusable) for n, (a, b) in pairs)
