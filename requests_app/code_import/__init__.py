"""Lists of known codes into the registry: files read as a stream, rows judged, codes sealed, batches that can be
resumed and withdrawn."""

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
from requests_app.code_import.rows import REASONS, Reason

__all__ = [
    "REASONS", "AnotherImport", "Cells", "ColumnsUnclear", "Counts", "Field", "Reason", "Tell", "Told", "Unreadable",
    "begin", "check", "columns_of", "digest_of", "first_of", "rows_of", "run", "withdraw",
]  # fmt: skip
