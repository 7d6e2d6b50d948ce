"""The words under which guides and radio families are known, and how much each says. Reads rows, writes none."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils.translation import override

from guides_app import search
from guides_app.models import Brand, DisplayMessage, Guide, LocalWord, RadioFamily
from guides_app.models.translated import Translated

NAME, NICKNAME, RADIO, BRAND, PROSE = 8, 7, 4, 2, 1
PAPERS = "papers"
Weights = dict[str, int]


@dataclass(frozen=True)
class Local:
    """One local word, and the English words that a thing must be known by to get it."""

    words: frozenset[str]
    stands_for: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """What holds for every guide: local words, noise, and phrases that lead to another page."""

    local: tuple[Local, ...]
    noise: frozenset[str]
    leads: dict[str, str]
    makes: frozenset[str]

    def spread(self, weights: Weights) -> Weights:
        """The same, with the local words for what is there."""
        local = {
            word: min(weights[english] for english in entry.stands_for)
            for entry in self.local
            if entry.stands_for <= weights.keys()
            for word in entry.words
        }
        return local | weights


def lexicon() -> Lexicon:
    """Read once for each indexing."""
    leads = _leads()
    local, noise = [], set(search.NOISE)
    for row in LocalWord.objects.all():
        english, words = search.fold(row.stands_for), search.fold(row.word)
        if set(english) <= search.NOISE:
            noise |= set(words)
            continue
        if lead := leads.get(search.phrase(row.stands_for)):
            leads.setdefault(search.phrase(row.word), lead)
        local.append(Local(frozenset(search.words_of(row.word)), frozenset(english)))
    makes = {word for brand in Brand.objects.all() for word in search.words_of(brand.name)}
    return Lexicon(tuple(local), frozenset(noise), leads, frozenset(makes))


def words_of_family(family: RadioFamily, lexicon: Lexicon) -> Weights:
    """Its names and its face, and with less weight what is written about it."""
    names = _heavy(RADIO, [*_texts(family, "name"), *_faces(family), family.slug.replace("-", " ")])
    return lexicon.spread(_prose(_texts(family, "summary")) | names)


def words_of_guide(guide: Guide, lexicon: Lexicon, radios: Iterable[Weights]) -> Weights:
    """The car with its nicknames and generation; the words of its radios; and what is written about it."""
    car, fitments = guide.car_model, guide.fitments.all()
    texts = [text for fitment in fitments for text in _texts(fitment, "note")] + _texts(guide, "summary")
    names = [_heavy(NAME, [car.name]), _heavy(NICKNAME, car.nicknames.splitlines())]
    own = [_heavy(BRAND, [car.brand.name]), *names, _joined(car.brand.name, car.name)]
    generation = search.generation_of(guide.generation)
    if generation is not None:
        glued = [f"{car.name}{guide.generation}", f"{car.name}{generation}"]
        own += [{generation_word(generation): BRAND}, _heavy(NAME, glued)]
    known = _heaviest([_prose(texts), *radios, lexicon.spread(_heaviest(own))])
    makes = search.words_of(car.brand.name)
    return {word: weight for word, weight in known.items() if word not in lexicon.makes - makes} | dict.fromkeys(
        makes, BRAND
    )


def generation_word(number: int) -> str:
    """As the index keeps a generation; nobody can type it."""
    return f"#{number}"


def _leads() -> dict[str, str]:
    """Phrases on a display, and the names of the papers of a car."""
    papers = {search.phrase(text): PAPERS for text in search.PAPERS}
    return papers | {
        search.phrase(words): message.state
        for message in DisplayMessage.objects.order_by(F("family").asc(nulls_last=True), "-position")
        for words in message.word_list()
    }


def _texts(row: Translated, field: str) -> list[str]:
    """What the row says, in every language."""
    told = [texts[field]["text"] for texts in row.translations.values() if field in texts]
    return [str(getattr(row, field)), *told]


def _faces(family: RadioFamily) -> list[str]:
    """What it looks like, in every language of the pages."""
    said = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            said.append(str(family.get_looks_display()))
    return said


def _heavy(weight: int, names: Iterable[str]) -> Weights:
    return {word: weight for name in names for word in search.words_of(name)}


def _prose(texts: Iterable[str]) -> Weights:
    return {word: PROSE for text in texts for word in search.prose_of(text)}


def _joined(brand: str, name: str) -> Weights:
    """Renault 5 is renault5; a longer name stands for itself."""
    return dict.fromkeys(search.words_of(f"{brand} {name}") - search.words_of(brand), NAME) if name.isdigit() else {}


def _heaviest(known: Iterable[Weights]) -> Weights:
    merged: Weights = {}
    for weights in known:
        for word, weight in weights.items():
            merged[word] = max(weight, merged.get(word, 0))
    return merged
