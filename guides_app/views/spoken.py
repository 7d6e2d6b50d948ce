"""In which language a page of the library speaks: wholly in the reader's, or wholly in the one it was written in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import get_language

from guides_app import translation
from guides_app.models import Translated

_listener: ContextVar[list[Translated] | None] = ContextVar("_listener", default=None)


def speak(rows: Sequence[Translated]) -> str:
    """The language of the page; the rows say it from now on, in memory, where every text of theirs is translated."""
    wanted = get_language() or translation.SOURCE_LANGUAGE
    passages = ((row.translations, field, getattr(row, field)) for row in rows for field in row.TEXTS)
    if not translation.complete(passages, wanted):
        _tell(rows, wanted)
        return translation.SOURCE_LANGUAGE
    for row in rows:
        row.speak(wanted)
    return wanted


@contextmanager
def overheard() -> Iterator[list[Translated]]:
    """What keeps the pages drawn within it from speaking the reader's language: a row for each text that is missing."""
    heard: list[Translated] = []
    token = _listener.set(heard)
    try:
        yield heard
    finally:
        _listener.reset(token)


def _tell(rows: Sequence[Translated], wanted: str) -> None:
    heard = _listener.get()
    if heard is None:
        return
    once = {(type(row), row.pk): row for row in rows}
    for row in once.values():
        for field in row.TEXTS:
            if not translation.complete([(row.translations, field, getattr(row, field))], wanted):
                heard.append(row)
