"""Documents between the door and the vault: take in, replace, cover, read, delete.

The evidence of a sent request changes only by what was asked for (`Purpose`), and each change leaves an event. A file
is written before its row is committed and deleted after its row is gone, so a crash, or a disk that is away, leaves at
most a sealed file without a row, which the worker's round sweeps up; never a row without its file.
"""

from requests_app.evidence.answers import drop_answers, keep_answer, seal_answer
from requests_app.evidence.covering import Painted, attach_covered, cover, exchange, paint
from requests_app.evidence.deleting import current, delete_all, drop_files
from requests_app.evidence.machine import LABEL_QUEUE, hold_against, is_read, sweep_labels
from requests_app.evidence.purposes import Closed, Purpose
from requests_app.evidence.reading import Damaged, check, read_picture, read_thumb
from requests_app.evidence.taking import MOST_PER_SLOT, ONE_AT_A_TIME, attach, remove, same_file

__all__ = [
    "LABEL_QUEUE", "MOST_PER_SLOT", "ONE_AT_A_TIME", "Closed", "Damaged", "Painted", "Purpose", "attach",
    "attach_covered", "check", "cover", "current", "delete_all", "drop_answers", "drop_files", "exchange",
    "hold_against", "is_read", "keep_answer", "paint", "read_picture", "read_thumb", "remove", "same_file",
    "seal_answer", "sweep_labels",
]  # fmt: skip
