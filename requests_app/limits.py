"""How often one client, request or mailbox may do what the office offers; the counters themselves are the library's."""

from datetime import timedelta
from enum import Enum

from django.http import HttpRequest

from guides_app.limits import DAY, HOUR, Exceeded, client_of, spend, spend_for, spend_of, too_many
from requests_app.models import CodeRequest

__all__ = ["Exceeded", "Limit", "client_of", "spend", "spend_for", "spend_of", "spend_of_request", "too_many"]


class Limit(Enum):
    """What is counted: how often one client, request or mailbox may do it in which window."""

    DRAFTS = ("draft", 30, HOUR)
    UPLOADS = ("upload", 60, HOUR)
    UPLOADS_OF_CLIENT = ("client-upload", 600, HOUR)
    SENDS = ("send", 20, HOUR)
    HAND_OFFS = ("hand-off", 30, HOUR)
    COUNTER = ("counter", 60, HOUR)
    UNKNOWN_LINKS = ("link", 30, timedelta(minutes=15))
    LOST_LINKS = ("lost-link", 10, HOUR)
    REVEALS = ("reveal", 30, HOUR)
    ADDRESSES = ("address", 5, DAY)
    ANSWERS = ("answer", 60, HOUR)
    ANSWERS_OF_CLIENT = ("client-answer", 600, HOUR)
    LETTERS_TO_ONE = ("letters-to-one", 4, DAY)
    RELEASE_CHECKS = ("release-check", 60, HOUR)
    REQUESTS_BY_ONE = ("requests-by-one", 20, DAY)
    DRAFTS_OF_SOFTWARE = ("software-draft", 300, HOUR)
    SENDS_OF_SOFTWARE = ("software-send", 200, HOUR)
    KNOWN_CODES_OF_SOFTWARE = ("software-known-code", 300, HOUR)
    CALLS = ("api-call", 1200, timedelta(minutes=10))
    OPEN_CALLS = ("open-api-call", 600, timedelta(minutes=10))
    WRONG_TOKENS = ("wrong-token", 30, timedelta(minutes=15))

    def __init__(self, purpose: str, most: int, window: timedelta) -> None:
        self.purpose = purpose
        self.most = most
        self.window = window


_OF_CLIENT = {Limit.UPLOADS: Limit.UPLOADS_OF_CLIENT, Limit.ANSWERS: Limit.ANSWERS_OF_CLIENT}


def spend_of_request(request: HttpRequest, limit: Limit, code_request: CodeRequest) -> None:
    """Count one more for the request, then ten times wider for the client: one address may be a whole shop's."""
    spend_of(f"request {code_request.pk}", limit)
    spend(request, _OF_CLIENT[limit])
