"""A guide speaks wholly in the reader's language or wholly in English: never half of each."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import Settings

from guides_app.models import Fact, Fitment, Guide, RadioFamily
from guides_app.models.fact import KINDS
from guides_app.views.kept import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library", "french")]

NOTICE = "This part is not translated yet."
GUIDE, RADIO, DISPLAY = "/fr/guides/dacia-duster-1/", "/fr/radios/buttons-1-6/", "/fr/help/display/"


@pytest.fixture
def french(settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]


@pytest.fixture
def translated(db: None) -> None:
    """Every text of the library, in a language in which each word begins with "fr-"."""
    children = [getattr(fact, kind) for fact in Fact.objects.whole() for kind in KINDS if hasattr(fact, kind)]
    for row in [*Guide.objects.all(), *Fitment.objects.all(), *RadioFamily.objects.all(), *children]:
        texts = {field: getattr(row, field) for field in row.TEXTS if getattr(row, field)}
        said = {field: {"of": text, "text": f"fr-{text}"[:80]} for field, text in texts.items()}
        type(row).objects.filter(pk=row.pk).update(translations={"fr": said})
    shelf.clear()


def main(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", client.get(address).content.decode().partition("<main")[2].partition("</main>")[0])


@pytest.mark.parametrize("address", [GUIDE, RADIO, DISPLAY, "/fr/radios/"])
def test_without_a_translation_all_of_it_is_english_and_says_so(client: Client, address: str) -> None:
    html = main(client, address)
    assert 'lang="en"' in html
    assert (NOTICE in html) == (address != "/fr/radios/")


@pytest.mark.usefixtures("translated")
@pytest.mark.parametrize("address", [GUIDE, RADIO, DISPLAY, "/fr/radios/"])
def test_with_every_text_translated_all_of_it_is_french(client: Client, address: str) -> None:
    html = main(client, address)
    assert NOTICE not in html
    assert 'lang="en"' not in html
    assert "fr-" in html


@pytest.mark.usefixtures("translated")
def test_every_text_of_the_page_is_french(client: Client) -> None:
    html = main(client, GUIDE)
    guide = Guide.objects.get(slug="dacia-duster-1")
    families = [fitment.family for fitment in guide.fitments.select_related("family")]
    facts = Fact.objects.about([pk for family in families for pk in family.speakers()], guide_id=guide.pk).whole()
    for title in {fact.answer.title for fact in facts if hasattr(fact, "answer")}:
        if title[:20] in html:
            assert f"fr-{title[:20]}" in html
    assert all(f"fr-{escape(family.name)}" in html for family in families)


def first(model: Any, **about: Any) -> Any:
    return model.objects.filter(**about).first()


@pytest.mark.usefixtures("translated")
@pytest.mark.parametrize(
    "changed",
    [
        lambda: (Guide, first(Guide, slug="dacia-duster-1"), "summary"),
        lambda: (RadioFamily, first(RadioFamily, slug="medianav"), "name"),
        lambda: (Fitment, first(Fitment, guide__slug="dacia-duster-1"), "note"),
        lambda: (KINDS, first(Fact, familystep__isnull=False, family__slug="buttons-1-6").familystep, "title"),
        lambda: (KINDS, first(Fact, freeplace__isnull=False).freeplace, "place"),
        lambda: (KINDS, first(Fact, answer__isnull=False, guide__slug="dacia-duster-1").answer, "body"),
    ],
)
def test_one_text_that_changed_since_makes_the_whole_page_english(client: Client, changed: Any) -> None:
    _model, row, field = changed()
    type(row).objects.filter(pk=row.pk).update(**{field: "Changed since"})
    shelf.clear()
    html = main(client, GUIDE)
    assert NOTICE in html
    assert "fr-" not in html
    assert "Changed since" in html


@pytest.mark.usefixtures("translated")
def test_another_guide_does_not_suffer_from_it(client: Client) -> None:
    Guide.objects.filter(slug="dacia-duster-2").update(summary="Changed since")
    assert NOTICE not in main(client, GUIDE)


def test_links_of_an_english_part_stay_in_the_readers_language(client: Client) -> None:
    for address in (GUIDE, RADIO):
        links = re.findall(r'(?:href|action)="(/[^"]*)"', main(client, address))
        assert links
        assert [link for link in links if not link.startswith(("/fr/", "/static/"))] == []


def test_an_english_page_under_french_names_the_english_address(client: Client) -> None:
    html = client.get(GUIDE).content.decode()
    assert '<html lang="fr"' in html
    assert 'rel="canonical" href="http://127.0.0.1:8000/en/guides/dacia-duster-1/"' in html


@pytest.mark.usefixtures("translated")
def test_a_french_page_names_its_own_address(client: Client) -> None:
    html = client.get(GUIDE).content.decode()
    assert 'rel="canonical" href="http://127.0.0.1:8000/fr/guides/dacia-duster-1/"' in html
    assert 'content="fr_FR"' in html


@pytest.mark.usefixtures("translated")
def test_the_english_page_stays_english(client: Client) -> None:
    html = main(client, GUIDE.replace("/fr/", "/en/"))
    assert "fr-" not in html
    assert NOTICE not in html


def test_each_language_is_kept_apart(client: Client) -> None:
    english, french = (client.get(GUIDE.replace("/fr/", f"/{code}/")).headers["ETag"] for code in ("en", "fr"))
    assert english != french
    assert client.get(GUIDE, headers={"if-none-match": english}).status_code == 200
