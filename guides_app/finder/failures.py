"""Keeps the words of searches that found nothing, for editors: text only, and no text with a number or an address.

A person's name looks like any other word; that is why the words are few, stand alone, and go after a while.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection, transaction
from django.db.models import F
from django.utils import timezone

from guides_app import search
from guides_app.models import FailedSearch

MOST_KEPT = 2000
LONGEST = 60
MOST_DIGITS = 6
MOST_NUMBERED = 2  # a code, or the end of a VIN, may be typed sign by sign
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])[0-9]")
_HARMLESS = re.compile(r"[^\W\d_]*[1-9]?|4x[24]")
_ADDRESS = re.compile(r"@|\w\.[^\W\d_]{2}")


def keep(text: str, language: str) -> None:
    """Count a search that found nothing. It is only a hint: a database that is busy or away loses it, no page waits."""
    words = worth_keeping(text)
    if not words:
        return
    try:
        with _without_waiting(), transaction.atomic():
            _be_brief()
            _count(words, language)
    except Error:
        return


def worth_keeping(text: str) -> str:
    """The folded words; nothing where they are long, an address, or hold a number that may be somebody's."""
    words = search.fold(text)
    others = [word for word in words if not _YEAR.fullmatch(word)]
    numbered = sum(any(map(str.isdigit, word)) for word in others)
    personal = (
        _ADDRESS.search(text)
        or sum(map(str.isdigit, text)) > MOST_DIGITS
        or numbered > MOST_NUMBERED
        or not all(map(_HARMLESS.fullmatch, others))
    )
    return "" if personal or len(text) > LONGEST else " ".join(words)


def _count(words: str, language: str) -> None:
    """One more, or a new row; when there are too many, those go that nobody repeats, the oldest first."""
    today = timezone.localdate()
    if FailedSearch.objects.filter(words=words).update(count=F("count") + 1, last_on=today, language=language):
        return
    FailedSearch.objects.create(words=words, language=language, last_on=today)
    surplus = FailedSearch.objects.order_by("-count", "-last_on", "-pk").values("pk")[MOST_KEPT:]
    FailedSearch.objects.filter(pk__in=surplus).delete()


def _be_brief() -> None:
    """PostgreSQL would wait for whoever counts the same words."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")


@contextmanager
def _without_waiting() -> Iterator[None]:
    """SQLite would wait 20 seconds for its turn to write."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 50")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
