"""In which language a page of the library speaks: wholly in the reader's, or wholly in the one it was written in."""

from collections.abc import Sequence

from django.utils.translation import get_language

from guides_app import translation
from guides_app.models import Translated


def speak(rows: Sequence[Translated]) -> str:
    """The language of the page; the rows say it from now on, in memory, where every text of theirs is translated."""
    wanted = get_language() or translation.SOURCE_LANGUAGE
    passages = ((row.translations, field, getattr(row, field)) for row in rows for field in row.TEXTS)
    if not translation.complete(passages, wanted):
        return translation.SOURCE_LANGUAGE
    for row in rows:
        row.speak(wanted)
    return wanted
