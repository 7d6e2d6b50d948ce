"""Deliveries leave here: one claimed, signed, posted with no transaction open, and judged.

At least once whatever dies, under the same id. After a try in vain the next one waits longer each time, by chance a
little more or less; meanwhile the other deliveries of that endpoint wait, too, but shorter, so a receiver that hangs
costs one time-out now and then and holds up no other. What was not taken for GIVEN_UP_AFTER is given up, and an
endpoint that took nothing at all in that time is switched off.
"""

import logging
import random
import time
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from requests_app import leases
from requests_app.models import WebhookDelivery, WebhookEndpoint
from requests_app.webhooks import endpoints, outbox, posting, signatures
from requests_app.webhooks.posting import Answer, Problem

LEASE = timedelta(minutes=2)  # longer than a try may take
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)
LONGEST_QUIET = timedelta(minutes=5)
JITTER = 0.2
GIVEN_UP_AFTER = timedelta(days=3)
GONE = 410
USER_AGENT = "RadioCodeDesk-Webhooks/1"
_log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of one try."""

    DELIVERED = "delivered"
    LATER = "later"
    FAILED = "failed"
    DROPPED = "dropped"
    NOT_OURS = "not_ours"


def waiting() -> QuerySet[WebhookDelivery]:
    """Deliveries that have not ended."""
    return WebhookDelivery.objects.filter(outcome=WebhookDelivery.Outcome.WAITING)


def due() -> QuerySet[WebhookDelivery]:
    """Those to be tried now, the longest due first."""
    talks = Q(endpoint__quiet_until=None) | Q(endpoint__quiet_until__lte=Now())
    return leases.due(waiting()).filter(talks)


def send_due(*, most: int, go_on: Callable[[], bool]) -> int:
    """Try what is due, one after the other, and no more than `most`: how many were taken."""
    delivered = 0
    for _ in range(most):
        if not go_on() or not due().exists():  # looking costs less than a transaction that may write
            break
        taken = leases.claim(due(), most=1, lease=LEASE)
        delivered += sum(send(key, claim=taken.token) is Outcome.DELIVERED for key in taken.ids)
    return delivered


def send(delivery_id: int, *, claim: str) -> Outcome:
    """Try one delivery of this claim, unless it waits no longer or another worker has it meanwhile."""
    mine = waiting().filter(pk=delivery_id, claim=claim)
    if not leases.begin_try(mine, lease=LEASE):
        return Outcome.NOT_OURS
    delivery = mine.select_related("endpoint__token__desk", "endpoint__token__user").first()
    if delivery is None:
        return Outcome.NOT_OURS
    endpoint = delivery.endpoint
    if endpoint.off_at is not None or not endpoints.follows(endpoint.token):
        return _judge(delivery, None)
    return _judge(delivery, posting.post(endpoint.url, *_letter(delivery)))


def _letter(delivery: WebhookDelivery) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a try that is made now."""
    endpoint, body = delivery.endpoint, outbox.body(delivery)
    secrets = [endpoint.secret]
    if endpoint.former_until and timezone.now() < endpoint.former_until:
        secrets.append(endpoint.former_secret)
    signed = signatures.headers(delivery.message_id, int(time.time()), body, by=secrets)
    return body, {"Content-Type": "application/json", "User-Agent": USER_AGENT, **signed}


@transaction.atomic
def _judge(delivery: WebhookDelivery, answer: Answer | None) -> Outcome:
    """What a try means; without an answer none was made. The endpoint is locked first, as by who switches it off."""
    rows = WebhookEndpoint.objects.select_related("token__desk").select_for_update(of=("self",), no_key=True)
    endpoint = rows.get(pk=delivery.endpoint_id)
    mine = waiting().filter(pk=delivery.pk, claim=delivery.claim)
    if answer is None:
        return Outcome.DROPPED if _end(mine, WebhookDelivery.Outcome.DROPPED) else Outcome.NOT_OURS
    if not mine.update(last_status=answer.status, problem=_problem_of(answer) or ""):
        return Outcome.NOT_OURS
    if _problem_of(answer) is None:
        _end(mine, WebhookDelivery.Outcome.DELIVERED)
        if endpoint.failures:
            WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**endpoints.SOUND)
        return Outcome.DELIVERED
    return _failed(delivery, endpoint, mine, gone=answer.status == GONE)


def _failed(
    delivery: WebhookDelivery, endpoint: WebhookEndpoint, mine: QuerySet[WebhookDelivery], *, gone: bool
) -> Outcome:
    _log.warning("Webhook delivery %s was not taken, try %s", delivery.pk, delivery.attempts)
    failing = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    quiet = _wait(endpoint.failures + 1, longest=LONGEST_QUIET)
    failing.update(
        failures=F("failures") + 1, failing_since=Coalesce("failing_since", Now()), quiet_until=Now() + quiet
    )
    over = mine.filter(begun_at__lte=Now() - GIVEN_UP_AFTER)
    if gone or over.exists():
        _end(mine, WebhookDelivery.Outcome.FAILED)
        if gone or failing.filter(failing_since__lte=Now() - GIVEN_UP_AFTER).exists():
            endpoints.close(endpoint, WebhookEndpoint.Off.GONE if gone else WebhookEndpoint.Off.FAILED)
        return Outcome.FAILED
    wait = _wait(delivery.attempts, longest=LONGEST_WAIT)
    mine.update(due_at=Now() + wait, lease_until=None, claim="")
    return Outcome.LATER


def _end(mine: QuerySet[WebhookDelivery], outcome: WebhookDelivery.Outcome) -> int:
    return mine.update(outcome=outcome, ended_at=timezone.now(), lease_until=None, claim="")


def _wait(attempts: int, *, longest: timedelta) -> timedelta:
    wait = leases.wait_after(attempts, first=FIRST_WAIT, longest=longest)
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret


def _problem_of(answer: Answer) -> Problem | None:
    """Why it was not taken; None where it was."""
    if answer.status is None or 200 <= answer.status < 300:
        return answer.problem
    return Problem.REDIRECTED if 300 <= answer.status < 400 else Problem.REFUSED
