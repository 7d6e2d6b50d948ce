"""Keeps the words of searches that found nothing, for editors: text only, and no text that may point at a person."""

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
_HARMLESS = re.compile(r"(?:19[5-9]|20[0-4])[0-9]|[^\W\d_]*[1-9]?|4x[24]")


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
    digits = sum(char.isdigit() for char in text)
    personal = "@" in text or digits > MOST_DIGITS or not all(_HARMLESS.fullmatch(word) for word in words)
    return "" if personal or len(text) > LONGEST else " ".join(words)


def _count(words: str, language: str) -> None:
    """One more, or a new row in the place of the one that nobody has asked for longest."""
    today = timezone.localdate()
    if FailedSearch.objects.filter(words=words).update(count=F("count") + 1, last_on=today, language=language):
        return
    FailedSearch.objects.create(words=words, language=language, last_on=today)
    surplus = FailedSearch.objects.order_by("-last_on", "-pk").values("pk")[MOST_KEPT:]
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
