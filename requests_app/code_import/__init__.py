"""Known codes into the registry: one by one; and lists, whose files are read as a stream, rows judged, codes sealed, in
batches that can be resumed and withdrawn."""

from requests_app.code_import.batches import (
    AnotherImport,
    Counts,
    Tell,
    Told,
    begin,
    check,
    run,
    withdraw,
)
from requests_app.code_import.columns import ColumnsUnclear, Field, columns_of
from requests_app.code_import.files import Cells, Unreadable, digest_of, first_of, rows_of
from requests_app.code_import.one import add
from requests_app.code_import.rows import REASONS, Reason, Refused, Said, judge

__all__ = [
    "REASONS", "AnotherImport", "Cells", "ColumnsUnclear", "Counts", "Field", "Reason", "Refused", "Said", "Tell",
    "Told", "Unreadable", "add", "begin", "check", "columns_of", "digest_of", "first_of", "judge", "rows_of", "run",
    "withdraw",
]  # fmt: skip
