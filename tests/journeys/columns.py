"""Reads everything that a database holds, value by value, whichever engine it is."""

import base64
import binascii
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing

import psycopg
from psycopg import sql

from tests.journeys.running_desk import RunningDesk

Value = tuple[str, object]


def values(desk: RunningDesk) -> Iterator[Value]:
    """Every value of every column of every table, with its place. Packed sessions come unpacked as well."""
    url = desk.environment["DATABASE_URL"]
    for name in _tables(url):
        for row in table(url, name):
            for column, value in row.items():
                yield f"{name}.{column}", value
                if isinstance(value, str) and (opened := _unpacked(value)):
                    yield f"{name}.{column} (unpacked)", opened


def table(url: str, name: str) -> list[dict[str, object]]:
    """The rows of one table."""
    if url.startswith("postgres"):
        with psycopg.connect(url) as connection:
            cursor = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)))
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor]
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as lite:
        found = lite.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - the database's own names
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]


def _tables(url: str) -> list[str]:
    if url.startswith("postgres"):
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    else:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as lite:
            found = lite.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [name for (name,) in found]


def _unpacked(text: str) -> str:
    """What Django packs and signs (`.payload:time:signature`), readable again; nothing for any other text."""
    payload = text.split(":", maxsplit=1)[0]
    if not payload.startswith(".") or len(payload) < 8:
        return ""
    try:
        packed = base64.urlsafe_b64decode(payload[1:] + "=" * (-len(payload[1:]) % 4))
        return zlib.decompress(packed).decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        return ""
