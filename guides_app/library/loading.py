"""Loads the shipped files and tells of each what became of it.

What staff changed stays: an item is written again only while its rows still say what was loaded last time.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from django.db import IntegrityError, transaction

from guides_app.library.files import CONTENT, Item, Unreadable, digest, items
from guides_app.library.rows import Wrong
from guides_app.library.writing import SHELVES
from guides_app.models import ShippedFile


class Outcome(StrEnum):
    """What became of one item."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class Result:
    """One item; a refused one with its reason."""

    path: str
    outcome: Outcome
    reason: str = ""


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
    report = Report()
    known = {shipped.path: shipped for shipped in ShippedFile.objects.all()}
    for item in items(folder):
        if isinstance(item, Unreadable):
            report.results.append(Result(item.path, Outcome.REFUSED, item.reason))
        else:
            report.results.append(_load_one(item, known.get(item.path)))
    return report


def _load_one(item: Item, shipped: ShippedFile | None) -> Result:
    if shipped is not None and shipped.file_digest == item.digest():
        return Result(item.path, Outcome.UNCHANGED)
    shelf = SHELVES[item.kind]
    current = shelf.describe(item.key)
    if shipped is None and current is not None:
        return Result(item.path, Outcome.KEPT)
    if shipped is not None and (current is None or digest(current) != shipped.rows_digest):
        return Result(item.path, Outcome.KEPT)
    try:
        with transaction.atomic():
            shelf.write(item.key, item.data)
            digests = {"file_digest": item.digest(), "rows_digest": digest(shelf.describe(item.key))}
            ShippedFile.objects.update_or_create(path=item.path, defaults=digests)
    except Wrong as problem:
        return Result(item.path, Outcome.REFUSED, str(problem))
    except IntegrityError:
        return Result(item.path, Outcome.REFUSED, "repeats something that may be there only once")
    return Result(item.path, Outcome.UPDATED if shipped else Outcome.NEW)
