"""Translations beside their source: what is new, what changed since, and that nothing is done by accident."""

import pytest
from django.test import Client

from guides_app.admin.editor.texts import progress, standing, texts
from guides_app.models import DocumentKind, FamilyStep
from guides_app.translation import LANGUAGES, Status
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, address, draft_of, fields, manuscript, publish, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]
TITLE = "steps.0.title"


@pytest.fixture
def erin() -> Client:
    return editing.editor()


def translated(erin: Client, **typed: str) -> None:
    """Save the French of these places; dots are written as __."""
    one = manuscript(*FAMILY)
    form = fields(erin.get(address(one, "translations/?language=fr")), "translations")
    named = {name.replace("__", "."): text for name, text in typed.items()}
    assert erin.post(address(one, "translations/"), form | named).status_code == 302


def standing_of(erin: Client, place: str) -> str:
    page = erin.get(address(manuscript(*FAMILY), "translations/?language=fr"))
    return str(next(line.status for line in page.context["lines"] if line.name == place))


def test_a_translation_is_kept_beside_the_text_that_it_translates(erin: Client) -> None:
    translated(erin, steps__0__title="Coupez le contact")
    kept = draft_of(*FAMILY)["steps"][0]["translations"]
    assert kept == {"fr": {"title": {"of": "Switch off the ignition", "text": "Coupez le contact"}}}
    assert standing_of(erin, TITLE) == "done"
    assert standing_of(erin, "steps.0.body") == "new"


def test_a_translation_is_changed_since_when_its_source_changes(erin: Client) -> None:
    translated(erin, steps__0__title="Coupez le contact")
    save(erin, manuscript(*FAMILY), **{"steps-0-title": "Switch off the radio"})
    assert standing_of(erin, TITLE) == "changed"
    page = erin.get(address(manuscript(*FAMILY), "translations/?language=fr")).content.decode()
    assert "Switch off the <del>ignition</del><ins>radio</ins>" in page
    assert "changed since" in page


def test_saving_other_texts_does_not_make_a_changed_one_done(erin: Client) -> None:
    translated(erin, steps__0__title="Coupez le contact")
    save(erin, manuscript(*FAMILY), **{"steps-0-title": "Switch off the radio"})
    translated(erin, steps__0__body="Retirez la clé.")
    assert standing_of(erin, TITLE) == "changed"


@pytest.mark.parametrize("typed", [{"steps__0__title": "Coupez le poste"}, {"still__steps__0__title": "yes"}])
def test_new_words_or_a_tick_make_it_done_again(erin: Client, typed: dict[str, str]) -> None:
    translated(erin, steps__0__title="Coupez le contact")
    save(erin, manuscript(*FAMILY), **{"steps-0-title": "Switch off the radio"})
    translated(erin, **typed)
    assert standing_of(erin, TITLE) == "done"
    assert draft_of(*FAMILY)["steps"][0]["translations"]["fr"]["title"]["of"] == "Switch off the radio"


def test_a_fault_of_a_translation_stops_its_text_and_leads_to_its_language(erin: Client) -> None:
    translated(erin, steps__0__body="[Lire](http://plain.example/)")
    one = manuscript(*FAMILY)
    page = erin.get(address(one, "publish/")).content.decode()
    assert "This link leads nowhere: http://plain.example/" in page
    assert f"{address(one, 'translations/')}?language=fr" in page
    assert erin.post(address(one, "publish/"), {"version": one.version}).status_code == 422


def test_an_emptied_translation_is_new_again(erin: Client) -> None:
    translated(erin, steps__0__title="Coupez le contact")
    translated(erin, steps__0__title="")
    assert manuscript(*FAMILY).draft is None, "the text is as readers see it"


def test_a_source_is_copied_without_scripts_and_nothing_is_saved(erin: Client) -> None:
    one = manuscript(*FAMILY)
    form = fields(erin.get(address(one, "translations/?language=de")), "translations") | {"steps.1.title": "Drücken"}
    page = erin.post(address(one, "translations/"), form | {"copy": TITLE})
    kept = fields(page, "translations")
    assert (kept[TITLE], kept["steps.1.title"]) == ("Switch off the ignition", "Drücken")
    assert manuscript(*FAMILY).version == one.version


def test_the_page_counts_what_is_left_in_each_language(erin: Client) -> None:
    translated(erin, steps__0__title="Coupez le contact")
    page = erin.get(address(manuscript(*FAMILY), "translations/"))
    left = {code: rest for code, _name, rest in page.context["languages"]}
    assert left["fr"] == left["ro"] - 1
    assert set(left) == set(LANGUAGES)


def test_translations_are_published_with_the_text(erin: Client) -> None:
    translated(erin, steps__0__title="Coupez le contact")
    assert FamilyStep.objects.get(position=0).translations == {}
    assert publish(erin, manuscript(*FAMILY)).status_code == 302
    assert FamilyStep.objects.get(position=0).translations["fr"]["title"]["text"] == "Coupez le contact"


def test_the_words_of_a_picture_are_translated_too(erin: Client) -> None:
    editing.make_picture("label")
    described = {"steps-0-pictures-0-picture": "label", "steps-0-pictures-0-alt": "The label"}
    save(erin, manuscript(*FAMILY), **described)
    translated(erin, steps__0__pictures__0__alt="L'étiquette")
    save(erin, manuscript(*FAMILY), **{"steps-0-ORDER": "2"})
    picture = draft_of(*FAMILY)["steps"][1]["pictures"][0]
    assert picture["translations"] == {"fr": {"alt": {"of": "The label", "text": "L'étiquette"}}}


def test_a_language_that_nobody_reads_is_not_there(erin: Client) -> None:
    assert erin.get(address(manuscript(*FAMILY), "translations/?language=xx")).status_code == 404


def test_one_changed_text_makes_the_whole_language_need_a_look() -> None:
    kept = {"fr": {"title": {"of": "Old", "text": "Vieux"}}}
    document = {"advice": [{"title": "New", "body": "More", "translations": kept}]}
    assert [text.name for text in texts(DocumentKind.GENERAL, document)] == ["advice.0.title", "advice.0.body"]
    assert standing(progress(DocumentKind.GENERAL, document)["fr"]) is Status.CHANGED
    assert standing(progress(DocumentKind.GENERAL, document)["ro"]) is Status.NEW
    assert standing(progress(DocumentKind.GENERAL, {})["ro"]) is Status.DONE
