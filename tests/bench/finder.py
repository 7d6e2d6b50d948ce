"""The finder at 1,000 guides in 6 languages: milliseconds in the database for one search, beside a SELECT by key.

Runs on SQLite, or on the PostgreSQL that DATABASE_URL names. The goal: at most 10 ms, typing errors included.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from guides_app import finder, library
from guides_app.finder import Answer
from guides_app.models import Brand, CarModel, FinderKey, FinderMention, Fitment, Guide, RadioFamily, Source
from guides_app.translation import LANGUAGES
from tests.bench.pages import database

ROUNDS = 41
GUIDES, MODELS, WORDS_OF_A_LANGUAGE, WORDS_OF_A_TEXT = 1000, 250, 1500, 40
GOAL = 10.0
SEARCHES = {
    "exact": "bakuro",
    "exact, a make": "dacia",
    "prefix of 3 letters": "bak",
    "typing error": "bakuor",
    "2 errors in a long word": "medainva",
    "3 words": "dacia bakuro 2012",
    "3 words, each misspelt": "dasia bakuor medianva",
    "a radio": "medianav",
    "8 common words": "renault dacia screen buttons display touch steering wheel",
    "unknown word": "xqzwvk",
    "nothing but long errors": "xqzwvkjhgfdsptr wqxzkvjhgfdsbtr zxqwkvjhgfdsmtr",
    "part number": "281150198R",
}
Statement = tuple[str, Any]


def words(count: int, seed: int) -> list[str]:
    """Made-up words that can be spoken."""
    dice = random.Random(seed)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    return ["".join(dice.choices(syllables, k=dice.randint(2, 4))) for _word in range(count)]


def fill() -> None:
    """The shipped library, and guides of cars that nobody builds until there are 1,000."""
    library.load()
    dice = random.Random(1)
    brands = list(Brand.objects.filter(slug__in=["dacia", "renault"]))
    names = ["Bakuro", *dict.fromkeys(word.title() for word in words(2 * MODELS, 2))][:MODELS]
    cars = [CarModel(brand=dice.choice(brands), slug=f"bench-{n}", name=name) for n, name in enumerate(names)]
    cars = CarModel.objects.bulk_create(cars)
    texts = {language: words(WORDS_OF_A_LANGUAGE, n) for n, language in enumerate(("en", *LANGUAGES), start=3)}
    made = Guide.objects.bulk_create(guide(n, cars[n % MODELS], texts, dice) for n in range(GUIDES))
    families, source = list(RadioFamily.objects.all()), Source.objects.all()[0]
    Fitment.objects.bulk_create(
        Fitment(guide=row, family=family, source=source, confidence="likely")
        for row in made
        for family in dice.sample(families, 2)
    )
    finder.rebuild()
    connection.cursor().execute("ANALYZE")


def guide(number: int, car: CarModel, texts: dict[str, list[str]], dice: random.Random) -> Guide:
    """One generation of a car, described in 6 languages."""
    said = {language: " ".join(dice.choices(known, k=WORDS_OF_A_TEXT)) for language, known in texts.items()}
    first, english = 1998 + 6 * (number // MODELS), said.pop("en")
    return Guide(
        slug=f"bench-{number}", car_model=car, generation=("I", "II", "III", "IV")[number // MODELS], is_published=True,
        year_from=first, year_to=first + 5, summary=english,
        translations={language: {"summary": {"of": english, "text": text}} for language, text in said.items()},
    )  # fmt: skip


@contextmanager
def overheard(statements: list[Statement]) -> Iterator[None]:
    """What is sent to the database meanwhile."""

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def milliseconds(statements: list[Statement]) -> float:
    """Sent again and read to the end; median of all rounds."""
    taken = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def wall(ask: Callable[[], Any]) -> float:
    """All of it, Python included; median of all rounds."""
    taken = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def row(name: str, text: str) -> tuple[float, str]:
    """One search: its time in the database, and its line of the table."""
    statements: list[Statement] = []
    with overheard(statements):
        answer: Answer = finder.ask(text)
    took = milliseconds(statements)
    found = f"{len(answer.guides)}/{len(answer.families)}"
    return took, f"{name:<26}{len(statements):>8}{took:>12.2f}{wall(lambda: finder.ask(text)):>10.2f}{found:>10}"


def size() -> str:
    """What was searched."""
    counts = (
        f"{Guide.objects.count()} guides, {FinderMention.objects.count()} mentions, {FinderKey.objects.count()} keys"
    )
    return f"finder on {connection.vendor}: 6 languages, {counts}; medians of {ROUNDS}"


def main() -> None:
    """Print the table."""
    with database():
        fill()
        by_key: list[Statement] = []
        with overheard(by_key):
            Guide.objects.get(pk=Guide.objects.order_by("pk")[0].pk)
        client = Client()
        rows = [row(name, text) for name, text in SEARCHES.items()]
        slowest = max(took for took, _line in rows)
        lines = [
            size(),
            f"{'search':<26}{'queries':>8}{'ms in DB':>12}{'ms all':>10}{'found':>10}",
            *(line for _took, line in rows),
            f"{'SELECT by primary key':<26}{1:>8}{milliseconds(by_key[-1:]):>12.2f}",
            f"{'empty view':<26}{0:>8}{'':>12}{wall(lambda: client.get('/healthz/live')):>10.2f}",
            f"slowest {slowest:.2f} ms in the database (goal: at most {GOAL:.0f})",
        ]
    sys.stdout.write("\n".join(lines) + "\n")
