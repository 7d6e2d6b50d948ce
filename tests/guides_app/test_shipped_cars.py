"""The cars that are shipped: which ones, in which years, with which radios, and who says so."""

import re
from dataclasses import dataclass
from html import unescape
from itertools import groupby, pairwise

import pytest
import yaml
from django.test import Client

from guides_app import library, lints
from guides_app.library.files import CONTENT
from guides_app.models import Answer, CarModel, Confidence, DocumentKind, Fitment, Guide, Topic
from guides_app.models.family import NumberKind
from guides_app.views import folio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library")]

PROMISED = {
    "dacia-duster-1", "dacia-duster-2", "dacia-dokker", "dacia-lodgy", "dacia-logan-1", "dacia-logan-2",
    "dacia-logan-mcv-1", "dacia-logan-mcv-2", "dacia-sandero-1", "dacia-sandero-2", "dacia-sandero-3", "dacia-spring",
    "renault-twingo-1", "renault-twingo-2", "renault-twingo-3", "renault-clio-2", "renault-clio-3", "renault-clio-4",
    "renault-clio-5", "renault-megane-1", "renault-megane-2", "renault-megane-3", "renault-megane-4",
    "renault-scenic-1", "renault-scenic-2", "renault-scenic-3", "renault-scenic-4", "renault-laguna-1",
    "renault-laguna-2", "renault-laguna-3", "renault-kangoo-1", "renault-kangoo-2", "renault-trafic-2",
    "renault-trafic-3", "renault-master-2", "renault-master-3", "renault-modus", "renault-captur-1",
    "renault-captur-2", "renault-fluence", "renault-kadjar", "renault-talisman", "renault-espace-3",
    "renault-espace-4", "renault-espace-5", "renault-koleos", "renault-duster", "opel-nissan-twins",
}  # fmt: skip
MOST_ASKED = [
    "dacia-duster-1", "dacia-duster-2", "dacia-sandero-2", "dacia-dokker", "dacia-logan-1", "renault-clio-3",
    "renault-megane-2",
]  # fmt: skip
LANGUAGES = {"en", "fr", "ro", "de", "it", "es"}
MOST_FAMILIES = 5
LARGEST = "renault-megane-1"


def test_the_promised_cars_are_there_for_readers() -> None:
    assert set(Guide.objects.published().values_list("slug", flat=True)) == PROMISED


def test_the_most_asked_cars_come_first() -> None:
    assert [guide.slug for guide in Guide.objects.published().most_asked(len(MOST_ASKED))] == MOST_ASKED


def test_no_two_guides_have_the_same_rank() -> None:
    ranks = list(Guide.objects.values_list("rank", flat=True))
    assert len(set(ranks)) == len(ranks)


def test_a_model_has_no_guide_without_a_car_and_no_car_without_a_guide() -> None:
    assert list(CarModel.objects.filter(guides__isnull=True)) == []


def test_generations_of_a_model_share_a_year_of_change_at_most() -> None:
    dated = Guide.objects.with_car().filter(year_from__isnull=False).order_by("car_model_id", "year_from")
    for _car, generations in groupby(dated, key=lambda guide: guide.car_model_id):
        for older, newer in pairwise(generations):
            assert older.year_to is not None, (older.slug, newer.slug)
            assert older.year_to <= (newer.year_from or 0), (older.slug, newer.slug)


def test_a_guide_with_years_names_who_says_them() -> None:
    assert [guide.slug for guide in Guide.objects.all() if guide.year_from and not guide.years_source] == []


def test_every_car_has_a_radio_and_not_a_long_list_of_them() -> None:
    for guide in Guide.objects.with_families():
        assert 1 <= len(guide.fitting_families()) <= MOST_FAMILIES, guide.slug


def test_every_radio_in_a_car_has_a_source_a_confidence_and_a_note() -> None:
    for fitment in Fitment.objects.select_related("source", "guide"):
        assert fitment.confidence in Confidence.values, fitment.guide.slug
        assert all([fitment.source.title, fitment.note]), fitment.guide.slug


