"""One try: a POST by the guarded way out, of whose answer the status alone is read."""

from collections.abc import Mapping
from dataclasses import dataclass

from requests_app import outbound
from requests_app.models import WebhookDelivery
from requests_app.outbound import Bounds, CallFailed, Why
from requests_app.webhooks import addresses

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0
Problem = WebhookDelivery.Problem
PROBLEMS: dict[Why, Problem] = {
    Why.NOT_AN_ADDRESS: Problem.NOT_ALLOWED,
    Why.NOT_HTTPS: Problem.NOT_ALLOWED,
    Why.INNER: Problem.NOT_ALLOWED,
    Why.UNKNOWN: Problem.NO_HOST,
    Why.NOT_RESOLVED: Problem.NO_HOST,
    Why.NOT_TRUSTED: Problem.NOT_TRUSTED,
    Why.TIMED_OUT: Problem.TIMED_OUT,
}


@dataclass(frozen=True)
class Answer:
    """What came back: the status, or why there is none."""

    status: int | None = None
    problem: Problem | None = None


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send it within WHOLE_SECONDS; every failure is an answer."""
    bounds = Bounds(inner=addresses.inner(), connect_seconds=CONNECT_SECONDS, whole_seconds=WHOLE_SECONDS, most_bytes=0)
    try:
        addresses.check(url)
        return Answer(status=outbound.post(url, body, headers=headers, bounds=bounds).status)
    except addresses.NotAllowed:
        return Answer(problem=Problem.NOT_ALLOWED)
    except CallFailed as failed:
        return Answer(problem=PROBLEMS.get(failed.why, Problem.NO_ANSWER))
