"""Rows and sealed files held against each other: files without a row are swept, rows without a sound file are told."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from requests_app import evidence, releases, uncovered
from requests_app.lookup import chain, registry
from requests_app.models import (
    AnswerPicture,
    Candidate,
    CodeRequest,
    Desk,
    Event,
    InternalNote,
    KnownCode,
    MachineReading,
    OperatorLetter,
    Page,
    PartnerDesk,
    Reading,
    ReleaseRecord,
    SavedView,
    Scope,
    UncoveredPicture,
    UnsentForm,
    WatchedItem,
    WebhookEndpoint,
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

FILES: dict[type[Model], tuple[str, ...]] = {
    Page: ("file_name", "thumb_name"),
    UncoveredPicture: ("file_name", "thumb_name"),
    AnswerPicture: ("file_name",),
}
"""Every table that names sealed files, and its columns that do."""

BATCH = 500
CHECKED_AT_ONCE = 200  # pages, every ten minutes: 28,800 a day
CLOSED_COLUMNS = "inventory-closed-columns"
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
        for model, columns in FILES.items():
            of_ours = reduce(or_, (Q(**{f"{column}__in": batch}) for column in columns))
            rows: QuerySet[Any, Any] = QuerySet(model).filter(of_ours).values_list(*columns)
            known.update(name for names in rows for name in names)
        yield from (name for name in batch if name not in known and _is_settled(name))


def sweep_stray_files() -> int:
    """Delete sealed files without a row: how many."""
    swept = 0
    for name in stray_files():
        vault.delete(name)
        swept += 1
    return swept


def check_some_files() -> str:
    """Open the files of the pages that were checked longest ago, a few each time; all have their turn within days.

    A paper that waits for its squares and does not open is no use any more: it is let go of, and asked for again.
    """
    pages = Page.objects.select_related("upload__code_request").order_by("checked_at", "pk")[:CHECKED_AT_ONCE]
    answers = AnswerPicture.objects.select_related("candidate__code_request").order_by("checked_at", "pk")
    pictures: list[Page | AnswerPicture] = [*pages, *answers[:CHECKED_AT_ONCE]]
    damaged = sum(not evidence.check(picture) for picture in pictures)
    for model in (Page, AnswerPicture):
        checked = [picture.pk for picture in pictures if isinstance(picture, model)]
        model.objects.filter(pk__in=checked).update(checked_at=timezone.now())
    for waiting in UncoveredPicture.objects.order_by("pk")[:CHECKED_AT_ONCE]:
        uncovered.drop_unreadable(waiting)
    return f"{len(pictures)} checked, {damaged} damaged"


def check_open_requests() -> str:
    """Open the sealed columns of the requests that are not over; each that does not open is told in the log, and how
    many there are to whoever asks `columns_that_do_not_open`.
    """
    rows = CodeRequest.objects.exclude(status__in=ENDED)
    broken = list(_sealed_columns(rows))
    for name in broken:
        _log.error("What is kept sealed does not open: %s", name)
    if broken:
        cache.set(CLOSED_COLUMNS, len(broken), timeout=None)
    else:
        cache.delete(CLOSED_COLUMNS)
    return f"{len(broken)} do not open"


def columns_that_do_not_open() -> int:
    """How many sealed columns of open requests did not open when the worker looked last."""
    return int(cache.get(CLOSED_COLUMNS, 0))


def verify() -> Findings:
    """Look at every file, every sealed column and every record."""
    findings = Findings()
    for model, columns in FILES.items():
        for names in QuerySet(model).order_by("pk").values_list(*columns).iterator(BATCH):
            for name in names:
                _look_at(name, findings)
    findings.unreadable += [*_sealed_columns(CodeRequest.objects.all()), *_known_codes(), *_of_the_desks()]
    findings.stray = list(stray_files())
    for name, scope in _chains():
        findings.records += 1
        if line := verify_chain(scope):
            findings.broken_records.append(f"{name}, line {line}")
    findings.broken_records += _broken_releases()
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


def _broken_releases() -> Iterator[str]:
    """Release records that are not as they were issued, and those that the record names and that are gone."""
    for row in ReleaseRecord.objects.select_related("code_request").order_by("pk").iterator(BATCH):
        if not releases.is_sound(row):
            yield f"release record {row.code} of {row.code_request}"
    named = Event.objects.filter(kind=releases.ISSUED)
    for code_request in CodeRequest.objects.filter(pk__in=named.values("code_request")).order_by("pk").iterator(BATCH):
        yield from (f"release record {code} of {code_request} is gone" for code in releases.missing(code_request))


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
        for name in ("number", "label", "vin", "vin_tail"):
            if not _is_readable(code_request, name):
                yield f"{name} of request {code_request.pk}"
    for model, name in ((Reading, "value"), (UnsentForm, "typed"), (InternalNote, "text"), (MachineReading, "found")):
        way = "page__upload__code_request" if model is MachineReading else "code_request"
        rows: QuerySet[Any] = QuerySet(model).filter(**{f"{way}__in": requests})
        for row in rows.order_by("pk").iterator(BATCH):
            if not _is_readable(row, name):
                yield f"{model._meta.verbose_name} {row.pk}"  # noqa: SLF001 - Django documents it
    candidates = Candidate.objects.filter(code_request__in=requests).select_related("code_request")
    for candidate in candidates.order_by("pk").iterator(BATCH):
        if not _opens(candidate.sealed_code, chain.code_context(candidate.code_request)):
            yield f"candidate {candidate.pk}"


def _known_codes() -> Iterator[str]:
    for known in KnownCode.objects.select_related("batch").order_by("pk").iterator(BATCH):
        try:
            registry.open_code(known)
        except Unreadable:
            yield f"known code {known.pk}"


def _of_the_desks() -> Iterator[str]:
    sealed = ((WatchedItem, "number"), (SavedView, "words"), (PartnerDesk, "token"), (WebhookEndpoint, "secret"))
    for model, name in (*sealed, (WebhookEndpoint, "former_secret")):
        rows: QuerySet[Any] = QuerySet(model)
        for row in rows.order_by("pk").iterator(BATCH):
            if not _is_readable(row, name):
                yield f"{model._meta.verbose_name} {row.pk}"  # noqa: SLF001 - Django documents it


def _is_readable(row: Model, name: str) -> bool:
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
