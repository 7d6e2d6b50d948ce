"""What the sources said of a request in this round, and which of them are waited for."""

from dataclasses import dataclass
from datetime import datetime

from requests_app.lookup import plugs
from requests_app.models import Attempt, CodeRequest, OpenQuestion


@dataclass(frozen=True)
class Asked:
    """One question to one source, and its answer."""

    key: int
    source: str
    at: datetime
    result: str
    detail: str
    took: int | None


@dataclass(frozen=True)
class Waited:
    """A source that has not answered yet."""

    source: str
    since: datetime
    tries: int
    due_at: datetime


def asked_of(code_request: CodeRequest) -> list[Asked]:
    """The oldest first."""
    rows = Attempt.objects.filter(code_request=code_request, round=code_request.verification_round).order_by("pk")
    return [
        Asked(row.pk, plugs.name_of(row.source), row.at, str(Attempt.Result(row.result).label), row.detail, row.took)
        for row in rows
    ]


def waited_for(code_request: CodeRequest) -> list[Waited]:
    """In the order of the desk."""
    rows = OpenQuestion.objects.filter(code_request=code_request, round=code_request.verification_round)
    return [Waited(plugs.name_of(row.source), row.since, row.tries, row.due_at) for row in rows.order_by("place", "pk")]


def last_answer(code_request: CodeRequest) -> int:
    """Tells whether a source has answered in this round since a page was made."""
    rows = Attempt.objects.filter(code_request=code_request, round=code_request.verification_round)
    keys = rows.order_by("-pk").values_list("pk", flat=True)
    return keys.first() or 0
