"""What was loaded from which file, and whether its rows still say so.

The shipped folder and folders of the shop are kept apart: what a shop loaded from its own files is the work of its
staff, and no later shipped file undoes it.
"""

from pathlib import Path
from typing import Any

from django.db import transaction

from guides_app.library.document_shelves import GENERAL_KEY
from guides_app.library.files import CONTENT
from guides_app.library.items import Item, Kind, digest
from guides_app.library.writing import SHELVES
from guides_app.models import ShippedFile

_OWN = "own/"
_PARTS = f"{Kind.GENERAL.value}#"


class Ledger:
    """Read once for each run."""

    def __init__(self, folder: Path) -> None:
        _join_general()
        self._prefix = "" if folder.resolve() == CONTENT else _OWN
        self._rows = {row.path: row for row in ShippedFile.objects.all()}

    def up_to_date(self, item: Item, current: Any) -> bool:
        """True when the rows say what the file says, or what this very file made of them."""
        if current is None:
            return False
        said, kept = digest(current), self._rows.get(self._prefix + item.path)
        return said == item.digest() or (
            kept is not None and (kept.file_digest, kept.rows_digest) == (item.digest(), said)
        )

    def untouched(self, item: Item, current: Any) -> bool:
        """True while nobody but a load has changed the rows; nothing at all is untouched if it was never there."""
        kept = {prefix: row for prefix in ("", _OWN) if (row := self._rows.get(prefix + item.path))}
        if current is None:
            return not kept
        return digest(current) in {row.rows_digest for prefix, row in kept.items() if prefix in ("", self._prefix)}

    def note(self, item: Item, current: Any) -> None:
        """The rows say what this file says."""
        path = self._prefix + item.path
        row = self._rows.get(path) or ShippedFile(path=path)
        before = (row.file_digest, row.rows_digest)
        row.file_digest, row.rows_digest = item.digest(), digest(current)
        if before != (row.file_digest, row.rows_digest):
            row.save()
            self._rows[path] = row


@transaction.atomic
def _join_general() -> None:
    """Former versions loaded general.yaml in parts. Parts that nobody touched are the one document of today."""
    parts = {row.path.removeprefix(_PARTS): row for row in ShippedFile.objects.filter(path__startswith=_PARTS)}
    if not parts:
        return
    current = SHELVES[Kind.GENERAL].describe(GENERAL_KEY) or {}
    if (
        all(digest(current.get(name)) == row.rows_digest for name, row in parts.items())
        and current.keys() <= parts.keys()
    ):
        digests = {"file_digest": "", "rows_digest": digest(current)}
        ShippedFile.objects.update_or_create(path=Kind.GENERAL.value, defaults=digests)
    ShippedFile.objects.filter(path__startswith=_PARTS).delete()
