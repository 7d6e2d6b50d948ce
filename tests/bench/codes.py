"""Importing a list of known codes beside a plain COPY of the same rows, already sealed, into the same table; and
looking one radio up beside the bare SELECT. On the PostgreSQL that DATABASE_URL names; CODES says how many rows.
"""

import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from guides_app.identifiers import Kind
from requests_app import code_import
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import Desk, KnownCode, Source
from tests import factories
from tests.bench.pages import database

ROWS = int(os.environ.get("CODES", "1000000"))
FEW = 10_000
ROUNDS = 2_000
PART = 1 << 16
TABLE = "requests_app_knowncode"
GOALS = "goals: import / COPY at most 2.5; look-up at most 1.5 × SELECT + 100 µs; at most 300 MB resident"


def lines(number: int) -> Iterator[str]:
    """A list as a dealer has it: serial number, part number, pre-code, code."""
    yield "serial,part,number,code\n"
    for n in range(number):
        yield f"BP{n % 10_000:04d}X{n:07d},281150198R,{chr(66 + n % 25)}{n // 25 % 1000:03d},{n * 7919 % 10_000:04d}\n"


class Lines(io.RawIOBase):
    """The list as a file that is made while it is read."""

    def __init__(self, number: int) -> None:
        self._lines, self._left = lines(number), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while len(self._left) < len(buffer) and (line := next(self._lines, None)):
            self._left += line.encode()
        taken, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def bring(desk: Desk, number: int) -> float:
    """Seconds of an import of so many rows."""
    begun = time.perf_counter()
    batch = code_import.begin(desk, name="bench", source=Source.DEALER, digest="", by=None)
    rows = code_import.rows_of(io.BufferedReader(Lines(number)))
    columns, _header = code_import.columns_of(("serial", "part", "number", "code"))
    next(rows)
    counts = code_import.run(batch, rows, columns, fill_zeros=False, tell=lambda _last, _told: None)
    assert counts.added == number, counts
    return time.perf_counter() - begun


def copy() -> float:
    """Seconds of a COPY of all rows that are there into the emptied table with its keys and indexes."""
    names = ", ".join(str(field.column) for field in KnownCode._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {TABLE}")  # noqa: S608 - our own names
        with tempfile.TemporaryFile() as out:
            with cursor.copy(f"COPY (SELECT {names} FROM kept) TO STDOUT") as copied:  # noqa: S608
                for part in copied:
                    out.write(part)
            cursor.execute(f"TRUNCATE {TABLE}")
            out.seek(0)
            begun = time.perf_counter()
            with cursor.copy(f"COPY {TABLE} ({names}) FROM STDIN") as copied:
                while part := out.read(PART):
                    copied.write(part)
            seconds = time.perf_counter() - begun
        cursor.execute("DROP TABLE kept")
        return seconds


def look_up(desk: Desk, number: int) -> tuple[float, float]:
    """Microseconds of one look-up with its code opened, and of the bare SELECT."""

    def radio(n: int) -> Radio:
        serial = f"BP{n % 10_000:04d}X{n:07d}"
        part, unit = registry.part_fingerprint("281150198R"), registry.serial_fingerprint(serial)
        number = f"{chr(66 + n % 25)}{n // 25 % 1000:03d}"
        return Radio(number, Kind.PRECODE, part_fingerprint=part, serial_fingerprint=unit)

    asked = [radio(n * 104729 % number) for n in range(ROUNDS)]
    keys = [registry.kept_under(one)[0].value for one in asked]
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {TABLE}")
        select = f"SELECT * FROM {TABLE} WHERE desk_id = %s AND key = %s"  # noqa: S608
        bare = _each(lambda n: cursor.execute(select, [desk.pk, keys[n]]))
    return _each(lambda n: registry.find(desk, asked[n])), bare


def _each(act: Callable[[int], object]) -> float:
    act(0)
    begun = time.perf_counter()
    for n in range(ROUNDS):
        act(n)
    return (time.perf_counter() - begun) / ROUNDS * 1e6


def main() -> None:
    """Print seconds, microseconds and ratios."""
    if connection.vendor != "postgresql":
        sys.stdout.write("known codes: measured on PostgreSQL only (DATABASE_URL)\n")
        return
    with database():
        for number in (FEW, ROWS):
            desk = factories.make_desk(f"Bench {number}")
            took = bring(desk, number)
            plain = copy()
            mine, bare = look_up(desk, number)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            sys.stdout.write(
                f"known codes, {number:,} rows: import {took:.1f} s, COPY {plain:.1f} s, ratio {took / plain:.2f}; "
                f"look-up {mine:.0f} µs, SELECT {bare:.0f} µs; at most {peak} MB resident\n"
            )
    sys.stdout.write(f"{GOALS}\n")
    transaction.get_connection().close()


if __name__ == "__main__":
    main()
