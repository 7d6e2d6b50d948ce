"""Long lists of the stock admin: counted up to a bound, so that a million rows cost what a thousand do."""

from typing import Any, cast

from django.core.paginator import Paginator
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
