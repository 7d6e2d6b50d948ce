"""Long lists of the stock admin: counted up to a bound, so that a million rows cost what a thousand do."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 1_000


class BoundedPaginator(Paginator[Any]):
    """Knows of the first MOST rows, and whether there are more."""

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def more(self) -> bool:
        """Whether there are rows that no page shows."""
        return self._counted > MOST

    @cached_property
    def _counted(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[: MOST + 1].count()


class NewestFirst(Paginator[Any]):
    """Pages of the first MOST of these rows; `keys` are those of all, in order, or of one more than that."""

    def __init__(self, rows: QuerySet[Any], keys: Sequence[int], per_page: int) -> None:
        super().__init__(keys[:MOST], per_page)
        self._rows = rows
        self.more = len(keys) > MOST

    def page(self, number: int | str) -> Page[Any]:
        found = super().page(number)
        found.object_list = self._rows.filter(pk__in=found.object_list)
        return found
