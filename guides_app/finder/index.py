"""Keeps the finder's words in step with the library. Whoever has changed the library calls it.

Always all of it, for what one text says of a word hangs on what all others say of it. What is wanted is compared with
what is there and only the difference is written, so doing it again costs little.
"""

from collections.abc import Iterator, Mapping

from django.db import connection, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from guides_app import spelling
from guides_app.finder.vocabulary import PROSE, Lexicon, Weights, lexicon, words_of_family, words_of_guide
from guides_app.models import FinderKey, FinderMention, FinderRadio, FinderWord, Guide, RadioFamily

BATCH = 500
LOCK = 0x66696E64  # any number that nobody else in the database asks for


@transaction.atomic
def rebuild() -> None:
    """All guides, all families, and the words that belong to none; what nobody is known by any longer goes."""
    _one_at_a_time()
    known = lexicon()
    radios = {family.pk: words_of_family(family, known) for family in RadioFamily.objects.all()}
    cars = {
        guide.pk: words_of_guide(guide, known, [radios[fit.family_id] for fit in guide.fitments.all()])
        for guide in Guide.objects.select_related("car_model__brand").prefetch_related("fitments")
    }
    words = _Words(known, [*radios.values(), *cars.values()])
    _write_radios(words.ids, radios)
    _write_mentions(words.ids, cars)
    words.forget_others()
    _measure_reach()


def _one_at_a_time() -> None:
    """Two who write the same words in another order would block each other. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


class _Words:
    """The words that are wanted, brought into the database with their keys."""

    def __init__(self, known: Lexicon, weights: list[Weights]) -> None:
        self.names = {word for owner in weights for word, weight in owner.items() if weight > PROSE}
        self.wanted = {word for owner in weights for word in owner} | known.noise | known.leads.keys()
        kept = {word.text: word for word in FinderWord.objects.all()}
        self.others = [word.pk for text, word in kept.items() if text not in self.wanted]
        self._write(known, kept)
        rows = FinderWord.objects.values_list("text", "pk")
        self.ids = {text: pk for text, pk in rows if text in self.wanted}
        self._write_keys()

    def forget_others(self) -> None:
        """Words that nothing is known by."""
        for batch in _batches(self.others):
            FinderKey.objects.filter(word__in=batch).delete()
            FinderWord.objects.filter(pk__in=batch).delete()

    def _write(self, known: Lexicon, kept: dict[str, FinderWord]) -> None:
        new = [self._as_wanted(known, FinderWord(text=text)) for text in self.wanted - kept.keys()]
        FinderWord.objects.bulk_create(new, ignore_conflicts=True)
        before = {text: _flags(word) for text, word in kept.items()}
        now = [self._as_wanted(known, kept[text]) for text in self.wanted & kept.keys()]
        changed = [word for word in now if before[word.text] != _flags(word)]
        FinderWord.objects.bulk_update(changed, ["is_name", "is_noise", "leads_to"], batch_size=BATCH)

    def _as_wanted(self, known: Lexicon, word: FinderWord) -> FinderWord:
        word.is_name = word.text in self.names
        word.is_noise = word.text in known.noise and not word.is_name
        word.leads_to = known.leads.get(word.text, "")
        return word

    def _write_keys(self) -> None:
        have: set[tuple[str, int]] = set()
        for batch in _batches(list(self.ids.values())):
            have |= set(FinderKey.objects.filter(word__in=batch).values_list("key", "word_id"))
        wanted = {
            (key, pk)
            for text, pk in self.ids.items()
            for key in (spelling.keys_of_name(text) if text in self.names else {text})
        }
        missing = [FinderKey(key=key, word_id=pk) for key, pk in wanted - have]
        FinderKey.objects.bulk_create(missing, ignore_conflicts=True)


def _flags(word: FinderWord) -> tuple[bool, bool, str]:
    return (word.is_name, word.is_noise, word.leads_to)


def _write_radios(ids: Mapping[str, int], radios: Mapping[int, Weights]) -> None:
    rows = FinderRadio.objects.values_list("word_id", "family_id", "weight", "pk")
    new, gone = _difference(_triples(ids, radios), {row[:3]: row[3] for row in rows})
    for batch in _batches(gone):
        FinderRadio.objects.filter(pk__in=batch).delete()
    made = [FinderRadio(word_id=word, family_id=family, weight=weight) for word, family, weight in new]
    FinderRadio.objects.bulk_create(made, ignore_conflicts=True)


def _write_mentions(ids: Mapping[str, int], cars: Mapping[int, Weights]) -> None:
    rows = FinderMention.objects.values_list("word_id", "guide_id", "weight", "pk")
    new, gone = _difference(_triples(ids, cars), {row[:3]: row[3] for row in rows})
    for batch in _batches(gone):
        FinderMention.objects.filter(pk__in=batch).delete()
    made = [FinderMention(word_id=word, guide_id=guide, weight=weight) for word, guide, weight in new]
    FinderMention.objects.bulk_create(made, ignore_conflicts=True)


def _measure_reach() -> None:
    """Ranking asks the words of small reach first."""
    mentions = FinderMention.objects.filter(word=OuterRef("pk")).order_by().values("word").annotate(n=Count("pk"))
    FinderWord.objects.update(reach=Coalesce(Subquery(mentions.values("n")), 0))


Triple = tuple[int, int, int]


def _triples(ids: Mapping[str, int], owners: Mapping[int, Weights]) -> set[Triple]:
    return {(ids[word], owner, weight) for owner, weights in owners.items() for word, weight in weights.items()}


def _difference(wanted: set[Triple], kept: Mapping[Triple, int]) -> tuple[set[Triple], list[int]]:
    """What to add, and the keys of the rows to take away."""
    return wanted - kept.keys(), [pk for triple, pk in kept.items() if triple not in wanted]


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
