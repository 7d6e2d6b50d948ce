"""The way of a text into the library and out of it: files, or an editor's draft. Nobody else writes its
rows but the forms of makes, models and sources in the admin.

Loading never overwrites what staff changed, takes an item whole or not at all, and reports. What was exported loads to
the same rows. A draft is published only when no lint stops it. `rehearsal` shows what a draft would look like, and
undoes it.
"""

from guides_app.library.comparing import Change, compare
from guides_app.library.exporting import Exported, export
from guides_app.library.files import is_library
from guides_app.library.inspection import inspect, inspect_draft, review_is_due
from guides_app.library.loading import Outcome, Report, Result, load
from guides_app.library.placing import Unwritable
from guides_app.library.rehearsal import rehearsal
from guides_app.library.rows import Wrong

__all__ = [
    "Change",
    "Exported",
    "Outcome",
    "Report",
    "Result",
    "Unwritable",
    "Wrong",
    "compare",
    "export",
    "inspect",
    "inspect_draft",
    "is_library",
    "load",
    "rehearsal",
    "review_is_due",
]
