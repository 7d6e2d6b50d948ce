"""The finder over the shipped library: awkward ways to ask, numbers, displays and papers, and what it costs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides_app import finder
from guides_app.finder import Answer, Seen, failures
from guides_app.finder.ranking import MOST
from guides_app.models import (
    FailedSearch,
    FinderMention,
    FinderWord,
    Fitment,
    Guide,
    IdentifierRule,
    LocalWord,
    RadioFamily,
    Source,
)
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("shipped_library")]


def guides(text: str) -> set[str]:
    return set(Guide.objects.filter(pk__in=finder.ask(text).guides).values_list("slug", flat=True))


def families(text: str) -> set[str]:
    return set(RadioFamily.objects.filter(pk__in=finder.ask(text).families).values_list("slug", flat=True))


AWKWARD = {
    "duster 2012": {"dacia-duster-1"},
    "2012 DUSTER": {"dacia-duster-1"},
    "Dacia Dùster 2012": {"dacia-duster-1"},
    "dustre 2019": {"dacia-duster-2"},
    "duster mk2": {"dacia-duster-2"},
    "Dacia dustr II": {"dacia-duster-2"},
    "what is the code for my clio 3": {"renault-clio-3"},
    "clio3": {"renault-clio-3"},
    "clioiii": {"renault-clio-3"},
    "CLI0 III": {"renault-clio-3"},
    "Mégane 2": {"renault-megane-2"},
    "megan 2005": {"renault-megane-2"},
    "renault megane 2005": {"renault-megane-2"},
    "renault duster 2012": {"renault-duster"},
    "renalt mégnae ii": {"renault-megane-2"},
    "steway sandero 2": {"dacia-sandero-2"},
    "\u0000 ' OR 1=1 --": set(),
    "xyzzy": set(),
    "": set(),
}
NUMBERS = {
    "A123": Seen.PRECODE,
    " a 123 ": Seen.PRECODE,
    "А123": Seen.PRECODE,
    "AI23": Seen.PRECODE,
    "security code T019": Seen.PRECODE,
    "281150198RT A583": Seen.LINE,
    "UU1HSDAG512345678": Seen.VIN,
    "VIN: VF1 BB0R0F 12345678": Seen.VIN,
    "uu1": Seen.VIN,
    "8200607918": Seen.PART,
    "281150198R": Seen.PART,
    "22DC279/62Z": Seen.TYPE,
    "LAN5210WR2": Seen.TYPE,
    "A2C12345678": Seen.TYPE,
    "AGC-0060RF": Seen.TYPE,
    "7 649 190 391": Seen.TYPE,
    "0612 345 678": Seen.UNKNOWN,
}
NO_NUMBERS = (
    "duster 2012", "clio 3", "4x4", "renault megane 2005", "2005-2009", "0000", "r19 16v", "zoe 2014", "r-link 2",
)  # fmt: skip
DISPLAYS = {
    "SAFE": "safe",
    "code in": "ready",
    "CODE": "ready",
    "wait": "wait",
    "the radio says ERROR": "error",
    "0000": "ready",
    "----": "ready",
    "- - - -": "ready",
    "radio code": "",
    "duster": "",
}


def test_awkward_words_find_the_car() -> None:
    assert {words: guides(words) for words in AWKWARD} == AWKWARD


def test_a_model_without_more_gives_all_its_generations() -> None:
    assert guides("clio") >= {"renault-clio-2", "renault-clio-3", "renault-clio-4"}
    assert all(slug.startswith("renault-clio") for slug in guides("clio"))


def test_a_make_that_builds_a_namesake_decides() -> None:
    assert guides("renault duster") == {"renault-duster"}
    assert "renault-duster" not in guides("dacia duster 2012")


def test_a_year_alone_lists_the_cars_built_then() -> None:
    assert {"dacia-duster-1", "renault-clio-3"} <= guides("2012")
    assert "dacia-duster-2" not in guides("2012")


def test_the_name_of_a_radio_gives_the_radio_and_its_cars() -> None:
    for words in ("medianav", "Media Nav", "media-nav", "medianva"):
        assert families(words) == {"medianav", "medianav-evolution"}
        assert {"dacia-duster-1", "dacia-dokker"} <= guides(words)


def test_a_radio_is_found_by_its_number_however_it_is_written() -> None:
    for words in ("r-link 2", "R LINK2", "rlink 2", "rlink2"):
        assert families(words) == {"r-link-2"}


def test_a_word_of_the_question_is_not_taken_for_the_beginning_of_a_name() -> None:
    assert guides("passenger")
    for words in ("mot de passe", "unit"):
        assert (guides(words), families(words)) == (set(), set())


def test_a_make_is_no_radio() -> None:
    assert families("renault") == set()
    assert guides("renault xyzzy") == guides("renault")
    assert finder.ask("renault xyzzy").missed


def seen(words: str) -> Seen | None:
    number = finder.ask(words).number
    return number.what if number else None


def test_a_number_is_told_from_words() -> None:
    assert {words: seen(words) for words in NUMBERS} == NUMBERS


def test_words_with_digits_are_no_number() -> None:
    assert [words for words in NO_NUMBERS if seen(words)] == []


@pytest.mark.parametrize(
    "words", ["clio " + "a1b23 " * 15, "renault " + " ".join(f"{sign}{sign}123" for sign in "qwertzuiop")]
)
def test_the_shapes_of_numbers_are_read_once_however_many_words_are_judged(words: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        finder.ask(words)
    assert len(queries) <= 4


def test_a_suppliers_type_names_the_radio() -> None:
    assert "philips-22dc279-62z" in families("22 DC 279/62 Z")
    assert families("lan5800wr0") == {"medianav"}


def test_a_line_of_the_label_names_the_radios_with_its_part_number() -> None:
    rules = IdentifierRule.objects.filter(what="part", shape="28#######R").values_list("family_id", flat=True)
    assert set(finder.ask("281150198RT A583").families) == set(rules)


def test_a_vin_names_the_make_by_its_start() -> None:
    makes = {"UU1HSDAG512345678": "dacia", "VF1BB0R0F12345678": "renault", "WVWZZZ1JZXW000001": ""}
    assert {vin: getattr(finder.ask(vin).number, "make", None) for vin in makes} == makes


def test_a_number_beside_a_model_does_not_hide_the_model() -> None:
    answer = finder.ask("clio 3 A123")
    assert answer.number is not None
    assert guides("clio 3 A123") == {"renault-clio-3"}


def test_words_of_the_display_lead_to_what_they_mean() -> None:
    assert {words: finder.ask(words).leads_to for words in DISPLAYS} == DISPLAYS


def test_papers_of_the_car_are_known_in_other_languages() -> None:
    for words in ("talon", "Fahrzeugschein", "carte grise", "V5C", "Certificat d’immatriculation"):
        assert finder.ask(words).asks_for_papers, words


def test_local_words_find_what_the_english_word_finds() -> None:
    LocalWord.objects.update_or_create(language="de", word="Drehrad", defaults={"stands_for": "evolution"})
    LocalWord.objects.update_or_create(language="de", word="Autoradio", defaults={"stands_for": "radio"})
    finder.rebuild()
    assert guides("autoradio drehrad") == guides("evolution") != set()
    assert not finder.ask("autoradio").missed


def test_translated_names_are_searched_too() -> None:
    family = RadioFamily.objects.get(slug="medianav")
    family.translations = {"de": {"name": {"of": family.name, "text": "MediaNav Kurbelbildschirm"}}}
    family.save()
    finder.rebuild()
    assert "medianav" in families("kurbelbildshirm")
    assert "dacia-duster-1" in guides("kurbelbildschirm")


def test_a_guide_is_found_by_what_it_says_now() -> None:
    guide = Guide.objects.get(slug="dacia-dokker")
    car = guide.car_model
    car.nicknames = "hotdogmobil"
    car.save()
    finder.rebuild()
    assert guides("hotdogmobil") == {"dacia-dokker"}
    assert "dacia-dokker" not in guides("stepway")


def test_a_withdrawn_guide_is_not_found() -> None:
    Guide.objects.filter(slug="dacia-dokker").update(is_published=False)
    assert guides("dokker") == set()


def test_indexing_again_changes_nothing() -> None:
    def everything() -> set[tuple[object, ...]]:
        return set(FinderMention.objects.values_list("pk", "word__text", "guide", "weight"))

    before, words = everything(), FinderWord.objects.count()
    finder.rebuild()
    assert (everything(), FinderWord.objects.count()) == (before, words)


def test_words_that_nothing_is_known_by_are_forgotten() -> None:
    FinderWord.objects.create(text="leftover")
    finder.rebuild()
    assert not FinderWord.objects.filter(text="leftover").exists()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=150), st.text("abcdefr0123456789 -/'%_", max_size=120)))
def test_no_text_makes_the_finder_fail(words: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert isinstance(finder.ask(words.replace("\x00", "")), Answer)
    assert len(queries) <= 4


# -- what it costs ----------------------------------------------------------------------------------------------------

WORDS = ["duster 2012", "dustre", "dus", "dacia renault medianav", "xyzzy", "medianav", "dacia", "radio with a screen"]


@pytest.fixture
def many(db: None) -> int:
    """A thousand guides of the same few models."""
    cars = list(dict.fromkeys(Guide.objects.values_list("car_model_id", flat=True)))
    text = Guide.objects.get(slug="dacia-duster-1").summary
    copies = [Guide(slug=f"copy-{n}", car_model_id=cars[n % len(cars)], is_published=True) for n in range(1000)]
    for guide in copies:
        guide.summary = text
    made = Guide.objects.bulk_create(copies)
    how = {"family": factories.make_family(), "source": Source.objects.all()[0], "confidence": "likely"}
    Fitment.objects.bulk_create(Fitment(guide=guide, **how) for guide in made)
    finder.rebuild()
    return len(made)


def test_a_search_among_1000_guides_asks_3_times_and_reads_what_it_shows(many: int) -> None:
    for words in WORDS:
        with CaptureQueriesContext(connection) as queries:
            answer = finder.ask(words)
        assert len(queries) <= 3
        assert all("LIMIT" in query["sql"] for query in queries), words
        assert len(answer.guides) <= MOST < many


# -- searches in vain -------------------------------------------------------------------------------------------------


def kept() -> dict[str, int]:
    return dict(FailedSearch.objects.values_list("words", "count"))


def test_a_search_in_vain_is_counted_by_its_folded_words(client: Client) -> None:
    for words in ("Xyzzy Qwrtû", "xyzzy  qwrtu", "XYZZY, qwrtu!"):
        client.get("/en/guides/", {"q": words})
    assert kept() == {"xyzzy qwrtu": 3}
    row = FailedSearch.objects.get()
    assert (row.language, row.last_on) == ("en", timezone.localdate())


def test_a_search_that_found_something_is_not_kept(client: Client) -> None:
    for words in ("duster", "medianav", "A123", "SAFE", "talon", "", "2012", "UU1HSDAG512345678"):
        client.get("/en/guides/", {"q": words})
    assert kept() == {}


def test_what_may_point_at_a_person_is_never_kept(client: Client) -> None:
    for words in (
        "jean@dupont.example",
        "xyzzy UU1HSDAG512345678",
        "xyzzy a123",
        "xyzzy 0612345678",
        "xyzzy 06 12 34 56 78",
        "xyzzy AB-123-CD",
        "xyzzy b 12 xyz",
        "xyzzy 1 2 3 4",
        "xyzzy k1 2 3",
        "xyzzy jean.dupont.example",
        "xyzzy " * 11,
        "xyzzy ١٢٣٤٥",
        "----",
        "\U0001f697",
    ):
        client.get("/en/guides/", {"q": words})
        failures.keep(words, "en")
    assert kept() == {}


@given(st.text(max_size=90))
def test_nothing_long_numbered_or_addressed_is_worth_keeping(text: str) -> None:
    words = failures.worth_keeping(text)
    assert len(words) <= failures.LONGEST
    assert "@" not in words
    assert all(len(word) == 4 for word in words.split() if sum(char.isdigit() for char in word) > 1)


def test_the_search_that_nobody_repeats_falls_out_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST_KEPT", 3)
    today = timezone.localdate()
    for age, words in enumerate(("old", "older", "oldest"), start=1):
        FailedSearch.objects.create(words=words, language="en", last_on=today - timedelta(days=age))
    failures.keep("oldest", "en")
    failures.keep("fresh", "en")
    assert set(kept()) == {"fresh", "oldest", "old"}


def test_a_flood_of_searches_does_not_wash_away_what_many_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST_KEPT", 3)
    FailedSearch.objects.create(
        words="wanted", language="en", count=2, last_on=timezone.localdate() - timedelta(days=9)
    )
    for letter in "abcdefgh":
        failures.keep(f"nonsense {letter * 5}", "en")
    assert kept()["wanted"] == 2
    assert len(kept()) == 3


def test_a_database_that_cannot_write_breaks_no_page(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE guides_app_failedsearch RENAME TO gone")
    answer = client.get("/en/guides/", {"q": "xyzzy"})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE gone RENAME TO guides_app_failedsearch")
    assert answer.status_code == 200
    assert "We found no guide for ‘xyzzy’." in answer.content.decode()


def test_counting_is_one_short_write() -> None:
    FailedSearch.objects.create(words="xyzzy", language="en", last_on=date(2020, 1, 1))
    with CaptureQueriesContext(connection) as queries:
        failures.keep("xyzzy", "en")
    assert sum("failedsearch" in query["sql"] for query in queries) == 1
