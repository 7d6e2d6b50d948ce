"""Rows and sealed files held against each other: files without a row are swept, rows without a sound file are told."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from requests_app import evidence
from requests_app.lookup import chain
from requests_app.models import (
    Candidate,
    CodeRequest,
    Desk,
    Event,
    KnownCode,
    OperatorLetter,
    Page,
    Reading,
    Scope,
    UncoveredPicture,
    append_only,
    record_at_desk,
    verify_chain,
)
from requests_app.notifications import outbox
from requests_app.states import ENDED, Party
from requests_app.tokens import in_groups
from requests_app.vault import cipher
from requests_app.vault.cipher import Unreadable
from requests_app.vault.storage import vault

BATCH = 500
CHECKED_AT_ONCE = 200  # pages, every ten minutes: 28,800 a day
DAILY_HEAD = "daily_head"
HEADS_CHECKED = timedelta(days=90)  # younger than anything that the purge takes out of the record
SETTLED = timedelta(minutes=45)  # a file is older than this if its row will never come


_log = logging.getLogger(__name__)


@dataclass
class Findings:
    """What is wrong, by random names and ids of rows only; and how much was looked at."""

    files: int = 0
    records: int = 0
    lost: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    broken_records: list[str] = field(default_factory=list)
    unguarded: bool = False

    @property
    def sound(self) -> bool:
        return not (self.lost or self.unreadable or self.stray or self.broken_records or self.unguarded)


def stray_files() -> Iterator[str]:
    """Sealed files that no row names and that are old enough to stay without one."""
    names = vault.names()
    while batch := list(islice(names, BATCH)):
        known: set[str] = set()
        for model in (Page, UncoveredPicture):
            rows = model.objects.filter(Q(file_name__in=batch) | Q(thumb_name__in=batch))
            known.update(name for names in rows.values_list("file_name", "thumb_name") for name in names)
        yield from (name for name in batch if name not in known and _is_settled(name))


def sweep_stray_files() -> int:
    """Delete sealed files without a row: how many."""
    swept = 0
    for name in stray_files():
        vault.delete(name)
        swept += 1
    return swept


def check_some_files() -> str:
    """Open the files of the pages that were checked longest ago, a few each time; all have their turn within days."""
    pages = list(Page.objects.select_related("upload__code_request").order_by("checked_at", "pk")[:CHECKED_AT_ONCE])
    damaged = sum(not evidence.check(page) for page in pages)
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(checked_at=timezone.now())
    return f"{len(pages)} checked, {damaged} damaged"


def check_open_requests() -> str:
    """Open the sealed columns of the requests that are not over; each that does not open is told in the log."""
    rows = CodeRequest.objects.exclude(status__in=ENDED)
    broken = list(_sealed_columns(rows))
    for name in broken:
        _log.error("What is kept sealed does not open: %s", name)
    return f"{len(broken)} do not open"


def verify() -> Findings:
    """Look at every file, every sealed column and every record."""
    findings = Findings()
    for model in (Page, UncoveredPicture):
        for row in model.objects.order_by("pk").iterator(BATCH):
            for name in (row.file_name, row.thumb_name):
                _look_at(name, findings)
    findings.unreadable += [*_sealed_columns(CodeRequest.objects.all()), *_known_codes()]
    findings.stray = list(stray_files())
    for name, scope in _chains():
        findings.records += 1
        if line := verify_chain(scope):
            findings.broken_records.append(f"{name}, line {line}")
    findings.broken_records += _broken_heads()
    findings.unguarded = not append_only.is_installed(connection)
    return findings


def _chains() -> Iterator[tuple[str, Scope]]:
    """Every chain of the record, by the name under which an operator finds it."""
    for code_request in CodeRequest.objects.sent().order_by("pk").iterator(BATCH):
        yield str(code_request.reference), code_request
    for desk in Desk.objects.order_by("pk"):
        yield f"desk {desk.slug}", desk
    yield "installation", None


def _lines_between(since: datetime | None, until: datetime) -> QuerySet[Event]:
    """The lines that a head covers: of all chains, without those that the purge may delete soon after it wrote them."""
    rows = Event.objects.exclude(kind__startswith="purge_").filter(at__lt=until).order_by("pk")
    return rows.filter(at__gte=since) if since else rows


def _head_over(lines: QuerySet[Event], *, before: str) -> tuple[str, int]:
    digest, count = hashlib.sha256(before.encode()), 0
    for line_hash in lines.values_list("hash", flat=True).iterator(BATCH):
        digest.update(line_hash.encode())
        count += 1
    return cipher.fingerprint(digest.hexdigest(), purpose="record-head"), count


def write_daily_head() -> bool:
    """Once a day: a digest over all lines since the last one, and over that one, into the record, into the log, and to
    RECORD_HEAD_TO.

    Who cuts lines off the end of a chain, or takes a whole chain away, would have to change log and letters as well.
    """
    event = _next_head()
    if event is None:
        return False
    _log.info("Head of the record until %s over %s lines: %s", _day(event), event.data["lines"], _groups(event))
    return True


@transaction.atomic
def _next_head() -> Event | None:
    """The line of the head that is due, with its letter; None where none is, or another worker was first."""
    until = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    last = Event.objects.of(None).filter(kind=DAILY_HEAD).order_by("-number").first()
    since = datetime.fromisoformat(last.data["until"]) if last else None
    if timezone.now() < until + SETTLED or (since and since >= until):
        return None
    head, count = _head_over(_lines_between(since, until), before=last.data["head"] if last else "")
    data = {"until": until.isoformat(), "lines": count, "head": head}
    event = record_at_desk(None, DAILY_HEAD, party=Party.SYSTEM, data=data)
    # Lines of one chain are committed in their order, so a head that another worker wrote meanwhile is seen here.
    others = Event.objects.of(None).filter(kind=DAILY_HEAD, number__lt=event.number)
    if others.filter(number__gt=last.number if last else 0).exists():
        transaction.set_rollback(True)
        return None
    params = {"line": event.number, "days": HEADS_CHECKED.days}
    outbox.write_to_operator(OperatorLetter.RECORD_HEAD, key=_day(event), params=params)
    return event


def head_of(day: date | None = None) -> tuple[str, str] | None:
    """The day until which the newest head goes, or the head until this day, and the head in groups."""
    heads = Event.objects.of(None).filter(kind=DAILY_HEAD)
    if day:
        heads = heads.filter(data__until=datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat())
    event = heads.order_by("-number").first()
    return (_day(event), _groups(event)) if event else None


def _day(head: Event) -> str:
    return datetime.fromisoformat(head.data["until"]).date().isoformat()


def _groups(head: Event) -> str:
    return in_groups(head.data["head"])


def _broken_heads() -> Iterator[str]:
    """Days of the last HEADS_CHECKED whose lines are not those of which the head was written."""
    before, since = "", None
    for event in Event.objects.of(None).filter(kind=DAILY_HEAD).order_by("number"):
        until = datetime.fromisoformat(event.data["until"])
        if until > timezone.now() - HEADS_CHECKED:
            head, _count = _head_over(_lines_between(since, until), before=before)
            if head != event.data["head"]:
                yield f"head of the day before {until.date()}"
        before, since = event.data["head"], until


def _look_at(name: str, findings: Findings) -> None:
    findings.files += 1
    try:
        vault.read(name)
    except FileNotFoundError:
        findings.lost.append(name)
    except Unreadable:
        findings.unreadable.append(f"file {name}")


def _sealed_columns(requests: QuerySet[CodeRequest]) -> Iterator[str]:
    """Codes, numbers and VINs of requests that do not open; they are opened here and dropped at once."""
    for code_request in requests.order_by("pk").iterator(BATCH):
        for name in ("number", "vin", "vin_tail"):
            if not _is_readable(code_request, name):
                yield f"{name} of request {code_request.pk}"
    for reading in Reading.objects.filter(code_request__in=requests).order_by("pk").iterator(BATCH):
        if not _is_readable(reading, "value"):
            yield f"reading {reading.pk}"
    candidates = Candidate.objects.filter(code_request__in=requests).select_related("code_request")
    for candidate in candidates.order_by("pk").iterator(BATCH):
        if not _opens(candidate.sealed_code, chain.code_context(candidate.code_request)):
            yield f"candidate {candidate.pk}"


def _known_codes() -> Iterator[str]:
    for known in KnownCode.objects.order_by("pk").iterator(BATCH):
        if not _opens(known.sealed_code, f"known-code:{known.subject}:{known.fingerprint}"):
            yield f"known code {known.pk}"


def _is_readable(row: CodeRequest | Reading, name: str) -> bool:
    try:
        getattr(row, name)
    except Unreadable:
        return False
    return True


def _opens(sealed: bytes | memoryview | None, context: str) -> bool:
    try:
        cipher.unseal(bytes(sealed or b""), context=context)
    except Unreadable:
        return False
    return True


def _is_settled(name: str) -> bool:
    try:
        return vault.stored_at(name) <= timezone.now() - SETTLED
    except FileNotFoundError:
        return False
