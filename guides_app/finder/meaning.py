"""Typed words -> the words of the index that they may mean, in one query."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models.functions import Length

from guides_app import search, spelling
from guides_app.finder.vocabulary import generation_word
from guides_app.models import FinderKey
from guides_app.search import Query
from guides_app.spelling import Match

MOST_KEYS = 400
MOST_ROWS = 1000
MOST_READINGS = 12
_COLUMNS = ("text", "is_name", "is_noise", "leads_to", "reach")


@dataclass(frozen=True)
class Readings:
    """The words of the index that one typed word may mean, by how well they match, and how many guides they find."""

    words: dict[Match, list[int]]
    reach: int

    def all(self) -> list[int]:
        """However well they match."""
        return [word for words in self.words.values() for word in words]


@dataclass(frozen=True)
class Meaning:
    """For each typed word the words of the index, by how well they match; and where the text leads besides."""

    readings: tuple[Readings, ...]
    generation: int | None
    years: tuple[int, ...]
    leads_to: str
    unknown: tuple[str, ...]

    def words(self) -> list[int]:
        """All words of the index that may be meant."""
        return [word for readings in self.readings for word in readings.all()]


@dataclass(frozen=True)
class _Known:
    """One word of the index, and the key that led to it."""

    key: str
    word: int
    text: str
    is_name: bool
    is_noise: bool
    leads_to: str
    reach: int


def look_up(query: Query) -> Meaning:
    """One query, whatever was typed."""
    by_part = _keys_by_part(query)
    wanted = {key for keys in by_part for key in keys} | set(query.phrases)
    if query.generation is not None:
        wanted.add(generation_word(query.generation))
    known = _rows(wanted)
    whole = {row.text: row for rows in known.values() for row in rows if row.key == row.text}
    noise = {text for text, row in whole.items() if row.is_noise}
    readings = [
        _glued(part, known) or (None if part.word in noise else _readings(keys, known))
        for part, keys in zip(query.parts, by_part, strict=True)
    ]
    generation = whole.get(generation_word(query.generation or 0))
    return Meaning(
        readings=tuple(reading for reading in readings if reading),
        generation=generation.word if generation else None,
        years=query.years,
        leads_to=next((whole[text].leads_to for text in query.phrases if text in whole and whole[text].leads_to), ""),
        unknown=tuple(
            part.word
            for part, reading in zip(query.parts, readings, strict=True)
            if part.word and not reading and part.word not in noise
        ),
    )


def _keys_by_part(query: Query) -> list[dict[str, list[str]]]:
    """Where to look for each word. After many keys, the words that follow must be spelt correctly."""
    found: list[dict[str, list[str]]] = []
    for part in query.parts:
        forgiving = sum(map(len, found)) < MOST_KEYS
        found.append(_keys(part, forgiving=forgiving))
    return found


def _keys(part: search.Part, *, forgiving: bool) -> dict[str, list[str]]:
    """Which reading of the word each key is of."""
    keys: dict[str, list[str]] = defaultdict(list)
    for reading in part.readings():
        for key in spelling.keys_of_typed(reading) if forgiving and reading == part.word else {reading}:
            keys[key].append(reading)
    return keys


def _rows(wanted: set[str]) -> dict[str, list[_Known]]:
    """The longest keys first: should the vocabulary be huge, only vague beginnings are cut off."""
    known: dict[str, list[_Known]] = defaultdict(list)
    rows = FinderKey.objects.filter(key__in=wanted).order_by(Length("key").desc())
    for row in rows.values_list("key", "word_id", *(f"word__{name}" for name in _COLUMNS))[:MOST_ROWS]:
        known[row[0]].append(_Known(*row))
    return known


def _glued(part: search.Part, known: dict[str, list[_Known]]) -> Readings | None:
    """Words that are known as one say more than each of them: R-Link is no other Link."""
    for reading in reversed(part.glued):
        if rows := [row for row in known.get(reading, []) if row.text == reading]:
            return _of(dict.fromkeys(rows, Match.EXACT))
    return None


def _readings(keys: dict[str, list[str]], known: dict[str, list[_Known]]) -> Readings | None:
    """The words that really are that close, the best first, and not too many of them."""
    found: dict[_Known, Match] = {}
    for key, typed in keys.items():
        for row in known.get(key, []):
            best = max(spelling.match(word, row.text) for word in typed)
            if best and not row.is_noise:
                found[row] = best
    if any(match is Match.EXACT and row.is_name for row, match in found.items()):
        found = {row: match for row, match in found.items() if match is Match.EXACT}
    return _of(found)


def _of(found: dict[_Known, Match]) -> Readings | None:
    best = sorted({row.word: (match, row.reach) for row, match in found.items()}.items(), key=lambda item: -item[1][0])
    words: dict[Match, list[int]] = defaultdict(list)
    for word, (match, _reach) in best[:MOST_READINGS]:
        words[match].append(word)
    return Readings(words, sum(reach for _word, (_match, reach) in best[:MOST_READINGS])) if best else None
