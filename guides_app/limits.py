"""Counters against floods, kept in the database so that they hold across processes and restarts.

A bucket is a keyed fingerprint of purpose and client, never an address. The step up is one conditional UPDATE, so no
number of requests at once gets past a limit. A refusal says after how many seconds the window is over.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guides_app.clients import client_of
from guides_app.models import Counter

__all__ = [
    "DAY",
    "HOUR",
    "Exceeded",
    "Limit",
    "Rate",
    "client_of",
    "give_back",
    "spend",
    "spend_for",
    "spend_of",
    "too_many",
]

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Limit(Protocol):
    """How often one subject may do it in which window."""

    @property
    def purpose(self) -> str: ...
    @property
    def most(self) -> int: ...
    @property
    def window(self) -> timedelta: ...


class Rate(NamedTuple):
    """A limit on its own."""

    purpose: str
    most: int
    window: timedelta


class Exceeded(Exception):
    """Too often. `retry_after` is in seconds."""

    def __init__(self, limit: Limit, retry_after: int) -> None:
        super().__init__(limit.purpose)
        self.limit = limit
        self.retry_after = retry_after


def spend(request: HttpRequest, limit: Limit) -> None:
    """Count one more for this client, or raise Exceeded."""
    spend_of(client_of(request), limit)


def spend_of(subject: str, limit: Limit) -> None:
    """Count one more for this subject, or raise Exceeded."""
    if not spend_for(subject, limit):
        over_at = _window_start(limit) + limit.window
        raise Exceeded(limit, max(1, int((over_at - timezone.now()).total_seconds()) + 1))


def spend_for(subject: str, limit: Limit) -> bool:
    """Count one more for this subject; False, and nothing counted, when its window is full."""
    bucket, start = _bucket(subject, limit), _window_start(limit)
    with_room = Counter.objects.filter(bucket=bucket, window_start=start, count__lt=limit.most)
    if with_room.update(count=F("count") + 1):
        return True
    Counter.objects.bulk_create([Counter(bucket=bucket, window_start=start)], ignore_conflicts=True)
    return bool(with_room.update(count=F("count") + 1))


def give_back(subject: str, limit: Limit) -> None:
    """Take back one that was counted a moment ago, because it turned out not to count."""
    rows = Counter.objects.filter(bucket=_bucket(subject, limit), window_start=_window_start(limit), count__gt=0)
    rows.update(count=F("count") - 1)


def too_many(request: HttpRequest, exceeded: Exceeded) -> HttpResponse:
    """Come back later: when, in words and in the header."""
    minutes = -(-exceeded.retry_after // 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(exceeded.retry_after)
    return response


def _bucket(subject: str, limit: Limit) -> str:
    key: bytes = settings.FINGERPRINT_KEY
    return hmac.new(key, f"limit:{limit.purpose}\0{subject}".encode(), hashlib.sha256).hexdigest()


def _window_start(limit: Limit) -> datetime:
    now = timezone.now()
    return now - (now - EPOCH) % limit.window
