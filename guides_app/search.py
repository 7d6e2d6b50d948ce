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
NAME, RADIO, BRAND = 8, 4, 1


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
    score = 0
    names, radios = _long_fold(entry.names), _long_fold(entry.radios)
    for word in words:
        if _YEAR.fullmatch(word):
            score += 2 if entry.year_from <= int(word) <= (entry.year_to or 9999) else -1
        elif _ROMAN.get(word, word) == entry.generation.casefold():
            score += 2
        elif _known(word, names):
            score += NAME
        elif _known(word, radios):
            score += RADIO
        elif _known(word, fold(entry.brand)):
            score += BRAND
    return score


def _long_fold(text: str) -> list[str]:
    return [word for line in text.splitlines() for word in fold(line)] if "\n" in text else fold(text)


def _known(word: str, vocabulary: list[str]) -> bool:
    if word in vocabulary or (len(word) >= 3 and any(known.startswith(word) for known in vocabulary)):
        return True
    return len(word) >= 4 and not word.isdigit() and bool(get_close_matches(word, vocabulary, n=1, cutoff=0.75))
