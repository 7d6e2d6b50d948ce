"""SELECTs that Django writes once for a process: for it to write a long one takes several times as long as for the
database to answer it."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Select = tuple[str, list[Any]]
"""A SELECT, and its parameters."""
Value = int | str
_FIRST = 31_000  # of the numbers that stand for others: they fit every column, and no query has them of its own


class WrittenOnce:
    """A SELECT of which the values of some columns are filled in anew each time.

    `rows` makes its query from these values, integers or texts, and from what else `given` says. It may look at whether
    a value is empty and at nothing else of it, for what it is given are numbers and texts that stand for values.
    """

    def __init__(self, rows: Callable[..., QuerySet[Any, Any]]) -> None:
        self._rows = rows
        self._written = lru_cache(maxsize=64)(self._write)

    def __call__(self, *values: Value, **given: Hashable) -> Select:
        stand_ins = tuple(_stand_in(number, value) for number, value in enumerate(values))
        sql, params = self._written(stand_ins, tuple(given.items()))
        filled = dict(zip(stand_ins, values, strict=True))
        return sql, [filled.get(param, param) for param in params]

    def fetch(self, *values: Value, **given: Hashable) -> list[tuple[Any, ...]]:
        """Its rows for these values."""
        with connection.cursor() as cursor:
            cursor.execute(*self(*values, **given))
            return list(cursor.fetchall())

    def _write(
        self, stand_ins: tuple[Value, ...], given: tuple[tuple[str, Hashable], ...]
    ) -> tuple[str, tuple[Any, ...]]:
        statement: tuple[str, tuple[Any, ...]] = self._rows(*stand_ins, **dict(given)).query.sql_with_params()
        return statement


def _stand_in(number: int, value: Value) -> Value:
    if isinstance(value, int):
        return _FIRST + number
    return f"value {number}" if value else ""
