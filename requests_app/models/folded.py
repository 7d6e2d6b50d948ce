"""Repeated failures, folded: the first of an hour is a line of the record at once, the others are counted and told
in one closing line when the hour is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from requests_app.models.code_request import CodeRequest
from requests_app.models.desk import Desk
from requests_app.models.event import Event, Scope, append
from requests_app.states import Party


class RepeatedEvent(models.Model):
    """How often the same happened again to one account (or request) within one hour. Deleted when that is told."""

    key = models.CharField(max_length=120, unique=True)
    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, null=True, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=30)
    party = models.CharField(max_length=8, choices=[(p, p) for p in Party])
    hour = models.DateTimeField(db_index=True)
    again = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} again: {self.again}"

    @property
    def scope(self) -> Scope:
        """The chain it belongs to."""
        return self.code_request or self.desk


def record_folded(
    scope: Scope, kind: str, *, party: Party, user_id: int | None = None, data: dict[str, Any] | None = None
) -> Event | None:
    """Record what may happen many times in a row: a line for the first of this account and hour, a count for the rest.

    `scope` is the request, the desk, or None for the installation. Nobody who is no account is named: `user_id` stays
    empty for them, and they are counted together. Returns the line, or None where it was only counted.
    """
    return record_folded_each({scope: data}, kind, party=party, user_id=user_id)[0]


def record_folded_each(
    said: Mapping[Scope, dict[str, Any] | None], kind: str, *, party: Party, user_id: int | None = None
) -> list[Event | None]:
    """The same on several chains, with the data of each: where all of it is only counted, in one question."""
    hour = _hour(timezone.now())
    whose = (f"request:{one.pk}" if isinstance(one, CodeRequest) else f"desk:{one.pk if one else ''}" for one in said)
    keys = {f"{one}:{kind}:{user_id or ''}:{hour:%Y%m%d%H}": scope for one, scope in zip(whose, said, strict=True)}
    counted = _count_again(list(keys))
    row = {"user_id": user_id, "kind": kind, "party": party, "hour": hour}
    return [None if key in counted else _first_of_hour(key, scope, row, said[scope]) for key, scope in keys.items()]


def _first_of_hour(key: str, scope: Scope, row: dict[str, Any], data: dict[str, Any] | None) -> Event | None:
    belongs = {
        "code_request": scope if isinstance(scope, CodeRequest) else None,
        "desk": scope if isinstance(scope, Desk) else None,
    }
    with transaction.atomic():
        _row, first = RepeatedEvent.objects.get_or_create(key=key, defaults={**row, **belongs})
        if first:
            return append(scope, row["kind"], party=row["party"], user_id=row["user_id"], data=data)
    _count_again([key])  # another one wrote the line in the same moment
    return None


def _count_again(keys: Sequence[str]) -> set[str]:
    """Count one more of each that is there: which ones, told by the same statement."""
    marks = ", ".join(["%s"] * len(keys))
    statement = f'UPDATE requests_app_repeatedevent SET again = again + 1 WHERE "key" IN ({marks}) RETURNING "key"'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, keys)
        return {key for (key,) in cursor.fetchall()}


def close_folded() -> int:
    """Tell what was counted in hours that are over, one line each: how many lines."""
    told = 0
    past = RepeatedEvent.objects.filter(hour__lt=_hour(timezone.now())).order_by("pk")
    for pk in list(past.values_list("pk", flat=True)):
        with transaction.atomic():
            row = RepeatedEvent.objects.select_for_update().filter(pk=pk).first()
            if row is None:  # another worker told it
                continue
            if row.again:
                data = {"again": row.again, "hour": row.hour.isoformat()}
                append(row.scope, row.kind, party=Party(row.party), user_id=row.user_id, data=data)
                told += 1
            row.delete()
    return told


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
