"""What somebody typed, and the words that things are known by. Pure; forgives accents and word order."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from guides_app.lookalikes import latin

LONGEST_QUERY = 100
LONGEST_WORD = 40
LONGEST_PHRASE = 60
MOST_WORDS = 8
LONGEST_SHORT_PART = 3
NOISE = frozenset((
    "a", "am", "an", "and", "are", "at", "auto", "automobile", "be", "but", "by", "can", "car", "code", "codes",
    "do", "does", "for", "from", "gen", "generation", "get", "has", "have", "how", "i", "in", "is", "it", "its",
    "key", "keys", "know", "me", "mk", "model", "my", "need", "no", "not", "nr", "number", "of", "on", "or",
    "phase", "please", "radio", "radios", "say", "says", "serie", "series", "show", "shows", "the", "there",
    "this", "to", "typ", "type", "unlock", "version", "what", "where", "which", "with", "year",
))  # fmt: skip
PAPERS = (
    "carta de circulatie", "carte grise", "certificat d'immatriculation", "certificat de inmatriculare",
    "fahrzeugschein", "libretto di circolazione", "log book", "logbook", "papers", "permiso de circulacion",
    "registration certificate", "talon", "talon auto", "v5c", "zulassungsbescheinigung",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_CAPITALS = re.compile(r"\b[A-Z]{2,3}\b")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])[0-9]")
_GENERATION = re.compile(r"(?:mk|gen)?([1-9])(?:st|nd|rd|th|e|er|eme)?")
_GLUED = re.compile(r"([^\W\d_]{3,})([1-9]|(?:19[5-9]|20[0-4])[0-9])")
_ZERO_FOR_O = re.compile(r"[^\W\d_]+0[^\W\d_]+|[^\W\d_]{3,}0")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}


@dataclass(frozen=True)
class Part:
    """One typed word, and the other ways to read it: a word is as good as its best reading."""

    word: str
    glued: tuple[str, ...] = ()

    def readings(self) -> tuple[str, ...]:
        """The word itself, then joined with those before it: R-Link, Media Nav."""
        return (self.word, *self.glued)


@dataclass(frozen=True)
class Query:
    """A text as the finder understands it."""

    phrases: tuple[str, ...]
    parts: tuple[Part, ...]
    generation: int | None
    years: tuple[int, ...]


def fold(text: str, *, longest: int = LONGEST_QUERY) -> list[str]:
    """Plain lower-case words without accents; letters of other alphabets that look Latin become Latin."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text[:longest]).casefold())
    words = _WORD.findall("".join(char for char in bare if not unicodedata.combining(char)))
    return [_one_alphabet(word)[:LONGEST_WORD] for word in words]


def phrase(text: str) -> str:
    """The whole text in one key; where it has no words its signs are the key, as in `----`."""
    return (" ".join(fold(text)) or "".join(text.split()))[:LONGEST_PHRASE]


def read(text: str) -> Query:
    """Words, a generation and years out of what was typed. Anything may come in; nothing is raised."""
    words = _unglued(fold(text))
    years = tuple(dict.fromkeys(int(word) for word in words if _YEAR.fullmatch(word)))[:2]
    kept = [(n, word) for n, word in enumerate(words) if not _YEAR.fullmatch(word)]
    generation = next((g for n, word in kept if (g := _generation(word, words[n + 1 :])) is not None), None)
    parts = tuple(_parts([word for _n, word in kept]))[:MOST_WORDS]
    return Query(_phrases(text, words), parts, generation, years)


def words_of(text: str) -> set[str]:
    """The words under which a name is looked up; R-Link 2 is also rlink, link2 and rlink2."""
    words = [word for line in text.splitlines() for word in fold(line)]
    joined = [_joined(words[n - size : n]) for size in (2, 3) for n in range(size, len(words) + 1)]
    alone = [word for word in words if word not in NOISE and len(word) > 1 and not word.isdigit()]
    return {*alone, *joined} - {""}


def prose_of(text: str) -> set[str]:
    """The words of a text that are worth finding it by: the longer ones, and names in capitals such as LG."""
    long = {word for word in fold(text, longest=len(text)) if len(word) > LONGEST_SHORT_PART}
    return (long | {word.lower() for word in _CAPITALS.findall(text)}) - NOISE


def generation_of(text: str) -> int | None:
    """III, 3 or Mk3 -> 3."""
    return next((g for word in fold(text) if (g := _generation(word, [])) is not None), None)


def _phrases(text: str, words: list[str]) -> tuple[str, ...]:
    """The whole text, then pairs of words, then words: what it says that no name does, such as SAFE."""
    pairs = [f"{left} {right}" for left, right in pairwise(words)]
    return tuple(dict.fromkeys([phrase(text), *pairs, *(word for word in words if word not in NOISE)]))


def _one_alphabet(word: str) -> str:
    if word.isascii():
        return word
    changed = latin(word.upper()).lower()
    return changed if changed.isascii() else word


def _unglued(words: list[str]) -> list[str]:
    """clio3 -> clio 3, duster2012 -> duster 2012, cli0 -> clio."""
    split: list[str] = []
    for word in words:
        mended = word.replace("0", "o") if _ZERO_FOR_O.fullmatch(word) else word
        glued = _GLUED.fullmatch(mended)
        split += glued.groups() if glued else [mended]
    return split


def _generation(word: str, after: list[str]) -> int | None:
    """A lone `i` is mostly a pronoun: it is a generation at the end, or before a year."""
    if word == "i" and after and not _YEAR.fullmatch(after[0]):
        return None
    number = _GENERATION.fullmatch(word)
    return int(number[1]) if number else _ROMAN.get(word)


def _parts(words: list[str]) -> list[Part]:
    """Each word with its joins; noise and lone signs count only where they are joined to their neighbours."""
    parts = []
    for n, word in enumerate(words, start=1):
        says_nothing = word in NOISE or word in _ROMAN or word.isdigit() or len(word) == 1
        alone = "" if says_nothing or _GENERATION.fullmatch(word) else word
        glued = tuple(joined for size in (2, 3) if n >= size and (joined := _joined(words[n - size : n])))
        if alone or glued:
            parts.append(Part(alone, glued))
    return parts


def _joined(words: list[str]) -> str:
    """Neighbours as one word, where one of them is so short that people write them either way; else nothing."""
    short = any(len(word) <= LONGEST_SHORT_PART for word in words)
    return "" if not short or set(words) & NOISE - {"i"} else "".join(words)[:LONGEST_WORD]
