"""The record: one append-only line for everything that happened, each chained to the one before.

Every request has a chain, every desk one for what belongs to no request, and the installation one for what belongs to
no desk. Lines carry ids, kinds and counts, never a personal datum, a number or a code. What people typed stands beside
its line as a note and can be erased; the line holds its digest. Lines and digests are keyed with a key that is not in
the database, so whoever owns the tables can neither rewrite a chain nor guess an erased note.
"""

import json
import secrets
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from requests_app.models.code_request import STATUS_CHOICES, CodeRequest
from requests_app.models.desk import Desk
from requests_app.models.software import with_software
from requests_app.states import Party
from requests_app.vault import cipher

Scope = CodeRequest | Desk | None
"""Whose chain a line hangs on; None is the installation's own."""

GENESIS = "0" * 64
NOTE_LENGTH = 300
PURGE_LINES = "purge_lines"  # the oldest lines of a desk's or the installation's chain were deleted
FORGETTING = ("erase", "purge_person")  # after these a request's notes are gone
LOOKS = ("see_evidence", "see_page")  # told once for each request, person and day; every one has its line
MOST_TRIES = 20  # of two that write the installation's first free number at once, one tries again


FIRST = models.Q(again=False)


class EventQuerySet(models.QuerySet["Event"]):
    """Questions asked of the record."""

    def of(self, scope: Scope) -> Self:
        """The lines of one chain."""
        if isinstance(scope, CodeRequest):
            return self.filter(code_request=scope)
        return self.filter(code_request=None, desk=scope)

    def looks_on(self, day: date) -> Self:
        """The looks of one day, by UTC."""
        begins = datetime.combine(day, time(), UTC)
        return self.filter(kind__in=LOOKS, at__gte=begins, at__lt=begins + timedelta(days=1))


class Event(models.Model):
    """One line of the record. `status` is where the request stood when the line was written.

    Two columns follow from the others and only serve to find lines: `at_desk` is the desk whose record the line stands
    in, and `again` marks a look after the first one of this person at this request on this day.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.PROTECT, null=True, related_name="events")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    status = models.CharField(max_length=12, choices=STATUS_CHOICES, blank=True)
    party = models.CharField(max_length=8, choices=[(p, p) for p in Party])
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    note_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at_desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    again = models.BooleanField(default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["code_request", "number"], name="events_are_numbered"),
            models.UniqueConstraint(fields=["desk", "number"], name="events_of_a_desk_are_numbered"),
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(code_request=None, desk=None),
                name="events_of_the_installation_are_numbered",
            ),
            models.CheckConstraint(
                condition=models.Q(code_request=None) | models.Q(desk=None), name="an_event_hangs_on_one_chain"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "kind", "at"], name="events_of_a_person"),
            models.Index(fields=["at"], name="events_by_time"),
            models.Index(fields=["at_desk", "at", "id"], condition=FIRST, name="lines_of_a_desk"),
            models.Index(fields=["at_desk", "user", "at", "id"], condition=FIRST, name="lines_of_a_person"),
            models.Index(fields=["at_desk", "kind", "at", "id"], name="lines_of_a_kind"),
            models.Index(fields=["code_request", "at", "id"], condition=FIRST, name="lines_of_a_request"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def reason(self) -> str:
        """What a person typed with this line, or nothing; also nothing once it was erased."""
        try:
            return self.note.text
        except EventNote.DoesNotExist:
            return ""

    def computed_hash(self) -> str:
        """A keyed digest over the row's content and the hash before it."""
        content: list[Any] = [
            self.code_request_id, self.desk_id, self.number, self.kind, self.status, self.party, self.user_id,
            self.data, _stamp(self.at), self.note_digest, self.previous_hash,
        ]  # fmt: skip
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return cipher.fingerprint(text, purpose="record")


class EventNote(models.Model):
    """What a person typed with a line. Deleted when the person it may speak of is forgotten; never changed."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="note")
    text = models.CharField(max_length=NOTE_LENGTH)
    salt = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"note of line {self.event_id}"

    def computed_digest(self) -> str:
        """What the line beside holds. The salt goes with the note, so a short text cannot be guessed afterwards."""
        return cipher.fingerprint(f"{self.salt}\0{self.text}", purpose="record-note")


def record(
    code_request: CodeRequest,
    kind: str,
    *,
    party: Party,
    user_id: int | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
    locked: bool = False,
    after: Event | None = None,
) -> Event:
    """Write the next line of this request's record, in the caller's transaction or one of its own. `locked`: this
    transaction holds the request's row, and the caller's copy is as it stands there; `after`: it has written the line
    before this one, too."""
    said = data or {}
    if not locked:
        return append(code_request, kind, party=party, user_id=user_id, reason=reason, data=said)
    status, last = str(code_request.status), _Last.of(after) if after else None
    return _next_line(code_request, kind, status, party=party, user_id=user_id, reason=reason, data=said, last=last)


def record_at_desk(
    desk: Desk | None,
    kind: str,
    *,
    party: Party,
    user_id: int | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Write a line about what belongs to no request: on the desk's chain, or on the installation's without a desk."""
    return append(desk, kind, party=party, user_id=user_id, reason=reason, data=data)