def test_a_radio_is_found_in_a_car_only_while_the_car_was_built() -> None:
    for fitment in Fitment.objects.select_related("guide").filter(guide__year_from__isnull=False):
        first, last = fitment.guide.year_from or 0, fitment.guide.year_to or 9999
        assert first <= (fitment.year_from or first) <= (fitment.year_to or last) <= last, fitment.guide.slug


def test_what_nobody_has_checked_is_not_called_likely() -> None:
    unchecked = {Confidence.REPORTED, Confidence.LIKELY, Confidence.CONFIRMED}
    assert not Fitment.objects.filter(source__slug="not-checked", confidence__in=unchecked).exists()
    assert not Answer.objects.filter(guide__isnull=False, source__slug="not-checked", confidence__in=unchecked).exists()


def test_every_car_is_introduced_in_its_own_words() -> None:
    summaries = [guide.summary for guide in Guide.objects.all()]
    assert len(set(summaries)) == len(summaries)
    assert all(len(summary.split()) >= 12 for summary in summaries)


@pytest.mark.parametrize("slug", sorted(PROMISED))
def test_no_lint_has_a_word_to_say(slug: str) -> None:
    found = library.inspect(DocumentKind.GUIDE, slug)
    assert [finding for finding in found if finding.level is lints.Level.ERROR] == []
    assert [finding for finding in found if finding.rule is lints.Rule.LONG_SENTENCE] == []


def test_the_finder_knows_local_words_of_every_language() -> None:
    words = yaml.safe_load((CONTENT / "words.yaml").read_text(encoding="utf-8"))
    assert set(words) == LANGUAGES
    assert all(len(local) >= 15 for local in words.values())


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_words_for_radio_code_car_and_the_papers(language: str) -> None:
    words = yaml.safe_load((CONTENT / "words.yaml").read_text(encoding="utf-8"))
    assert {"radio", "code", "car", "registration certificate", "buttons"} <= set(words[language].values())


# -- what the served pages show ---------------------------------------------------------------------------------------

ON_DISPLAYS = ("CODE", "0000", "WAIT", "SAFE", "ERROR", "Nothing")
FEWEST_PLACES = 9
A_PRECODE = re.compile(r">[A-Z][0-9]{3}<")
OF_THE_INSIDES = re.compile(
    r"solder|eeprom|\bchips?\b|circuit board|programmer|(?:open|unscrew) the (?:radio|case|cover|lid)", re.IGNORECASE
)


@dataclass(frozen=True)
class Served:
    """The page of a car as a browser gets it, cut at its headings."""

    guide: Guide
    html: str

    def chapter(self, anchor: str) -> str:
        """From a main heading to the next one; empty where there is none."""
        return self.html.partition(f'<h2 id="{anchor}"')[2].partition("<h2 ")[0]

    def part(self, radio: str, part: str) -> str:
        """From one heading of a radio to the next one; empty where there is none."""
        return re.split(r"<h[2-6][ >]", self.html.partition(f' id="{radio}-{part}"')[2])[0]

    def has_code(self) -> bool:
        """Whether one of its radios has a code."""
        return any(family.carries_code for family in self.guide.fitting_families())


@pytest.fixture(scope="module")
def fetched() -> dict[str, str]:
    """Pages by guide: the shipped ones are the same in each test."""
    return {}


@pytest.fixture
def served(client: Client, fetched: dict[str, str]) -> list[Served]:
    guides = list(Guide.objects.published().with_families())
    for slug in {guide.slug for guide in guides} - fetched.keys():
        fetched[slug] = client.get(f"/en/guides/{slug}/").content.decode()
    return [Served(guide, fetched[guide.slug]) for guide in guides]


