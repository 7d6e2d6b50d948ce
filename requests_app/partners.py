"""What other desks are told of the known codes of a desk, and the alarm where one probes.

A partner desk asks by a token of its own for one radio, which it names by two fields that must both be exactly those
under which the code is known: its number, and its part number or serial number. A pre-code alone is asked for by
nobody. That the radio is not known, that it is known by other fields, that its code failed or was not confirmed, and
that two codes disagree are one answer. Every question that is answered is a line of the desk's record before the
answer leaves; the line names the asker and never the radio.

A token asks so many times a day and no more, and after MISSES_IN_A_ROW without an answer it is held until a lead lets
it go on. Both are counted by one conditional UPDATE, so no number of questions at once gets past them. Desks of one
installation ask each other by the same door: over HTTPS, as everybody does.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from requests_app import staffing
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import (
    ApiToken,
    KnownCode,
    PartnerAccess,
    PartnerReason,
    StaffLetter,
    record_at_desk,
    record_folded,
)
from requests_app.notifications import outbox
from requests_app.permissions import CHANGE_DESK, allows
from requests_app.states import Party
from requests_app.vault import cipher

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MISSES_IN_A_ROW = 20
TWO_FIELDS = (KnownCode.Identity.UNIT, KnownCode.Identity.PART)
MARK_LENGTH = 8  # of the keyed fingerprint by which two lines of the record are known to be about one radio


class DoorShut(Exception):
    """This desk answers no partner now."""


class TooOften(Exception):
    """The token has asked enough for today, or is held. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too often")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Known:
    """A code that the desk vouches for, as far as it says."""

    code: str = field(repr=False)
    confirmed: bool


def answer(token: ApiToken, radio: Radio, *, reference: str, reason: PartnerReason) -> Known | None:
    """The code of exactly this radio, or None; counted and recorded. Raises DoorShut and TooOften.

    `radio` has a part number or a serial number beside its number. Hit and miss make the same queries.
    """
    if not token.desk.answers_partners:
        raise DoorShut
    with transaction.atomic():
        if _count(token):
            return _answer(token, radio, reference=reference, reason=reason)
    record_folded(token.desk, "partner_refused", party=Party.SYSTEM, data=_who(token))
    raise TooOften(_seconds_of_the_day_left())


@transaction.atomic
def let_go_on(token: ApiToken, *, by: "User") -> None:
    """A held token is answered again, by a lead. Nothing happens to one that is not held."""
    if not allows(by, CHANGE_DESK, token.desk):
        raise PermissionDenied
    if PartnerAccess.objects.filter(token=token, held_at__isnull=False).update(held_at=None, misses=0):
        record_at_desk(token.desk, "partner_goes_on", party=Party.STAFF, user_id=by.pk, data={"token": token.pk})


def _answer(token: ApiToken, radio: Radio, *, reference: str, reason: PartnerReason) -> Known | None:
    known = _known(token, radio)
    access = PartnerAccess.objects.filter(token=token)
    access.update(misses=Value(0) if known else F("misses") + 1)
    data = {**_who(token), "why": reason, "reference": reference, "mark": _mark(radio), "found": known is not None}
    record_at_desk(token.desk, "partner_asked", party=Party.SYSTEM, data=data)
    if access.filter(misses__gte=MISSES_IN_A_ROW).update(held_at=timezone.now()):
        _raise_alarm(token)
    return known


def _known(token: ApiToken, radio: Radio) -> Known | None:
    """By the fullest of the two-field identities that is known at all, if its rows agree on one code."""
    keys = [key for key in registry.keys_of(radio) if key.identity in TWO_FIELDS]
    rows = KnownCode.objects.filter(desk=token.desk_id, key__in=[key.value for key in keys]).select_related("batch")
    found = list(rows.order_by("pk"))
    exactly = next((here for key in keys if (here := [row for row in found if bytes(row.key) == key.value])), [])
    sound = [row for row in exactly if not row.times_failed and (row.times_worked or token.desk.partners_unconfirmed)]
    if len(sound) != 1:
        return None
    return Known(registry.open_code(sound[0]), bool(sound[0].times_worked))


def _count(token: ApiToken) -> bool:
    """One more for today; False, and nothing counted, where there is no room or the token is held."""
    PartnerAccess.objects.bulk_create([PartnerAccess(token=token)], ignore_conflicts=True)
    today = datetime.now(UTC).date()
    room = ~Q(day=today) | Q(asked__lt=token.desk.partner_quota)
    counted = Case(When(day=today, then=F("asked") + 1), default=Value(1))
    return bool(PartnerAccess.objects.filter(room, token=token, held_at=None).update(asked=counted, day=today))


def _raise_alarm(token: ApiToken) -> None:
    """To every lead who can do something about it."""
    record_at_desk(token.desk, "partner_held", party=Party.SYSTEM, data=_who(token))
    for lead in staffing.leads_of(token.desk).select_related("user"):
        key = f"{token.pk}:{timezone.now():%Y%m%d%H%M%S}"
        outbox.write_to_staff(lead.user, StaffLetter.PARTNER_HELD, key=key, params={"token": token.pk})


def _who(token: ApiToken) -> dict[str, object]:
    return {"token": token.pk, "partner": token.name}


def _mark(radio: Radio) -> str:
    told = "\0".join((radio.number, radio.part_fingerprint, radio.serial_fingerprint))
    return cipher.fingerprint(told, purpose="partner-question")[:MARK_LENGTH]


def _seconds_of_the_day_left() -> int:
    now = datetime.now(UTC)
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((tomorrow - now).total_seconds()) + 1
