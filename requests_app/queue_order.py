"""The one order in which requests are worked on: what did not work, then what is due, the oldest first.

Each state of each desk is read off its own index, as far as is needed, and these few are put into one order; so a page
costs the same among a thousand and among a million requests.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, product
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from requests_app.states import WITH_STAFF, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from requests_app.models import CodeRequest

    Rows = QuerySet[CodeRequest]

Row = TypeVar("Row")
Select = tuple[str, Sequence[Any]]
"""A SELECT, and its parameters."""
EPOCH = datetime.fromtimestamp(0, UTC)
MICROSECOND = timedelta(microseconds=1)
NOT_PARKED = Q(parked_for="") | Q(parked_until__lte=Now())
PARKED = Q(parked_until__gt=Now()) & ~Q(parked_for="")
FREE = Q(claimed_until=None) | Q(claimed_until__lt=Now())


def rank(status: str) -> int:
    """The urgent ones come first."""
    return 0 if status == Status.NOT_WORKED else 1


@dataclass(frozen=True, order=True)
class Place:
    """Where a request stands in the order; the key of the page that begins behind it."""

    rank: int
    micros: int
    pk: int

    @classmethod
    def of(cls, code_request: "CodeRequest") -> Self:
        micros = ((code_request.promised_at or EPOCH) - EPOCH) // MICROSECOND
        return cls(rank(code_request.status), micros, code_request.pk)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place that an address names; nothing where it is broken."""
        parts = text.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
            return None
        return cls(*map(int, parts))

    def __str__(self) -> str:
        return f"{self.rank}.{self.micros}.{self.pk}"

    def narrow(self, rows: "Rows", rank: int) -> "Rows":
        """Of rows of one rank those behind this place."""
        if rank != self.rank:
            return rows if rank > self.rank else rows.none()
        at = EPOCH + self.micros * MICROSECOND
        return rows.filter(Q(promised_at__gt=at) | Q(promised_at=at, pk__gt=self.pk), promised_at__gte=at)


def by_due(
    rows: "Rows", desks: Collection[int], *, most: int, after: Place | None = None, statuses: Iterable[str] = WITH_STAFF
) -> list[int]:
    """The keys of the first `most` of these rows, in the order in which they are worked on."""
    return keys_by(due(rows, desks, most=most, after=after, statuses=statuses))


def due(
    rows: "Rows", desks: Collection[int], *, most: int, after: Place | None = None, statuses: Iterable[str] = WITH_STAFF
) -> Select | None:
    """The same as a part of another question: see `in_any`."""
    arms = []
    for place, states in groupby(sorted(statuses, key=rank), key=rank):
        behind = after.narrow(rows, place) if after else rows
        arms += [(place, arm) for arm in _arms(behind.order_by("promised_at", "pk"), desks, list(states), most)]
    return _merged(arms, "place, promised_at, id", most)


def newest(
    rows: "Rows", desks: Collection[int], *, most: int, after: Place | None = None, statuses: Iterable[str] = ()
) -> Select | None:
    """The same of the first `most` of these rows, the newest first; without `statuses` in any state."""
    rows = rows.filter(pk__lt=after.pk) if after else rows
    arms = [(0, arm) for arm in _arms(rows.order_by("-pk"), desks, sorted(statuses), most)]
    return _merged(arms, "id DESC", most)


def in_any(rows: "Rows", parts: Iterable[Select | None]) -> "Rows":
    """Of these rows those whose keys one of the parts chooses, in one question."""
    there = [part for part in parts if part]
    if not there:
        return rows.none()
    selects = (f"SELECT id FROM ({sql}) part{number}" for number, (sql, _params) in enumerate(there))  # noqa: S608
    keys = RawSQL(" UNION ".join(selects), [one for _sql, params in there for one in params])  # noqa: S611 - by Django
    return rows.filter(pk__in=keys)


def counts(parts: Sequence[Any], most: int) -> list[int]:
    """How many rows there are of each, none counted beyond `most`, or beyond its own bound; one question for all."""
    return numbers(counting(parts, most), len(parts))


def counting(parts: Sequence[Any], most: int) -> Select | None:
    """The question of `counts`, which may be asked again; nothing where Django knows that there are no rows at all."""
    selects: list[str] = []
    params: list[Any] = []
    for number, part in enumerate(parts):
        inner = select_of(part if part.query.is_sliced else part.order_by().values("pk")[:most])
        if inner:
            selects.append(f"SELECT {number}, COUNT(*) FROM ({inner[0]}) part{number}")  # noqa: S608 - Django wrote it
            params += inner[1]
    return (" UNION ALL ".join(selects), params) if selects else None


def numbers(question: Select | None, parts: int) -> list[int]:
    """Its answer for each of so many parts."""
    found: dict[int, int] = dict(_fetch(*question)) if question else {}
    return [found.get(number, 0) for number in range(parts)]


def keys_of(parts: Sequence[Any], most: int) -> list[int]:
    """The keys of any of these rows, and of the requests of search terms among them, the newest first; from no part
    more than `most` are read, and one question asks for all."""
    selects: list[str] = []
    params: list[Any] = []
    for number, part in enumerate(parts):
        column = "code_request_id" if part.model._meta.model_name == "searchterm" else "id"  # noqa: SLF001 - documented
        if inner := select_of(part.values(column)[:most]):
            selects.append(f"SELECT * FROM ({inner[0]}) part{number}")  # noqa: S608 - Django wrote it
            params += inner[1]
    if not selects:
        return []
    merged = " UNION ".join(selects)
    return [row[0] for row in _fetch(f"SELECT * FROM ({merged}) parts ORDER BY 1 DESC LIMIT {most}", params)]  # noqa: S608


def in_this_order(rows: "QuerySet[CodeRequest, Row]", keys: Sequence[int]) -> list[Row]:
    """The rows of these keys, in the order of the keys."""
    found: dict[int, Row] = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}  # type: ignore[attr-defined]
    return [found[key] for key in keys if key in found]


def _arms(rows: "Rows", desks: Collection[int], states: Sequence[str], most: int) -> list[Select]:
    """The first `most` of these rows of each state (without `states`: of all) at each desk.

    Django writes one of them, and the others differ in its last parameters: for Django to write each would take longer
    than for the database to answer it.
    """
    if not desks:
        return []
    of_state = rows.filter(status=states[0]) if states else rows
    written = select_of(of_state.filter(desk=next(iter(desks))).values("promised_at", "id")[:most])
    if not written:
        return []
    sql, params = written
    last: list[tuple[Any, ...]] = list(product(states, desks) if states else product(desks))
    return [(sql, (*params[: -len(last[0])], *one)) for one in last]


def _merged(arms: Sequence[tuple[int, Select]], order: str, most: int) -> Select | None:
    selects: list[str] = []
    params: list[Any] = []
    for number, (place, (sql, of_arm)) in enumerate(arms):
        columns = f"{place} AS place, promised_at, id"
        selects.append(f"SELECT {columns} FROM ({sql}) arm{number}")  # noqa: S608 - Django wrote it
        params += of_arm
    if not selects:
        return None
    return f"SELECT id FROM ({' UNION ALL '.join(selects)}) arms ORDER BY {order} LIMIT {most}", params  # noqa: S608


def keys_by(select: Select | None) -> list[int]:
    """The keys that it chooses, in its order."""
    return [row[0] for row in _fetch(*select)] if select else []


def select_of(rows: Any) -> Select | None:
    """What Django would ask for these rows; nothing where it knows that there are none."""
    try:
        statement: Select = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return statement


def _fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
