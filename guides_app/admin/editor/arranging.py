"""The order of rows in a posted form: a number typed, an arrow pressed, a row added. Works on the raw text of the form,
so nothing that somebody typed is lost, however wrong it is. Pure but for Django's QueryDict."""

import re
from collections.abc import Mapping

from django.http import QueryDict

MOST_ROWS = 100
_MOVE = re.compile(r"([a-z]{1,20})-(\d{1,4})-(up|down)")


def arranged(post: QueryDict, sections: Mapping[str, Mapping[str, str]]) -> QueryDict:
    """The form with the rows of each section in the order asked for, numbered anew, and with a row added if asked.

    `sections` says for each what a new row says from the start.
    """
    move = _MOVE.fullmatch(post.get("move", ""))
    data = post.copy()
    for name, fresh in sections.items():
        total = _number(post.get(f"{name}-TOTAL_FORMS"), -1)
        if not 0 <= total <= MOST_ROWS:
            continue
        order = _order(post, name, total)
        if move and move[1] == name:
            _shift(order, int(move[2]), -1 if move[3] == "up" else 1)
        _renumber(data, post, name, order)
        if post.get("add") == name and total < MOST_ROWS:
            data[f"{name}-TOTAL_FORMS"] = str(total + 1)
            for field, value in {**fresh, "ORDER": str(total + 1)}.items():
                data[f"{name}-{total}-{field}"] = value
    return data


def _order(post: QueryDict, name: str, total: int) -> list[int]:
    """The rows as their numbers say; one that was given the number of another takes its place."""

    def rank(index: int) -> float:
        wanted = _number(post.get(f"{name}-{index}-ORDER"), index + 1)
        return wanted + (0.5 if wanted > index + 1 else -0.5 if wanted < index + 1 else 0)

    return sorted(range(total), key=rank)


def _shift(order: list[int], row: int, by: int) -> None:
    if row not in order:
        return
    at = order.index(row)
    if 0 <= at + by < len(order):
        order[at], order[at + by] = order[at + by], order[at]


def _renumber(data: QueryDict, post: QueryDict, name: str, order: list[int]) -> None:
    places = {old: new for new, old in enumerate(order)}
    field = re.compile(rf"{name}-(\d{{1,4}})-(.+)")
    for key in [key for key in data if field.fullmatch(key)]:
        del data[key]
    for key in post:
        if (found := field.fullmatch(key)) and int(found[1]) in places:
            data.setlist(f"{name}-{places[int(found[1])]}-{found[2]}", post.getlist(key))
    for place in range(len(order)):
        data[f"{name}-{place}-ORDER"] = str(place + 1)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise
