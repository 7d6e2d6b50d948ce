"""Reads everything that a database holds, value by value, whichever engine it is."""

import base64
import binascii
import sqlite3
import zlib
from collections.abc import Iterator

import psycopg
from psycopg import sql

from tests.journeys.running_desk import RunningDesk

Value = tuple[str, object]


def values(desk: RunningDesk) -> Iterator[Value]:
    """Every value of every column of every table, with its place. Packed sessions come unpacked as well."""
    for place, value in _stored(desk):
        yield place, value
        if isinstance(value, str) and (opened := _unpacked(value)):
            yield f"{place} (unpacked)", opened


def _stored(desk: RunningDesk) -> Iterator[Value]:
    url = desk.environment["DATABASE_URL"]
    return _of_postgres(url) if url.startswith("postgres") else _of_sqlite(url.removeprefix("sqlite:///"))


def _of_sqlite(path: str) -> Iterator[Value]:
    connection = sqlite3.connect(path)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            cursor = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield from zip((f"{table}.{name}" for name in names), row, strict=True)
    finally:
        connection.close()


def _of_postgres(url: str) -> Iterator[Value]:
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            cursor = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            names = [column.name for column in cursor.description or ()]
            for row in cursor:
                yield from zip((f"{table}.{name}" for name in names), row, strict=True)


def _unpacked(text: str) -> str:
    """What Django packs and signs (`.payload:time:signature`), readable again; nothing for any other text."""
    payload = text.split(":")[0]
    if not payload.startswith(".") or len(payload) < 8:
        return ""
    try:
        packed = base64.urlsafe_b64decode(payload[1:] + "=" * (-len(payload[1:]) % 4))
        return zlib.decompress(packed).decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        return ""
