"""An editor who is no developer: new rows begin with what is usual, trials answer early, and words are words."""

import re

import pytest
from django.test import Client

from guides_app.models import Source
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GUIDE, address, draft_of, fields, manuscript, opened, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]


@pytest.fixture
def erin() -> Client:
    return editing.editor()


def test_a_new_way_to_enter_the_code_begins_with_what_is_usual(erin: Client) -> None:
    one = manuscript(*FAMILY)
    form = fields(erin.post(address(one), opened(erin, one) | {"add": "entry"}))
    assert [form[f"entry-1-{name}"] for name in ("start_digit", "hold_least_seconds", "hold_most_seconds")] == ["0"] * 3
    assert "entry-1-hears_beep" not in form


def test_a_new_row_in_which_nobody_wrote_is_not_kept(erin: Client) -> None:
    one = manuscript(*FAMILY)
    for part in ("entry", "lockout", "steps", "messages", "numbers"):
        form = fields(erin.post(address(one), opened(erin, one) | {"add": part}))
        assert erin.post(address(one), form | {"do": "save"}).status_code == 302, part
    assert manuscript(*FAMILY).draft is None


def test_the_presses_are_shown_before_anybody_said_where_it_comes_from(erin: Client) -> None:
    one = manuscript(*FAMILY)
    form = opened(erin, one) | {"entry-0-keys": "1, 2, 3, 4", "entry-0-source": "", "do": "check"}
    page = re.sub(r"<[^>]+>|\s+", " ", erin.post(address(one), form).content.decode())
    assert "Code 0007" in page
    assert "No presses can be made" not in page


def test_where_no_presses_can_be_made_the_trial_says_why(erin: Client) -> None:
    one = manuscript(*FAMILY)
    form = opened(erin, one) | {"entry-0-keys": "1, 2", "do": "check"}
    page = erin.post(address(one), form).content.decode()
    trial = page[page.index('id="entry-0-presses"') :]
    assert "<li>Keys: this kind needs 4 keys, not 2</li>" in trial


def test_an_empty_field_is_told_once(erin: Client) -> None:
    one = manuscript(*FAMILY)
    answer = save(erin, one, **{"entry-0-keys": ""})
    assert [problem.text for problem in answer.context["problems"]] == [
        "Way to enter the code 1: Keys: This field is required."
    ]


def test_what_changes_is_told_in_the_words_of_the_form(erin: Client) -> None:
    one = manuscript(*FAMILY)
    save(erin, one, **{"looks": "knob", "steps-0-confidence": "confirmed"})
    page = erin.get(address(one, "publish/")).content.decode()
    assert "a round knob" in page
    assert not {"knob", "buttons"} & set(re.findall(r"<(?:ins|del)>([^<]+)<", page))
    assert "confirmed</ins>" not in page


def test_the_title_of_a_source_is_told_and_not_its_slug(erin: Client) -> None:
    one = manuscript(*GUIDE)
    save(erin, one, year_from="", year_to="", years_source="")
    page = erin.get(address(one, "compare/")).content.decode()
    gone = re.findall(r"<del>([^<]+)</del>", page)
    assert "2010" in gone
    assert "manual" not in gone
    assert any("anual" in text for text in gone)


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\ufeff"])
def test_signs_that_nobody_sees_do_not_come_along(erin: Client, sign: str) -> None:
    save(erin, manuscript(*GUIDE), summary=f"Enter {sign}5029 once.")
    assert draft_of(*GUIDE)["summary"] == "Enter 5029 once."


def test_a_null_is_refused_with_its_field_and_nothing_is_lost(erin: Client) -> None:
    one = manuscript(*GUIDE)
    answer = save(erin, one, summary="Before\0after", generation="IV")
    assert answer.status_code == 422
    assert "Null characters are not allowed." in answer.content.decode()
    assert fields(answer)["generation"] == "IV"


def test_a_text_of_ten_thousand_letters_is_kept_as_it_is(erin: Client) -> None:
    long = "word " * 2000 + "end"
    assert save(erin, manuscript(*GUIDE), summary=long).status_code == 302
    assert draft_of(*GUIDE)["summary"] == long
    assert erin.get(address(manuscript(*GUIDE), "publish/")).status_code == 200


def test_a_source_that_was_added_in_between_is_in_the_list_without_losing_a_word(erin: Client) -> None:
    one = manuscript(*FAMILY)
    assert "/staff/guides_app/source/add/" in erin.get(address(one)).content.decode()
    form = opened(erin, one) | {"steps-0-title": "Half a sent"}
    added = {"slug": "my-manual", "title": "Manual of my car", "kind": "maker", "address": "", "note": ""}
    assert erin.post("/staff/guides_app/source/add/", added).status_code == 302
    page = erin.post(address(one), form | {"add": "nothing"})
    assert fields(page)["steps-0-title"] == "Half a sent"
    assert "Manual of my car" in page.content.decode()
    assert manuscript(*FAMILY).version == one.version


def test_the_signs_of_a_text_are_explained(erin: Client) -> None:
    page = erin.get(address(manuscript(*FAMILY))).content.decode()
    assert "Markdown" not in page
    assert "An empty line begins a new paragraph." in page


def test_an_earlier_state_of_a_source_is_shown(erin: Client) -> None:
    source = Source.objects.get(slug="manual")
    source.title = "Workshop manual, second edition"
    source.save()
    first = source.history.order_by("history_id")[0]
    page = erin.get(f"/staff/guides_app/source/{source.pk}/history/{first.history_id}/")
    assert page.status_code == 200
    assert 'value="Workshop manual"' in page.content.decode()
    assert "prepopulate" in erin.get("/staff/guides_app/source/add/").content.decode(), "a new one gets a suggestion"
