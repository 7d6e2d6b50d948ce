"""The rows of the library, copied as they are: a test that only reads them need not wait for them to be loaded."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction


@dataclass(frozen=True)
class Snapshot:
    """All rows of all tables of guides_app: the statement and the values for each."""

    tables: list[tuple[str, list[Any]]]


def _tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_app_config("guides_app").get_models()]


def take() -> Snapshot:
    """The rows as they are now."""
    kept = []
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # names of our own tables
            names = ", ".join(connection.ops.quote_name(column[0]) for column in cursor.description)
            marks = ", ".join(["%s"] * len(cursor.description))
            insert = f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})"  # noqa: S608
            kept.append((insert, cursor.fetchall()))
    return Snapshot([(insert, rows) for insert, rows in kept if rows])


def put(snapshot: Snapshot) -> None:
    """The rows into empty tables; links are judged at the end of the transaction."""
    models = list(apps.get_app_config("guides_app").get_models())
    with transaction.atomic(), connection.cursor() as cursor:
        for insert, rows in snapshot.tables:
            cursor.executemany(insert, rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
