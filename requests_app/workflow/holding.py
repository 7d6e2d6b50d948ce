"""A hold: nothing of a request is deleted until a day that a lead names, with a reason. It ends by itself."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from requests_app.missing import Missing
from requests_app.models import CodeRequest, record
from requests_app.permissions import ERASE_REQUESTS
from requests_app.states import Party
from requests_app.workflow.errors import NotComplete
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = timedelta(days=366)


@transaction.atomic
def hold(code_request: CodeRequest, until: date | None, *, by: "User", reason: str) -> None:
    """Keep everything of this request to the end of that day, at most a year. A new day takes the place of the old."""
    allow(code_request, by, ERASE_REQUESTS)
    today = timezone.localdate(timezone=ZoneInfo(code_request.desk.time_zone))
    if not reason.strip():
        raise NotComplete(Missing.HOLD_REASON)
    if until is None or not today <= until <= today + LONGEST:
        raise NotComplete(Missing.HOLD_UNTIL)
    ends = datetime.combine(until + timedelta(days=1), time(), ZoneInfo(code_request.desk.time_zone))
    record(
        code_request, "hold", party=Party.STAFF, user_id=by.pk, reason=reason.strip(),
        data={"until": until.isoformat()},
    )  # fmt: skip
    CodeRequest.objects.filter(pk=code_request.pk).update(held_until=ends)
    code_request.refresh_from_db()


@transaction.atomic
def end_hold(code_request: CodeRequest, *, by: "User") -> None:
    """What is over its time, or was asked to be deleted, goes with the next purge."""
    allow(code_request, by, ERASE_REQUESTS)
    record(code_request, "hold_ended", party=Party.STAFF, user_id=by.pk)
    CodeRequest.objects.filter(pk=code_request.pk).update(held_until=None)
    code_request.refresh_from_db()


def put_erasure_off(code_request: CodeRequest, *, party: Party, by: "User | None") -> bool:
    """Of a held request the wish to delete is kept, and done when the hold is over: whether that was so."""
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    if not current.is_held:
        return False
    if by is not None:
        allow(current, by, ERASE_REQUESTS)
    if current.erase_asked_at is None:
        record(code_request, "erase_asked", party=party, user_id=by.pk if by else None)
        CodeRequest.objects.filter(pk=code_request.pk).update(erase_asked_at=timezone.now())
    code_request.refresh_from_db()
    return True
