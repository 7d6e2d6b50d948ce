"""The preview in another language: wholly in it, or wholly English with the reason, as its readers would have it."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from guides_app.admin.editor import terms, tongues
from guides_app.admin.editor.texts import texts
from guides_app.models import DocumentKind
from guides_app.translation import LANGUAGES
from guides_app.views.kept import shelf
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GENERAL, GUIDE, address, manuscript, opened, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]
NOTICE = "This part is not translated yet."


@pytest.fixture
def erin() -> Client:
    return editing.editor()


def preview(client: Client, which: tuple[str, str], query: str = "?tongue=fr") -> str:
    answer = client.get(address(manuscript(*which), f"preview/{query}"))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def french_of(client: Client, which: tuple[str, str]) -> dict[str, str]:
    """The form of the translations, with French in every field."""
    one = manuscript(*which)
    form = editing.fields(client.get(address(one, "translations/?language=fr")), "translations")
    there = texts(DocumentKind(which[0]), one.working)
    return form | {text.name: f"fr-{text.source}" for text in there}


def translate(client: Client, which: tuple[str, str]) -> None:
    one = manuscript(*which)
    assert client.post(address(one, "translations/"), french_of(client, which)).status_code == 302
    assert publish(client, one).status_code == 302


def notes(page: str) -> dict[str, str]:
    return dict(re.findall(r"<li>([^<:]+): (\d+)</li>", page.partition("<main")[0]))


def test_a_page_that_is_not_translated_is_english_and_says_where_texts_are_missing(erin: Client) -> None:
    page = preview(erin, GUIDE)
    assert '<html lang="fr"' in page
    assert NOTICE in page
    assert "Readers of French see all of this page in English" in page
    assert set(notes(page)) == {"Dacia Duster I (2010–2017)", "Radio with buttons", "For every radio"}
    assert "French is not offered to readers yet" in page


def test_when_the_last_missing_text_is_translated_the_page_speaks(erin: Client) -> None:
    translate(erin, FAMILY)
    assert set(notes(preview(erin, GUIDE))) == {"Dacia Duster I (2010–2017)", "For every radio"}
    translate(erin, GENERAL)
    assert set(notes(preview(erin, GUIDE))) == {"Dacia Duster I (2010–2017)"}
    one = manuscript(*GUIDE)
    answer = erin.post(address(one, "preview/"), french_of(erin, GUIDE) | {"tongue": ""})
    page = answer.content.decode()
    assert NOTICE not in page
    assert "fr-Most of these cars have a radio with 6 buttons." in page
    assert "Every text of this page is translated into French." in page
    assert manuscript(*GUIDE).version == one.version, "nothing was saved"
    assert NOTICE in preview(erin, GUIDE), "what is only typed is not what is kept"


def test_it_is_the_page_that_readers_of_the_language_get(erin: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    shelf.clear()
    for which in (FAMILY, GENERAL, GUIDE):
        translate(erin, which)
    read = Client().get("/fr/guides/duster-1/").content.decode()
    assert NOTICE not in read
    seen = preview(erin, GUIDE)
    assert "is not offered to readers yet" not in seen
    headings = re.compile(r"<h[1-4][^>]*>(.*?)</h[1-4]>", re.DOTALL)
    assert headings.findall(re.sub(r"\s+", " ", read).partition("<main")[2]) == headings.findall(
        seen.partition("<main")[2]
    )


def test_one_text_that_changes_in_the_form_makes_the_page_english_again(erin: Client) -> None:
    for which in (FAMILY, GENERAL, GUIDE):
        translate(erin, which)
    one = manuscript(*GUIDE)
    assert NOTICE not in preview(erin, GUIDE)
    form = opened(erin, one) | {"summary": "Changed in the form.", "tongue": "fr"}
    page = erin.post(address(one, "preview/"), form).content.decode()
    assert NOTICE in page
    assert "Changed in the form." in page
    assert notes(page) == {"Dacia Duster I (2010–2017)": "1"}


def test_the_page_in_english_has_no_remark_about_languages(erin: Client) -> None:
    for query in ("", "?tongue=en"):
        assert "Readers of" not in preview(erin, GUIDE, query)
        assert '<html lang="en"' in preview(erin, GUIDE, query)


def test_a_radio_is_shown_in_a_language_on_its_page_and_in_a_guide(erin: Client) -> None:
    one = manuscript(*FAMILY)
    form = french_of(erin, FAMILY)
    own = erin.post(address(one, "preview/"), form).content.decode()
    guide = erin.post(address(one, "preview/"), form | {"stage": "duster-1"}).content.decode()
    assert "Radio with buttons" not in notes(own)
    assert "Dacia Duster I" in guide
    assert "Radio with buttons" not in notes(guide)


@pytest.mark.parametrize("tongue", ["xx", "../de", "pl"])
def test_a_language_that_no_guide_has_is_not_shown(erin: Client, tongue: str) -> None:
    answer = erin.get(address(manuscript(*GUIDE), "preview/"), {"tongue": tongue})
    assert answer.status_code == 422


def test_editor_and_translator_choose_and_see_the_language(erin: Client) -> None:
    one = manuscript(*FAMILY)
    page = erin.get(address(one)).content.decode()
    offered = re.findall(r'<option value="(\w+)"[^>]*>For readers of', page)
    assert offered == ["en", *LANGUAGES] == [code for code, _name in tongues.offered()]
    page = erin.get(address(one, "translations/?language=de")).content.decode()
    assert f'src="{address(one, "preview/?tongue=de")}"' in page
    assert 'formtarget="preview"' in page


def test_who_only_reads_chooses_a_language_too() -> None:
    one = manuscript(*GUIDE)
    page = editing.reader().get(address(one)).content.decode()
    assert f'<form id="looking" method="get" action="{address(one, "preview/")}" target="preview">' in page
    assert re.search(r'<select id="tongue" name="tongue" form="looking"', page)


def hints(client: Client, language: str, place: str) -> dict[str, str]:
    lines: Any = client.get(address(manuscript(*FAMILY), f"translations/?language={language}")).context["lines"]
    return {term.source: term.target for line in lines if line.name == place for term in line.terms}


def test_words_of_the_trade_stand_beside_the_text_that_has_them(erin: Client) -> None:
    assert hints(erin, "fr", "steps.0.title") == {"ignition": "contact"}
    assert hints(erin, "de", "steps.0.title") == {"ignition": "Zündung"}
    assert b"Words of the trade" in erin.get(address(manuscript(*FAMILY), "translations/?language=de")).content


def test_a_longer_word_is_not_also_taken_for_the_shorter_one_in_it() -> None:
    found = {
        term.source for term in terms.of("Wrong codes: hold the Release Keys below the touch screen display.", "it")
    }
    assert found == {"wrong code", "release key", "touch screen", "display"}
    assert terms.of("Decode the barcode.", "fr") == []


def test_every_word_of_the_trade_is_there_in_every_language() -> None:
    assert terms.LANGUAGES == LANGUAGES
    assert all(len(row) == 1 + len(LANGUAGES) and all(row) for row in terms.TERMS)
