"""Rows of an outbox, each with one worker at a time: taken under a lease, kept while it is worked on, given back.

Every lease is written and judged by the database's clock. On PostgreSQL workers that ask at the same time get different
rows (SKIP LOCKED); on SQLite one asks after the other.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from requests_app.models import Outgoing

Row = TypeVar("Row", bound=Outgoing)


@dataclass(frozen=True)
class Claim:
    """Rows that one worker has taken; `token` tells its lease from that of another."""

    token: str
    ids: list[int]


def free(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those that nobody has."""
    return rows.filter(Q(lease_until=None) | Q(lease_until__lte=Now()))


def due(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those to be sent now that nobody has, the longest due first."""
    return free(rows).filter(due_at__lte=Now()).order_by("due_at", "pk")


@transaction.atomic
def claim(rows: QuerySet[Row], *, most: int, lease: timedelta) -> Claim:
    """Take the first of these rows; another worker that asks at the same time gets others."""
    locked = rows
    if connection.features.has_select_for_update_skip_locked:
        locked = rows.select_for_update(skip_locked=True, of=("self",))
    taken = Claim(secrets.token_hex(8), list(locked.values_list("pk", flat=True)[:most]))
    QuerySet(rows.model).filter(pk__in=taken.ids).update(lease_until=Now() + lease, claim=taken.token)
    return taken


def begin_try(row: QuerySet[Row], *, lease: timedelta) -> bool:
    """Whether this row of one's claim is still one's own. The lease begins anew, and the try is counted."""
    return bool(row.update(lease_until=Now() + lease, attempts=F("attempts") + 1))


def give_back(rows: QuerySet[Row], taken: Claim) -> None:
    """What was claimed of these rows and not tried is free for others."""
    rows.filter(claim=taken.token).update(lease_until=None, claim="")


def wait_after(attempts: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after so many tries: twice as long each time, up to the longest."""
    return min(first * (1 << min(attempts - 1, 20)), longest)
