"""Words somebody typed -> the guides that answer them. Pure; forgives accents, typing errors and word order."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST_QUERY = 100
MOST_WORDS = 12
NOISE = frozenset(
    [
        "a",
        "an",
        "and",
        "car",
        "code",
        "for",
        "get",
        "i",
        "in",
        "is",
        "me",
        "my",
        "of",
        "radio",
        "the",
        "to",
        "what",
        "where",
        "year",
        "model",
        "with",
    ]
)
_WORD = re.compile(r"[a-z0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v", "mk1": "i", "mk2": "ii", "mk3": "iii"}
NAME, RADIO, DETAIL, BRAND = 8, 4, 2, 1


@dataclass(frozen=True)
class Entry:
    """The words under which one guide is known."""

    names: str
    brand: str
    generation: str
    radios: str
    year_from: int
    year_to: int | None


def fold(text: str) -> list[str]:
    """Plain lower-case words without accents."""
    bare = unicodedata.normalize("NFKD", text[:LONGEST_QUERY].casefold())
    return _WORD.findall("".join(char for char in bare if not unicodedata.combining(char)))


def best(entries: list[Entry], text: str) -> list[int]:
    """Places of the best answers in `entries`; all that share the highest score, none when no word is known."""
    words = [word for word in fold(text)[:MOST_WORDS] if word not in NOISE]
    scores = [_score(entry, words) for entry in entries]
    highest = max(scores, default=0)
    return [place for place, score in enumerate(scores) if score == highest and highest > 0]


def _score(entry: Entry, words: list[str]) -> int:
    names, radios, brand = _long_fold(entry.names), _long_fold(entry.radios), fold(entry.brand)
    named = sum(NAME for word in words if _known(word, names))
    score = named + sum(BRAND for word in words if _known(word, brand))
    score += sum(RADIO for word in words if len(word) > 1 and not _known(word, names) and _known(word, radios))
    if named:
        score += sum(DETAIL for word in words if _ROMAN.get(word, word) == entry.generation.casefold())
    return score + sum(_year(entry, int(word)) for word in words if _YEAR.fullmatch(word))


def _year(entry: Entry, year: int) -> int:
    return DETAIL if entry.year_from <= year <= (entry.year_to or year) else -1


def _long_fold(text: str) -> list[str]:
    return [word for line in text.splitlines() for word in fold(line)] if "\n" in text else fold(text)


def _known(word: str, vocabulary: list[str]) -> bool:
    if word in vocabulary or (len(word) >= 3 and any(known.startswith(word) for known in vocabulary)):
        return True
    return len(word) >= 4 and not word.isdigit() and bool(get_close_matches(word, vocabulary, n=1, cutoff=0.75))
