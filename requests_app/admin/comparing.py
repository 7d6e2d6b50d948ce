"""What the clerk read beside what the customer typed, character by character; nothing is told before a reading."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from guides_app.identifiers import Kind, compare
from guides_app.vin_signs import VinSign
from requests_app.admin import words
from requests_app.lookup import chain
from requests_app.models import VIN_TAIL, CodeRequest, MachineReading, Page, Reading
from requests_app.workflow.reading import clean_number


@dataclass(frozen=True)
class Cell:
    """One place: what stands there in both readings."""

    position: int
    mine: str
    theirs: str
    differs: bool
    confusable: bool


@dataclass(frozen=True)
class OnRecord:
    """What was read at an earlier request of the same car or radio, whose customer said that the code works."""

    reference: str
    at: datetime | None
    value: str
    cells: tuple[Cell, ...] = ()

    @property
    def agrees(self) -> bool:
        return not self.differing

    @property
    def differing(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.differs)


@dataclass(frozen=True)
class Machine:
    """What engines read off the photo: the number, or else the part number, or nothing of which they are sure.

    With `taken_over`, the customer's number is this one: they were asked whether it is theirs, and said yes.
    """

    number: str
    part_number: str
    taken_over: bool
    cells: tuple[Cell, ...] = ()

    @property
    def agrees(self) -> bool:
        return not self.differing

    @property
    def differing(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.differs)


@dataclass(frozen=True)
class Comparison:
    """The last reading of a number in this round. Without another to compare with, its value is not shown either."""

    reading: Reading
    cells: tuple[Cell, ...] = ()
    on_record: OnRecord | None = None
    machine: Machine | None = None
    once_more: bool = False
    twice: bool = False

    @property
    def signs(self) -> list[words.Text]:
        """What a whole VIN says of the car."""
        return [words.VIN_SIGNS[VinSign(sign)] for sign in self.reading.vin_signs]

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


def beside(found: Comparison | None, on_record: OnRecord | None) -> Comparison | None:
    """The same with what is on record, once the reading is shown at all."""
    if found is None or on_record is None or found.once_more or found.reading.not_on_paper:
        return found
    return replace(found, on_record=replace(on_record, cells=_cells(found.reading.value, on_record.value)))


def with_machine(found: Comparison | None, code_request: CodeRequest, pages: Iterable[Page]) -> Comparison | None:
    """The same with what engines read off these pages, once the reading is shown at all."""
    rows: Iterable[MachineReading | None] = (getattr(page, "machine_reading", None) for page in pages)
    row, kind = MachineReading.telling(filter(None, rows)), Kind(code_request.number_kind or Kind.PRECODE)
    if found is None or found.once_more or row is None or kind is Kind.VIN:
        return found
    mine = found.reading.value
    number = row.number_like(mine, kind)
    taken_over = row.answer == MachineReading.Answer.YES and number == code_request.number
    machine = Machine(number, row.found.part_number, taken_over, _cells(mine, number) if number else ())
    return replace(found, machine=machine)


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
