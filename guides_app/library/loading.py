"""Loads a folder of files and tells of each item what became of it.

What staff changed stays: an item is written again only while its rows still say what was loaded last time. An item is
one transaction, so that a run that breaks off leaves whole items, and the next run does the rest.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction

from guides_app import finder
from guides_app.library.files import CONTENT, items
from guides_app.library.inspection import overlaps
from guides_app.library.items import FOLDERS, Item, Kind, Unreadable
from guides_app.library.ledger import Ledger
from guides_app.library.publishing import as_json
from guides_app.library.rehearsal import KINDS
from guides_app.library.rows import Wrong
from guides_app.library.writing import SHELVES
from guides_app.models import Guide, Manuscript


class Outcome(StrEnum):
    """What became of one item."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class Result:
    """One item; a refused one with its line and reason."""

    path: str
    outcome: Outcome
    reason: str = ""
    line: int = 0

    def __str__(self) -> str:
        file, _, key = self.path.partition("#")
        return f"{file}:{self.line}: {f'{key}: ' if key else ''}{self.reason}" if self.reason else self.path


@dataclass
class Report:
    """What a run did."""

    results: list[Result] = field(default_factory=list)

    def count(self) -> Counter[Outcome]:
        """How many of each."""
        return Counter(result.outcome for result in self.results)

    def refused(self) -> list[Result]:
        """Those that somebody must mend."""
        return [result for result in self.results if result.outcome is Outcome.REFUSED]


def load(folder: Path = CONTENT) -> Report:
    """Bring the database up to the files. Running it again changes nothing."""
    results: dict[str, Result] = {}
    ledger, again = Ledger(folder), []
    for item in items(folder):
        results[item.path] = _tried(item, ledger)
        if isinstance(item, Item) and item.kind in FOLDERS and results[item.path].reason:
            again.append(item)
    # A family may be alike one that comes later, and a guide may take over years that another one gives up.
    results |= {item.path: _tried(item, ledger) for item in again}
    finder.rebuild()
    return Report(list(results.values()))


def _tried(item: Item | Unreadable, ledger: Ledger) -> Result:
    if isinstance(item, Unreadable):
        return Result(item.path, Outcome.REFUSED, item.reason, item.line)
    try:
        return Result(item.path, _loaded(item, ledger))
    except Wrong as wrong:
        return Result(item.path, Outcome.REFUSED, str(wrong), item.line(wrong.place))
    except IntegrityError:
        return Result(item.path, Outcome.REFUSED, "repeats something that may be there only once", item.line())
    except DataError:
        return Result(item.path, Outcome.REFUSED, "does not fit into the database", item.line())


@transaction.atomic
def _loaded(item: Item, ledger: Ledger) -> Outcome:
    shelf = SHELVES[item.kind]
    current = shelf.describe(item.key)
    if ledger.up_to_date(item, current):
        ledger.note(item, current)
        return Outcome.UNCHANGED
    if not ledger.untouched(item, current):
        return Outcome.KEPT
    shelf.write(item.key, item.data)
    if item.kind is Kind.GUIDE:
        _refuse_overlaps(item.key)
    said = shelf.describe(item.key)
    _record(item, said)
    ledger.note(item, said)
    return Outcome.NEW if current is None else Outcome.UPDATED


def _refuse_overlaps(slug: str) -> None:
    guide = Guide.objects.with_car().get(slug=slug)
    others = overlaps(guide) if guide.is_published else []
    if others:
        raise Wrong(f"these years overlap those of {others[0]}", "year_from")


def _record(item: Item, said: Any) -> None:
    """The manuscript of a document says what its rows say; an open draft stays."""
    kind = next((document for document, of in KINDS.items() if of is item.kind), None)
    if kind is None:
        return
    manuscript = Manuscript.objects.filter(kind=kind, key=item.key).first() or Manuscript(kind=kind, key=item.key)
    manuscript.published = as_json(said)
    manuscript.keep("loaded from a file")
