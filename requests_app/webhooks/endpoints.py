"""Endpoints: added by a lead, their secret shown once, switched off and on, and what failed sent again. Every change is
a line of the desk's record."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from requests_app import staffing
from requests_app.models import (
    TOLD_STATES,
    ApiScope,
    ApiToken,
    Desk,
    StaffLetter,
    WebhookDelivery,
    WebhookEndpoint,
    record_at_desk,
    seal_secret,
)
from requests_app.notifications import outbox
from requests_app.permissions import CHANGE_DESK, SEE_REQUESTS, allows
from requests_app.states import Party, Status
from requests_app.webhooks import addresses, signatures

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_OF_A_TOKEN = 5
OVERLAP = timedelta(days=1)
SOUND: dict[str, Any] = {"failures": 0, "failing_since": None, "quiet_until": None}


class Refused(Exception):
    """What cannot be; `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def follows(token: ApiToken) -> bool:
    """Whether this token may be told of requests now: one of staff while its person may see those of the desk."""
    if not token.is_living:
        return False
    if token.user is None:
        return token.opens(ApiScope.REQUESTS)
    return token.opens(ApiScope.DESK) and allows(token.user, SEE_REQUESTS, token.desk)


def tokens_of(desk: Desk) -> list[ApiToken]:
    """Those of the desk that an endpoint can belong to."""
    tokens = ApiToken.objects.living().filter(desk=desk).select_related("desk", "user")
    return [token for token in tokens if follows(token)]


@transaction.atomic
def add(token: ApiToken, url: str, states: Sequence[Status], *, by: "User") -> tuple[WebhookEndpoint, str]:
    """An endpoint of this token, and its secret, which is told here and never again.

    Raises addresses.NotAllowed, and Refused("token"), ("states") or ("many").
    """
    only_lead(token.desk, by)
    addresses.check(url)
    ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    if not follows(token):
        raise Refused("token")
    if not states or not set(states) <= set(TOLD_STATES):
        raise Refused("states")
    if token.webhooks.filter(off_at=None).count() >= MOST_OF_A_TOKEN:
        raise Refused("many")
    key, secret = secrets.token_hex(16), signatures.new_secret()
    endpoint = WebhookEndpoint.objects.create(
        token=token,
        url=url,
        states=[str(state) for state in states],
        key=key,
        secret_sealed=seal_secret(secret, key=key),
        created_by=by,
    )
    note(endpoint, "webhook_added", by)
    return endpoint, secret


@transaction.atomic
def new_secret(endpoint: WebhookEndpoint, *, by: "User", at_once: bool = False) -> str:
    """A new secret, which is told here and never again. The former one signs, too, for OVERLAP more, or with `at_once`
    not any more."""
    current = _locked(endpoint, by)
    secret = signatures.new_secret()
    current.former_secret_sealed = None if at_once else current.secret_sealed
    current.former_until = None if at_once else timezone.now() + OVERLAP
    current.secret_sealed = seal_secret(secret, key=current.key) or b""
    current.save(update_fields=["secret_sealed", "former_secret_sealed", "former_until"])
    note(current, "webhook_secret", by, overlap=not at_once)
    return secret


def forget_former_secrets() -> int:
    """Delete the secrets that sign no more: how many."""
    over = WebhookEndpoint.objects.filter(former_until__lte=timezone.now())
    return over.update(former_secret_sealed=None, former_until=None)


@transaction.atomic
def switch_off(endpoint: WebhookEndpoint, *, by: "User") -> None:
    """Nothing is sent there from now on, and what waits is dropped. Nothing happens the second time."""
    current = _locked(endpoint, by)
    if current.off_at is None:
        close(current, WebhookEndpoint.Off.LEAD, by=by)


@transaction.atomic
def switch_on(endpoint: WebhookEndpoint, *, by: "User") -> None:
    """It is told of what happens from now on; what was dropped is sent again one by one. Raises Refused("token"),
    ("many")."""
    current = _locked(endpoint, by)
    if current.off_at is None:
        return
    if not follows(current.token):
        raise Refused("token")
    if current.token.webhooks.filter(off_at=None).count() >= MOST_OF_A_TOKEN:
        raise Refused("many")
    WebhookEndpoint.objects.filter(pk=current.pk).update(off_at=None, off_because="", **SOUND)
    note(current, "webhook_on", by)


def close(endpoint: WebhookEndpoint, because: WebhookEndpoint.Off, *, by: "User | None" = None) -> None:
    """Switch off an endpoint that the caller has locked. Where nobody did it, its leads get a letter."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(off_at=timezone.now(), off_because=because)
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint, outcome=WebhookDelivery.Outcome.WAITING)
    waiting.update(outcome=WebhookDelivery.Outcome.DROPPED, ended_at=timezone.now(), lease_until=None, claim="")
    note(endpoint, "webhook_off", by, because=because)
    if by is None:
        for lead in staffing.leads_of(endpoint.token.desk).exclude(user__email="").select_related("user"):
            key = f"{endpoint.pk}:{timezone.now():%Y%m%d%H%M%S}"
            outbox.write_to_staff(lead.user, StaffLetter.WEBHOOK_OFF, key=key, params={"webhook": endpoint.pk})


@transaction.atomic
def send_again(deliveries: QuerySet[WebhookDelivery], endpoint: WebhookEndpoint, *, by: "User") -> int:
    """Those of these that have ended go once more, now, under the same id: how many. Raises Refused("off") where the
    endpoint is told of nothing."""
    current = _locked(endpoint, by)
    if current.off_at is not None or not follows(current.token):
        raise Refused("off")
    ended = deliveries.filter(endpoint=current).exclude(outcome=WebhookDelivery.Outcome.WAITING)
    count = ended.update(
        outcome=WebhookDelivery.Outcome.WAITING,
        ended_at=None,
        attempts=0,
        due_at=Now(),
        begun_at=Now(),
        lease_until=None,
        claim="",
    )
    if count:
        WebhookEndpoint.objects.filter(pk=current.pk).update(quiet_until=None)
        note(current, "webhook_again", by, deliveries=count)
    return count


def only_lead(desk: Desk, by: "User") -> None:
    """Raise PermissionDenied for who does not set this desk up."""
    if not allows(by, CHANGE_DESK, desk):
        raise PermissionDenied


def note(endpoint: WebhookEndpoint, kind: str, by: "User | None", **said: Any) -> None:
    """A line of the desk's record about this endpoint."""
    party, data = (Party.STAFF if by else Party.SYSTEM), {"webhook": endpoint.pk, "token": endpoint.token_id, **said}
    record_at_desk(endpoint.token.desk, kind, party=party, user_id=by.pk if by else None, data=data)


def _locked(endpoint: WebhookEndpoint, by: "User") -> WebhookEndpoint:
    """The endpoint as it stands, until the transaction ends."""
    only_lead(endpoint.token.desk, by)
    rows = WebhookEndpoint.objects.select_related("token__desk", "token__user")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=endpoint.pk)
