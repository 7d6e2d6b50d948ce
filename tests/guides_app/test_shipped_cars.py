"""The cars that are shipped: which ones, in which years, with which radios, and who says so."""

from itertools import groupby, pairwise

import pytest
import yaml

from guides_app import library, lints
from guides_app.library.files import CONTENT
from guides_app.models import Answer, CarModel, Confidence, DocumentKind, Fitment, Guide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

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


def test_the_promised_cars_are_there_for_readers() -> None:
    assert set(Guide.objects.published().values_list("slug", flat=True)) == PROMISED


def test_every_shipped_car_and_guide_was_accepted(shipped: library.Report) -> None:
    assert shipped.refused() == []


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