def append(
    scope: Scope,
    kind: str,
    *,
    party: Party,
    user_id: int | None,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """The next line of a chain. Callers use `record`, `record_at_desk` or `record_folded`."""
    for tries_left in reversed(range(MOST_TRIES)):
        try:
            with transaction.atomic():
                status, said = _lock(scope), data or {}
                return _next_line(scope, kind, status, party=party, user_id=user_id, reason=reason, data=said)
        except IntegrityError:
            if not tries_left:
                raise
    raise AssertionError("unreachable")


class _Last(NamedTuple):
    """The last line of a chain; `seen`: by what the next one tells, that person has looked on that day before."""

    number: int = 0
    hash: str = GENESIS
    seen: bool = False

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(event.number, event.hash)


def _next_line(
    scope: Scope,
    kind: str,
    status: str,
    *,
    party: Party,
    user_id: int | None,
    reason: str,
    data: dict[str, Any],
    last: _Last | None = None,
) -> Event:
    at = timezone.now()
    last = last or _last(scope, user_id, at, looks=kind in LOOKS)
    event = Event(
        code_request=scope if isinstance(scope, CodeRequest) else None,
        desk=scope if isinstance(scope, Desk) else None,
        number=last.number + 1,
        kind=kind,
        status=status,
        party=party,
        user_id=user_id,
        data=with_software(data),
        at=at,
        previous_hash=last.hash,
        at_desk_id=_desk_of(scope),
        again=last.seen,
    )
    note = EventNote(event=event, text=reason.strip()[:NOTE_LENGTH], salt=secrets.token_hex(16))
    event.note_digest = note.computed_digest() if note.text else ""
    event.hash = event.computed_hash()
    event.save(force_insert=True)
    if note.text:
        note.event = event
        note.save(force_insert=True)
    return event


def _last(scope: Scope, user_id: int | None, at: datetime, *, looks: bool) -> _Last:
    """Number and digest of the last line of a chain, and for a look whether this person has looked on that day."""
    seen: Any = models.Value(value=False)
    if looks:
        seen = models.Exists(Event.objects.of(scope).looks_on(_day(at)).filter(user=user_id))
    rows = Event.objects.of(scope).annotate(seen_that_day=seen).order_by("-number")
    last = rows.values_list("number", "hash", "seen_that_day").first()
    return _Last(*last) if last else _Last()


def _desk_of(scope: Scope) -> int | None:
    if isinstance(scope, CodeRequest):
        return scope.desk_id
    return scope.pk if scope else None


def _day(at: datetime) -> date:
    """The day by which looks are told together; by UTC, for the time zone of a desk may change."""
    return at.astimezone(UTC).date()


def _lock(scope: Scope) -> str:
    """Nobody else writes to this chain until the transaction ends; the status of its request, if it is one's."""
    if isinstance(scope, CodeRequest):
        return CodeRequest.objects.select_for_update().values_list("status", flat=True).get(pk=scope.pk)
    if isinstance(scope, Desk):
        Desk.objects.select_for_update(no_key=True).only("pk").get(pk=scope.pk)
    return ""


def _stamp(at: datetime) -> str:
    return at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")


def verify_chain(scope: Scope) -> int | None:
    """The number of the first line that was changed, is missing, or does not follow the one before; None when sound.

    A note may be gone where the chain says that its person was forgotten, and the oldest lines of a desk's or the
    installation's chain where a later line says up to which.
    """
    rows = Event.objects.of(scope).select_related("note").order_by("number")
    previous, expected = GENESIS, 1
    began_at = noteless = None
    forgotten = False
    purged_to: set[int] = {1}
    looks: set[tuple[int | None, date]] = set()
    for event in rows.iterator(500):
        if began_at is None and not isinstance(scope, CodeRequest):
            began_at, expected, previous = event.number, event.number, event.previous_hash
        if event.number != expected or event.previous_hash != previous or event.hash != event.computed_hash():
            return expected
        if not _note_fits(event) or not _is_found_rightly(event, scope, looks):
            return expected
        if event.note_digest and not hasattr(event, "note"):
            noteless = noteless or event.number
        forgotten |= event.kind in FORGETTING
        if event.kind == PURGE_LINES:
            purged_to.add(event.data.get("before", 1))
        previous, expected = event.hash, expected + 1
    if began_at is not None and began_at not in purged_to:
        return began_at
    return None if forgotten else noteless


def _is_found_rightly(event: Event, scope: Scope, looks: set[tuple[int | None, date]]) -> bool:
    """Whether the columns by which a line is found follow from it and from the `looks` before it."""
    look = (event.user_id, _day(event.at))
    again = event.kind in LOOKS and look in looks
    if event.kind in LOOKS:
        looks.add(look)
    return event.at_desk_id == _desk_of(scope) and event.again == again


def _note_fits(event: Event) -> bool:
    """Whether the note beside a line, if there is one, is the one of which the line holds the digest."""
    try:
        return event.note.computed_digest() == event.note_digest
    except EventNote.DoesNotExist:
        return True
