"""Letters that count what waits at somebody's desks, as often as they chose: numbers and a link, nothing of a person.

A daily one goes at the chosen hour of the first of the desks, once a day. The other kind counts what came since the
letter before. Two workers that do it at once write one letter.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from requests_app import waiting
from requests_app.models import CodeRequest, Desk, DigestChoice, DigestOf, Event, Message, StaffLetter
from requests_app.notifications import outbox
from requests_app.permissions import SEE_REQUESTS, desks_of
from requests_app.queue_order import NOT_PARKED, counts
from requests_app.states import ANSWER, SEND, WITH_STAFF

Often = DigestChoice.Often
LINES = {DigestOf.NEW: SEND.name, DigestOf.ANSWERED: ANSWER.name, DigestOf.FAILED_LETTER: "letter_failed"}


def write_due() -> int:
    """Write what is due now: how many letters."""
    due = DigestChoice.objects.exclude(often=Often.NEVER).filter(user__is_active=True, user__is_staff=True)
    keys = due.exclude(user__email="").order_by("pk").values_list("pk", flat=True)
    return sum(_write(key) for key in list(keys))


@transaction.atomic
def _write(key: int) -> bool:
    choice = DigestChoice.objects.select_for_update(of=("self",)).select_related("user").filter(pk=key).first()
    desks = desks_of(choice.user, SEE_REQUESTS) if choice else []
    now = timezone.now()
    if choice is None or not desks or choice.often == Often.NEVER:
        return False
    if choice.often == Often.DAILY:
        today = now.astimezone(ZoneInfo(desks[0].time_zone))
        due_at = today.replace(hour=choice.hour, minute=0, second=0, microsecond=0)
        if not choice.told_until < due_at <= now:
            return False
        found, name = _waiting(desks), f"{due_at.date()}"
    else:
        found, name = _since(desks, choice.told_until, now), choice.told_until.isoformat()
    DigestChoice.objects.filter(pk=key).update(told_until=now)
    told = {kind: n for kind, n in found.items() if n and kind in choice.kinds}
    before = Message.objects.filter(key=outbox.key_to_staff(choice.user, StaffLetter.DIGEST, name))
    if not told or before.exists():
        return False
    outbox.write_to_staff(choice.user, StaffLetter.DIGEST, key=name, params={"counts": told})
    return True


def _waiting(desks: list[Desk]) -> dict[str, int]:
    """What waits now; none of it counted beyond 99."""
    return {one.kind: one.count for one in waiting.at_desks(desks) if one.kind in DigestOf.values}


def _since(desks: list[Desk], since: datetime, now: datetime) -> dict[str, int]:
    """What came, became late or failed since then. A second look that is wanted has a letter of its own."""
    here = Q(at_desk__in=desks, at__gt=since, at__lte=now)
    rows: dict[DigestOf, QuerySet[Event] | QuerySet[CodeRequest]] = {
        kind: Event.objects.filter(here, kind=line).exclude(code_request=None) for kind, line in LINES.items()
    }
    rows[DigestOf.LATE] = CodeRequest.objects.filter(
        NOT_PARKED, desk__in=desks, status__in=WITH_STAFF, promised_at__gt=since, promised_at__lte=now
    )
    return dict(zip(map(str, rows), counts(list(rows.values()), waiting.MOST), strict=True))


def choose(user: User, choice: DigestChoice) -> None:
    """Keep what this person chose; what waits already is not told at once."""
    choice.user, choice.told_until = user, timezone.now()
    choice.save()
