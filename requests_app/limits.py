"""How often one client, or one mailbox, may do what the office offers; the counters themselves are the library's."""

from datetime import timedelta
from enum import Enum

from guides_app.limits import DAY, HOUR, Exceeded, client_of, spend, spend_for, too_many

__all__ = ["Exceeded", "Limit", "client_of", "spend", "spend_for", "too_many"]


class Limit(Enum):
    """What is counted: how often one client, or one mailbox, may do it in which window."""

    DRAFTS = ("draft", 30, HOUR)
    UPLOADS = ("upload", 60, HOUR)
    SENDS = ("send", 20, HOUR)
    UNKNOWN_LINKS = ("link", 30, timedelta(minutes=15))
    LOST_LINKS = ("lost-link", 10, HOUR)
    REVEALS = ("reveal", 30, HOUR)
    ADDRESSES = ("address", 5, DAY)
    ANSWERS = ("answer", 60, HOUR)
    LETTERS_TO_ONE = ("letters-to-one", 4, DAY)
    REQUESTS_BY_ONE = ("requests-by-one", 20, DAY)

    def __init__(self, purpose: str, most: int, window: timedelta) -> None:
        self.purpose = purpose
        self.most = most
        self.window = window