def test_the_largest_page_is_not_too_large_for_whoever_cannot_unpack(served: list[Served]) -> None:
    sizes = {page.guide.slug: len(page.html.encode()) for page in served}
    assert max(sizes, key=lambda slug: sizes[slug]) == LARGEST
    assert sizes[LARGEST] <= 85_000


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL)))


def test_every_page_names_the_generation_and_the_years_and_who_says_them(served: list[Served]) -> None:
    for page in served:
        title = words(page.html.partition("<h1>")[2].partition("</h1>")[0])
        assert page.guide.name in title
        assert page.guide.years in title
        if page.guide.years_source:
            assert page.guide.years_source.title in words(page.chapter("sources")), page.guide.slug


def test_every_page_says_of_each_radio_how_sure_it_is_in_this_car_and_who_says_so(served: list[Served]) -> None:
    for page in served:
        sources = words(page.chapter("sources"))
        for fit in page.guide.fitments.select_related("family", "source"):
            assert fit.family.name in words(page.html.partition('<h2 id="radio"')[2]), page.guide.slug
            assert fit.family.name in sources, page.guide.slug
            assert f"{fit.source.title} ({fit.get_confidence_display()})" in sources, page.guide.slug


def test_every_page_explains_the_words_of_the_display(served: list[Served]) -> None:
    for page in served:
        display = words(page.chapter("display"))
        told = ON_DISPLAYS if page.has_code() else ("Nothing",)
        assert [word for word in told if word not in display] == [], page.guide.slug


def test_every_radio_with_a_code_is_told_from_its_number_to_its_wait(served: list[Served]) -> None:
    for page in served:
        for radio in folio.read(page.guide.fitting_families()).families:
            slug, where = radio.family.slug, f"{page.guide.slug}: {radio.family.slug}"
            if not radio.family.carries_code:
                assert page.part(slug, "entry") == page.part(slug, "wait") == "", where
                continue
            number, entry = page.part(slug, "number"), page.part(slug, "entry")
            if radio.family.number_kind == NumberKind.VIN:
                assert "17 letters and numbers" in words(number), where
            else:
                label = page.part(slug, "label") or number
                assert ("hold together" in number) is bool(radio.readings), where
                assert A_PRECODE.search(label), where
                assert "This one" in label, where
                assert "workshop" in page.part(slug, "removal"), where
            assert radio.procedures[0].confirm in unescape(entry), where
            assert radio.procedures[0].get_confidence_display() in unescape(entry), where
            assert re.search(r"[0-9] minutes?\b|#waits-", page.part(slug, "wait")), where


def test_every_page_of_a_car_with_a_code_says_where_to_look_first_and_what_we_need(served: list[Served]) -> None:
    for page in served:
        if page.has_code():
            assert page.chapter("free").count("<li>") >= FEWEST_PLACES, page.guide.slug
            assert "registration certificate" in words(page.chapter("need")), page.guide.slug
            assert "Leave the ignition and the radio on." in words(page.chapter("wait")), page.guide.slug
        else:
            assert "We have no code for this radio." in words(page.html.partition("<h2")[0]), page.guide.slug
            assert [page.chapter(anchor) for anchor in ("free", "need", "wait")] == ["", "", ""], page.guide.slug


def test_every_page_answers_every_topic_with_a_source(served: list[Served]) -> None:
    for page in served:
        for topic in Topic:
            answers = page.chapter(topic).split("<details")[1:]
            assert answers, (page.guide.slug, topic)
            assert all('href="#s-' in answer for answer in answers), (page.guide.slug, topic)


def test_every_page_leads_to_other_guides(served: list[Served]) -> None:
    for page in served:
        led_to = set(re.findall(r'href="/en/guides/([a-z0-9-]+)/"', page.chapter("related")))
        assert led_to, page.guide.slug
        assert led_to <= PROMISED - {page.guide.slug}


def test_no_page_tells_how_to_open_a_radio(served: list[Served]) -> None:
    assert [(page.guide.slug, found[0]) for page in served if (found := OF_THE_INSIDES.search(words(page.html)))] == []
