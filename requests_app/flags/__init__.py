"""Reasons to look twice at a request, each with what it rests on. Staff see them; customers never do."""

from requests_app.flags.finding import Known, flags_for, kinds_of, unconfirmed
from requests_app.flags.kinds import AFTER_APPROVAL, HIGH, LOW, Evidence, Flag, FlagKind
from requests_app.flags.staff import mailboxes_of, mailboxes_with, own_mailbox, staff_with_mailbox

__all__ = [
    "AFTER_APPROVAL", "HIGH", "LOW", "Evidence", "Flag", "FlagKind", "Known", "flags_for", "kinds_of",
    "mailboxes_of", "mailboxes_with", "own_mailbox", "staff_with_mailbox", "unconfirmed",
]  # fmt: skip
