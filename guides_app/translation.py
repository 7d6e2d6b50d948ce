"""A text and its translations -> what a reader sees, and how good each translation still is. Pure.

A translation keeps the very text that it was made from. When that text changes, the translation is "changed since" and
no reader sees it until somebody has looked at it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SOURCE_LANGUAGE = "en"
LANGUAGES = ("fr", "ro", "de", "it", "es")  # in the order in which guides are translated
LONGEST = 20_000


class Status(StrEnum):
    """How far a translation is."""

    NEW = "new"
    CHANGED = "changed"
    DONE = "done"


@dataclass(frozen=True)
class Translation:
    """One translated text and the text `of` which it is the translation."""

    of: str
    text: str

    def status(self, source: str) -> Status:
        """Against what the source says today."""
        if not self.text:
            return Status.NEW
        return Status.DONE if self.of == source else Status.CHANGED


NOTHING = Translation("", "")


class Malformed(ValueError):
    """Translations that are not what they should be; the text names the place."""


def of_field(translations: Mapping[str, Any], language: str, field: str) -> Translation:
    """The translation of one field; `NOTHING` while there is none."""
    kept = translations.get(language, {}).get(field)
    return Translation(kept["of"], kept["text"]) if kept else NOTHING


def complete(passages: Iterable[tuple[Mapping[str, Any], str, str]], language: str) -> bool:
    """True when every (translations, field, source) that says something is translated as it stands today."""
    return language == SOURCE_LANGUAGE or all(
        of_field(translations, language, field).status(source) is Status.DONE
        for translations, field, source in passages
        if source
    )


def check(translations: Any, fields: Iterable[str]) -> None:
    """Raises Malformed unless it is {language: {field: {of, text}}} of these fields."""
    known = set(fields)
    if not isinstance(translations, dict):
        raise Malformed("must be languages with texts")
    for language, texts in translations.items():
        if language not in LANGUAGES:
            raise Malformed(f"{language} is not one of {', '.join(LANGUAGES)}")
        if not isinstance(texts, dict):
            raise Malformed(f"{language}: must be fields with texts")
        for field, kept in texts.items():
            _check_one(f"{language}: {field}", field in known, kept)


def _check_one(place: str, known: bool, kept: Any) -> None:
    if not known:
        raise Malformed(f"{place} is not a text of this row")
    if not isinstance(kept, dict) or set(kept) != {"of", "text"}:
        raise Malformed(f"{place}: needs exactly `of` and `text`")
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in kept.values()):
        raise Malformed(f"{place}: `of` and `text` must be texts of at most {LONGEST} characters")
