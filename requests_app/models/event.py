"""The record: one append-only line for everything that happened to a request, each chained to the one before.

Rows carry ids, kinds and reasons, never a personal datum, a number or a code. Database triggers refuse an update at
any time and a deletion before the record's time is over; `verify_chain` finds an edit made behind their back.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from requests_app.models.code_request import CodeRequest
from requests_app.states import Party

GENESIS = "0" * 64


class Event(models.Model):
    """One line of the record."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    party = models.CharField(max_length=8, choices=[(p, p) for p in Party])
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["code_request", "number"], name="events_are_numbered")]
        indexes = [models.Index(fields=["user", "kind", "at"], name="events_of_a_person")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    def computed_hash(self) -> str:
        """SHA-256 over the row's content and the hash before it."""
        content: list[Any] = [
            self.code_request_id, self.number, self.kind, self.party, self.user_id, self.reason, self.data,
            _stamp(self.at), self.previous_hash,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _stamp(at: datetime) -> str:
    return at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")


def record(
    code_request: CodeRequest,
    kind: str,
    *,
    party: Party,
    user_id: int | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Write the next line of this request's record, in the caller's transaction or one of its own."""
    with transaction.atomic():
        CodeRequest.objects.select_for_update().only("pk").get(pk=code_request.pk)
        last = Event.objects.filter(code_request=code_request).order_by("-number").values("number", "hash").first()
        event = Event(
            code_request=code_request,
            number=last["number"] + 1 if last else 1,
            kind=kind,
            party=party,
            user_id=user_id,
            reason=reason[:300],
            data=data or {},
            at=timezone.now(),
            previous_hash=last["hash"] if last else GENESIS,
        )
        event.hash = event.computed_hash()
        event.save(force_insert=True)
    return event


def verify_chain(code_request: CodeRequest) -> int | None:
    """The number of the first line that was changed, is missing, or does not follow the one before; None when sound."""
    previous = GENESIS
    for expected, event in enumerate(Event.objects.filter(code_request=code_request).order_by("number"), start=1):
        if event.number != expected or event.previous_hash != previous or event.hash != event.computed_hash():
            return expected
        previous = event.hash
    return None
