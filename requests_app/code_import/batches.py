"""Writes judged rows into the registry, so many lines at a time, each with how far the list is done.

What is counted as done is there, and what is there is counted as done: both are one transaction. A killed import goes
on where it stood, and two at once add every code once.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, takewhile
from queue import Empty, Queue
from threading import Event
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from requests_app.code_import.columns import Columns
from requests_app.code_import.files import Cells
from requests_app.code_import.rows import Reason, Refused, judge
from requests_app.lookup import learning, registry
from requests_app.models import CodeBatch, Desk, KnownCode, Source, record_at_desk
from requests_app.states import Party
from requests_app.vault import cipher

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CHUNK = 5_000  # lines
AHEAD = 2  # chunks that are judged while one is written
TRIES = 3
COLUMNS = (
    "desk_id", "identity", "key", "number_key", "code_key", "sealed_code", "source", "provenance", "dated", "batch_id",
    "line", "times_worked", "times_failed", "created_at",
)  # fmt: skip
Told = list[tuple[int, Reason]]


class AnotherImport(Exception):
    """The same list is being imported elsewhere, or was withdrawn meanwhile."""


@dataclass(frozen=True)
class Entry:
    """A code as it will be kept."""

    line: int
    identity: str
    key: bytes
    number_key: bytes | None
    code_key: bytes
    sealed_code: bytes = field(repr=False)
    provenance: str
    dated: date | None


@dataclass
class Chunk:
    """Some lines: what they say, and which of them say nothing."""

    last_line: int
    entries: list[Entry]
    told: Told


@dataclass
class Counts:
    """How many codes and rows there were of each sort, and what to look at."""

    lines: int = 0
    added: int = 0
    known: int = 0
    conflicts: int = 0
    refused: int = 0
    reasons: dict[Reason, int] = field(default_factory=dict)

    def add(self, told: Told, *, lines: int, added: int) -> None:
        """Count one chunk in."""
        self.lines, self.added = lines, self.added + added
        for _line, reason in told:
            self.reasons[reason] = self.reasons.get(reason, 0) + 1
            self.known += reason is Reason.DUPLICATE
            self.conflicts += reason is Reason.CONFLICT
            self.refused += reason not in (Reason.DUPLICATE, Reason.CONFLICT)


Tell = Callable[[int, Told], None]
"""Takes the last line of a chunk and what is to be told of its lines, before the chunk is committed."""


def begin(desk: Desk, *, name: str, source: Source, digest: str, by: "User | None") -> CodeBatch:
    """The batch of this list: a new one, or the one that has begun or ended before."""
    if digest and (before := _of_digest(desk, digest)):
        return before
    _key, sealed_key = cipher.ItemKey.new(context=registry.batch_context(desk.pk))
    row = {"desk": desk, "name": name[:120], "source": source, "sealed_key": sealed_key, "created_by": by}
    try:
        with transaction.atomic():
            batch = CodeBatch.objects.create(digest=digest, **row)
            _record(batch, "import_codes", by)
            return batch
    except IntegrityError:
        return CodeBatch.objects.exclude(state=CodeBatch.State.WITHDRAWN).get(desk=desk, digest=digest)


def _of_digest(desk: Desk, digest: str) -> CodeBatch | None:
    return CodeBatch.objects.exclude(state=CodeBatch.State.WITHDRAWN).filter(desk=desk, digest=digest).first()


def _record(batch: CodeBatch, kind: str, by: "User | None") -> None:
    party = Party.STAFF if by else Party.SYSTEM
    record_at_desk(batch.desk, kind, party=party, user_id=by.pk if by else None, data={"list": batch.pk})


def run(
    batch: CodeBatch, rows: Iterator[tuple[int, Cells]], columns: Columns, *, fill_zeros: bool, tell: Tell
) -> Counts:
    """Import what `rows` holds behind `batch.lines_done`. Raises AnotherImport; and what reading raises, once all that
    came before it is in."""
    key, counts = registry.key_of_batch(batch), Counts()
    analyse_from = 0
    for chunk in _chunks(rows, columns, key, after=batch.lines_done, fill_zeros=fill_zeros):
        if counts.added >= analyse_from:
            _analyse()
            analyse_from = 2 * counts.added + 1
        told, added = _write(batch, chunk, tell)
        counts.add(told, lines=chunk.last_line, added=added)
    CodeBatch.objects.filter(pk=batch.pk, state=CodeBatch.State.RUNNING).update(state=CodeBatch.State.DONE)
    batch.refresh_from_db()
    return counts


def check(desk: Desk, rows: Iterator[tuple[int, Cells]], columns: Columns, *, fill_zeros: bool, tell: Tell) -> Counts:
    """What an import would do, with nothing written. A code that the list says twice, far apart, counts twice."""
    key, counts = cipher.ItemKey.new(context="check")[0], Counts()
    for chunk in _chunks(rows, columns, key, after=0, fill_zeros=fill_zeros):
        new, told = _sort(desk.pk, chunk)
        tell(chunk.last_line, told)
        counts.add(told, lines=chunk.last_line, added=len(new))
    return counts


def withdraw(batch: CodeBatch, *, by: "User | None") -> int:
    """Take a list back whole: how many codes went. What a customer has confirmed stays, under a seal of its own."""
    gone = 0
    with transaction.atomic():
        if (
            not CodeBatch.objects.filter(pk=batch.pk)
            .exclude(state=CodeBatch.State.WITHDRAWN)
            .update(state=CodeBatch.State.WITHDRAWN)
        ):
            return 0
        _record(batch, "withdraw_codes", by)
        for row in batch.codes.filter(times_worked__gt=0).select_related("batch"):
            registry.keep_by_itself(row)
    while keys := list(batch.codes.values_list("pk", flat=True)[:CHUNK]):
        gone += KnownCode.objects.filter(pk__in=keys, batch=batch).delete()[0]
    return gone


def _chunks(
    rows: Iterator[tuple[int, Cells]], columns: Columns, key: cipher.ItemKey, *, after: int, fill_zeros: bool
) -> Iterator[Chunk]:
    """Judged ahead in a thread of its own, which touches no table."""
    waiting: Queue[Chunk | None] = Queue(AHEAD)
    stopped = Event()

    def judge_all() -> None:
        left = ((line, cells) for line, cells in takewhile(lambda _: not stopped.is_set(), rows) if line > after)
        try:
            while lines := list(islice(left, CHUNK)):
                waiting.put(_judged(lines, columns, key, fill_zeros=fill_zeros))
        finally:
            waiting.put(None)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(judge_all)
        try:
            while chunk := waiting.get():
                yield chunk
        finally:
            stopped.set()
            while not done.done():  # it may wait for room
                with suppress(Empty):
                    waiting.get(timeout=0.05)
        done.result()


def _judged(lines: list[tuple[int, Cells]], columns: Columns, key: cipher.ItemKey, *, fill_zeros: bool) -> Chunk:
    entries: list[Entry] = []
    told: Told = []
    for line, cells in lines:
        if not any(cells):
            continue
        try:
            said = judge(cells, columns, fill_zeros=fill_zeros)
        except Refused as refused:
            told.append((line, refused.reason))
            continue
        for radio in said.radios:
            kept, number_key = registry.kept_under(radio)
            sealed = key.seal(said.code.encode(), context=kept.context)
            code_key = kept.of_code(said.code)
            entries.append(
                Entry(line, kept.identity, kept.value, number_key, code_key, sealed, said.source, said.dated)
            )
    return Chunk(lines[-1][0], entries, told)


def _sort(desk_id: int, chunk: Chunk) -> tuple[list[Entry], Told]:
    """The entries that are new, and what is to be told of all lines, in their order."""
    have: dict[bytes, set[bytes]] = {}
    for key, code_key in _known(desk_id, {entry.key for entry in chunk.entries}):
        have.setdefault(bytes(key), set()).add(bytes(code_key))
    new, told = [], list(chunk.told)
    for entry in chunk.entries:
        codes = have.setdefault(entry.key, set())
        if entry.code_key in codes:
            told.append((entry.line, Reason.DUPLICATE))
            continue
        if codes:
            told.append((entry.line, Reason.CONFLICT))
        codes.add(entry.code_key)
        new.append(entry)
    return new, sorted(told)


def _known(desk_id: int, keys: set[bytes]) -> Iterable[tuple[bytes | memoryview, bytes | memoryview]]:
    """Key and code key of what is kept under these keys."""
    if connection.vendor != "postgresql":
        return KnownCode.objects.filter(desk=desk_id, key__in=keys).values_list("key", "code_key")
    table = connection.ops.quote_name(KnownCode._meta.db_table)  # noqa: SLF001 - Django documents it
    with connection.cursor() as cursor:  # one text: to quote thousands of parameters takes as long as to write the rows
        cursor.execute(
            f"SELECT key, code_key FROM {table} WHERE desk_id = %s AND key = ANY("  # noqa: S608 - our own table
            "ARRAY(SELECT decode(one, 'hex') FROM unnest(string_to_array(%s, ' ')) one))",
            [desk_id, " ".join(key.hex() for key in keys)],
        )
        return list(cursor.fetchall())


def _write(batch: CodeBatch, chunk: Chunk, tell: Tell) -> tuple[Told, int]:
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                told, added = _write_once(batch, chunk, tell)
        except IntegrityError:  # another import has just added one of these
            if attempt == TRIES:
                raise
        else:
            batch.lines_done = chunk.last_line
            break
    return told, added


def _write_once(batch: CodeBatch, chunk: Chunk, tell: Tell) -> tuple[Told, int]:
    new, told = _sort(batch.desk_id, chunk)
    one = Counts()
    one.add(told, lines=chunk.last_line, added=len(new))
    here = CodeBatch.objects.filter(pk=batch.pk, state=CodeBatch.State.RUNNING, lines_done=batch.lines_done)
    moved = here.update(
        lines_done=chunk.last_line,
        added=F("added") + one.added,
        known=F("known") + one.known,
        conflicts=F("conflicts") + one.conflicts,
        refused=F("refused") + one.refused,
    )
    if not moved:
        raise AnotherImport
    _add(batch, new)
    known = {line for line, reason in told if reason is Reason.DUPLICATE}
    said = {(entry.key, entry.code_key) for entry in chunk.entries if entry.line in known}
    learning.know_from_elsewhere(batch.desk_id, said, source=batch.source)
    tell(chunk.last_line, told)
    return told, len(new)


def _add(batch: CodeBatch, entries: list[Entry]) -> None:
    if connection.vendor == "postgresql":
        _copy(batch, entries)
    else:
        KnownCode.objects.bulk_create(
            KnownCode(
                desk_id=batch.desk_id, identity=one.identity, key=one.key, number_key=one.number_key,
                code_key=one.code_key, sealed_code=one.sealed_code, source=batch.source, provenance=one.provenance,
                dated=one.dated, batch_id=batch.pk, line=one.line,
            )
            for one in entries
        )  # fmt: skip


def _copy(batch: CodeBatch, entries: list[Entry]) -> None:
    now, table = timezone.now(), connection.ops.quote_name(KnownCode._meta.db_table)  # noqa: SLF001 - Django documents it
    with connection.cursor() as cursor, _copy_of(cursor, f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for one in entries:
            copy.write_row((
                batch.desk_id, one.identity, one.key, one.number_key, one.code_key, one.sealed_code, batch.source,
                one.provenance, one.dated, batch.pk, one.line, 0, 0, now,
            ))  # fmt: skip


def _analyse() -> None:
    """Tell PostgreSQL how large the table is by now. It finds out for itself too late: by figures from before a long
    list it reads all codes of a desk for each chunk."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(KnownCode._meta.db_table)}")  # noqa: SLF001 - as above


def _copy_of(cursor: Any, command: str) -> Any:
    return cursor.copy(command)
