"""What can go wrong in the machine interface, as a closed set, and its answer: problem details (RFC 9457).

Nothing of what was sent is repeated. Touches neither database nor session, so it also answers when those are away.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/"
DOCS = "/api/v1/docs"


@dataclass(frozen=True)
class Problem:
    """One kind: `code` never changes; `detail` says what to do where nobody says it more exactly."""

    code: str
    status: int
    title: str | Promise
    detail: str | Promise


MALFORMED = Problem("malformed", 400, _("Not readable"), _("The body is not what its Content-Type says."))
INVALID = Problem("invalid", 400, _("Not valid"), _("Each error says where it is and what is wrong."))
UNAUTHENTICATED = Problem(
    "unauthenticated", 401, _("No token that opens"),
    _("Send a token as “Authorization: Bearer …”. This one is unknown, over or revoked, or none was sent."),
)  # fmt: skip
FORBIDDEN = Problem("forbidden", 403, _("Not for this token"), _("The token, or its person, may not do this."))
NOT_FOUND = Problem("not-found", 404, _("Not there"), _("There is nothing here for this token."))
NO_METHOD = Problem("method-not-allowed", 405, _("Not by this method"), _("The header Allow names those that are."))
MOVED = Problem(
    "moved", 409, _("It stands elsewhere by now"), _("Read the request again: this does not start where it stands.")
)
INCOMPLETE = Problem("incomplete", 409, _("Something must come first"), _("“missing” names it."))
RUNNING = Problem("running", 409, _("The same call runs"), _("Send it again in a moment to get its answer."))
CHANGED = Problem(
    "changed", 412, _("It has changed"), _("If-Match is not what the ETag is now. Read it again and decide anew.")
)
TOO_LARGE = Problem("too-large", 413, _("Too large"), _("Send less at once."))
MEDIA = Problem("unsupported-media-type", 415, _("Not in this format"), _("Send what the description names."))
KEY_REUSED = Problem(
    "key-reused",
    422,
    _("The key is that of another call"),
    _("Choose a new Idempotency-Key for each thing to be done."),
)
UNREADABLE_FILE = Problem("file-refused", 422, _("The file was not taken"), _("“reason” says why."))
NO_CONDITION = Problem(
    "if-match-missing", 428, _("Say what you have seen"), _("Send If-Match with the ETag that you have read.")
)
TOO_MANY = Problem("too-many", 429, _("Too often"), _("Wait as many seconds as Retry-After says."))
FAULT = Problem("fault", 500, _("Something broke"), _("Nothing was done. It is not your call that is wrong."))
AWAY = Problem("away", 503, _("Away for a moment"), _("Nothing was done. Send it again after Retry-After seconds."))

PROBLEMS: tuple[Problem, ...] = (
    MALFORMED, INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, NO_METHOD, MOVED, INCOMPLETE, RUNNING, CHANGED,
    TOO_LARGE, MEDIA, KEY_REUSED, UNREADABLE_FILE, NO_CONDITION, TOO_MANY, FAULT, AWAY,
)  # fmt: skip


CODES = tuple((problem.code, problem.title) for problem in PROBLEMS)


class Refused(Exception):
    """A call that is answered with a problem. `members` stand in the answer beside those of every problem."""

    def __init__(self, problem: Problem, detail: str | Promise = "", **members: Any) -> None:
        super().__init__(problem.code)
        self.problem, self.detail, self.members = problem, detail, members


def body_of(problem: Problem, detail: str | Promise = "", **members: Any) -> dict[str, Any]:
    """The members of the answer."""
    return {
        "type": f"{settings.BASE_URL}{DOCS}#{problem.code}",
        "code": problem.code,
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(detail or problem.detail),
        **members,
    }


def is_asked_of_machines(request: HttpRequest) -> bool:
    """Whether this address belongs to the machine interface, so that errors are answered as problems."""
    return request.path.startswith(ROOT)


def answer(problem: Problem) -> HttpResponse:
    """The answer outside of the interface's own views: before one is reached, or when one broke."""
    return HttpResponse(json.dumps(body_of(problem)), status=problem.status, content_type=MEDIA_TYPE)
