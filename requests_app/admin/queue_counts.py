"""What the page of the queue tells in numbers: tabs, saved views, bar and notes above the rows, in one question.

Each number is exact to 99. Of a tab that a saved view filters, a bounded part is counted; where there is more of it,
the number says so by a plus. Words and flags are looked for when such a view is opened, so it has no number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from requests_app import waiting, workflow
from requests_app.admin.letters import post_of
from requests_app.admin.queue import LOOKED_THROUGH
from requests_app.models import CodeRequest, SavedView
from requests_app.queue_filters import Filters
from requests_app.queue_tabs import BY_SLUG, TABS, Tab

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Rows = QuerySet[CodeRequest]
Parts = dict[tuple[str, str], QuerySet[Any]]


@dataclass(frozen=True)
class Figures:
    """By the slugs of tabs, by the keys of saved views, and by the names of notes."""

    waits: list[waiting.Waiting]
    tabs: dict[str, str]
    views: dict[int, str]
    notes: dict[str, int]


def figures_of(user: "User", desks: Sequence[int], views: Sequence[SavedView] = ()) -> Figures:
    """All numbers of the page for this person."""
    rows = CodeRequest.objects.filter(desk__in=desks)
    parts: Parts = {("tab", tab.slug): tab.narrow(rows, user, desks) for tab in TABS if tab.counted and not tab.waits}
    parts |= {("note", name): part for name, part in {**post_of(user), "mentions": workflow.mentions_of(user)}.items()}
    for view in views:
        parts |= _of_view(view, rows, user, desks)
    waits, numbers = waiting.with_others(desks, list(parts.values()))
    found = dict(zip(parts, numbers, strict=True))
    kinds = {one.kind: one.count for one in waits}
    tabs = {tab.slug: kinds[tab.waits] if tab.waits else found["tab", tab.slug] for tab in TABS if tab.counted}
    return Figures(
        waits=waits,
        tabs={slug: waiting.in_words(number) for slug, number in tabs.items()},
        views={view.pk: _in_words(view, found) for view in views if ("view", str(view.pk)) in found},
        notes={name: number for (group, name), number in found.items() if group == "note"},
    )


def tab_of(view: SavedView) -> Tab:
    """The tab in which a saved view looks."""
    return BY_SLUG.get(view.tab, TABS[0])


def _of_view(view: SavedView, rows: Rows, user: "User", desks: Sequence[int]) -> Parts:
    """What of its tab a saved view holds, and whether the tab holds more than is looked through."""
    tab, filters = tab_of(view), Filters.of(view.filters)
    if view.words_sealed or filters.flag:
        return {}
    whole = tab.narrow(rows, user, desks).order_by().values("pk")
    part = filters.narrow(CodeRequest.objects.filter(pk__in=whole[:LOOKED_THROUGH]), user)
    return {("view", str(view.pk)): part, ("more", tab.slug): whole[LOOKED_THROUGH : LOOKED_THROUGH + 1]}


def _in_words(view: SavedView, found: dict[tuple[str, str], int]) -> str:
    number = found["view", str(view.pk)]
    more = number < waiting.MOST and found["more", tab_of(view).slug]
    return f"{waiting.in_words(number)}{'+' if more else ''}"
