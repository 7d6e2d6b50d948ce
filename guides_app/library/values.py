"""Plain values: what a column can hold without becoming something else, and one order for what has none."""

import re
from datetime import date
from typing import Any

from django.db import models

_LARGEST = 32767  # of a small number, in every database
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_FIRST_NAMES = ("picture", "alt", "kind")  # all others by the alphabet


def misfit(field: "models.Field[Any, Any]", value: Any) -> str:
    """Why the column cannot hold the value: what Django would turn into something else, or leave to the database."""
    if value is None:
        return "" if field.null else "needs a value"
    match field:
        case models.CharField() | models.TextField() if not isinstance(value, str):
            return "needs a text; put it in quotes"
        case models.BooleanField() if not isinstance(value, bool):
            return "needs true or false"
        case models.IntegerField() if isinstance(value, bool | float) or not _is_small(value):
            return f"needs a whole number from 0 to {_LARGEST}"
        case models.DateField() if not (value and isinstance(value, date | str)):
            return "needs a day, such as 2026-11-21"
    return "" if _can_be_kept(value) else "holds a character that no text has"


def _is_small(value: Any) -> bool:
    try:
        return 0 <= int(value) <= _LARGEST
    except (TypeError, ValueError):
        return False


def _can_be_kept(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_can_be_kept(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return all(map(_can_be_kept, value))
    return not (isinstance(value, str) and _NO_TEXT.search(value))


def in_order(value: Any) -> Any:
    """Plain data with its names in one order, whatever the database made of it."""
    if isinstance(value, dict):
        ranks = {name: rank for rank, name in enumerate(_FIRST_NAMES)}
        return {name: in_order(value[name]) for name in sorted(value, key=lambda n: (ranks.get(n, len(ranks)), n))}
    return [in_order(part) for part in value] if isinstance(value, list) else value
