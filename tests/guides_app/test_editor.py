"""The form of a document: in and out of plain data, errors at their fields, order without dragging, rows that keep
what nobody edits in them."""

from typing import Any

import pytest
from django.test import Client

from guides_app import library
from guides_app.library import publishing
from guides_app.models import FamilyStep, Guide, Manuscript
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GENERAL, GUIDE, address, draft_of, manuscript, opened, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]


@pytest.fixture
def erin() -> Client:
    return editing.editor()


def titles(one: Manuscript) -> list[str]:
    return [step["title"] for step in manuscript(one.kind, one.key).working["steps"]]


def errors(answer: Any) -> list[str]:
    assert answer.status_code == 422
    return [problem.text for problem in answer.context["problems"]]


@pytest.mark.parametrize("which", [GUIDE, FAMILY, GENERAL])
def test_a_form_that_is_opened_and_saved_changes_nothing(erin: Client, which: tuple[str, str]) -> None:
    one = manuscript(*which)
    assert save(erin, one).status_code == 302
    assert manuscript(*which).draft is None


def test_readers_see_the_old_text_until_the_new_one_is_published(erin: Client) -> None:
    one = manuscript(*GUIDE)
    save(erin, one, summary="Look at the buttons first.")
    assert "Look at the buttons first." not in Client().get("/en/guides/duster-1/").content.decode()
    assert Guide.objects.get(slug="duster-1").summary == "Most of these cars have a radio with 6 buttons."
    editing.publish(erin, one)
    assert Guide.objects.get(slug="duster-1").summary == "Look at the buttons first."
    assert "Look at the buttons first." in Client().get("/en/guides/duster-1/").content.decode()


def test_an_error_stands_at_its_field_and_in_the_summary_and_nothing_is_lost(erin: Client) -> None:
    one = manuscript(*GUIDE)
    answer = save(erin, one, year_to="2001", summary="A text that took an hour.")
    assert errors(answer) == ["Facts: Last year: The end year must be the same as or after the start year."]
    page = answer.content.decode()
    assert 'href="#id_year_to"' in page
    assert 'id="id_year_to_error"' in page
    assert "<title>Error:" in page
    kept = editing.fields(answer)
    assert (kept["summary"], kept["year_to"]) == ("A text that took an hour.", "2001")
    assert manuscript(*GUIDE).draft is None


def test_where_a_waiting_time_comes_from_must_be_said(erin: Client) -> None:
    answer = save(erin, manuscript(*FAMILY), **{"lockout-0-source": "", "lockout-0-confidence": ""})
    said = errors(answer)
    assert "What one source says 1: Where this comes from: Say where this time comes from." in said
    assert "What one source says 1: How sure: Say how sure this is." in said


def test_a_longest_wait_below_the_first_is_refused(erin: Client) -> None:
    [said] = errors(save(erin, manuscript(*FAMILY), **{"lockout-0-first_minutes": "90"}))
    assert said.endswith("The longest wait must be at least as long as the first wait.")


def test_a_radio_that_is_named_twice_is_refused_at_its_field(erin: Client) -> None:
    one = manuscript(*GUIDE)
    form = editing.fields(erin.post(address(one), opened(erin, one) | {"add": "fits"}))
    twice = {"fits-1-family": "buttons", "fits-1-source": "forum", "fits-1-confidence": "likely"}
    answer = erin.post(address(one), form | twice | {"do": "save"})
    assert errors(answer) == ["Radio 2: Radio: buttons is there twice"]


def test_steps_move_by_buttons(erin: Client) -> None:
    one = manuscript(*FAMILY)
    moved = erin.post(address(one), opened(erin, one) | {"move": "steps-2-up"})
    assert moved.status_code == 200
    erin.post(address(one), editing.fields(moved) | {"do": "save"})
    assert titles(one) == ["Switch off the ignition", "Pull the radio out", "Push in the keys"]


@pytest.mark.parametrize(
    ("row", "number", "order"),
    [(2, "1", "cab"), (0, "3", "bca"), (0, "2", "bac"), (1, "1", "bac"), (1, "", "abc"), (1, "x", "abc")],
)
def test_steps_move_by_a_number(erin: Client, row: int, number: str, order: str) -> None:
    one = manuscript(*FAMILY)
    before = titles(one)
    save(erin, one, **{f"steps-{row}-ORDER": number})
    assert titles(one) == [before["abc".index(letter)] for letter in order]


def test_moving_and_adding_keep_every_letter_and_save_nothing(erin: Client) -> None:
    one = manuscript(*FAMILY)
    typed = opened(erin, one) | {"steps-1-title": "", "steps-1-body": "Half a sen", "summary": "New words"}
    answer = erin.post(address(one), typed | {"move": "steps-1-up"})
    answer = erin.post(address(one), editing.fields(answer) | {"add": "messages"})
    kept = editing.fields(answer)
    assert (kept["steps-0-title"], kept["steps-0-body"], kept["summary"]) == ("", "Half a sen", "New words")
    assert kept["messages-TOTAL_FORMS"] == "1"
    assert "errorlist" not in answer.content.decode()
    assert 'class="error"' not in answer.content.decode()
    assert manuscript(*FAMILY).version == one.version


def test_an_added_row_begins_with_what_is_usual_and_counts_only_when_written(erin: Client) -> None:
    one = manuscript(*FAMILY)
    form = editing.fields(erin.post(address(one), opened(erin, one) | {"add": "readings"}))
    assert (form["readings-0-hold_least_seconds"], form["readings-0-hold_most_seconds"]) == ("2", "10")
    assert erin.post(address(one), form | {"do": "save"}).status_code == 302
    assert manuscript(*FAMILY).draft is None
    written = {"readings-0-keys": "1+6", "readings-0-source": "manual", "readings-0-confidence": "likely"}
    erin.post(address(one), form | written | {"do": "save", "version": str(manuscript(*FAMILY).version)})
    readings = draft_of(*FAMILY)["readings"]
    assert readings == [{"keys": "1+6", "source": "manual", "confidence": "likely"}]


def test_a_row_is_taken_out_by_its_tick_even_if_it_is_wrong(erin: Client) -> None:
    one = manuscript(*FAMILY)
    assert save(erin, one, **{"steps-1-DELETE": "on", "steps-1-title": ""}).status_code == 302
    assert titles(one) == ["Switch off the ignition", "Pull the radio out"]


def test_translations_stay_with_their_row_wherever_it_goes(erin: Client) -> None:
    one = manuscript(*FAMILY)
    document = publishing.as_json(one.working)
    document["steps"][2]["translations"] = {"fr": {"title": {"of": "Pull the radio out", "text": "Sortez le poste"}}}
    publishing.save_draft(one, document, version=one.version, by=editing.user_of(erin))
    save(erin, manuscript(*FAMILY), **{"steps-2-ORDER": "1", "steps-2-body": "Gently."})
    first = draft_of(*FAMILY)["steps"][0]
    assert (first["title"], first["body"]) == ("Pull the radio out", "Gently.")
    assert first["translations"]["fr"]["title"]["text"] == "Sortez le poste"


def test_an_empty_form_is_refused_and_wipes_nothing(erin: Client) -> None:
    one = manuscript(*FAMILY)
    assert erin.post(address(one), {"do": "save", "version": str(one.version)}).status_code == 422
    assert manuscript(*FAMILY).version == one.version


def test_the_test_box_says_of_each_number_whether_it_fits(erin: Client) -> None:
    one = manuscript(*FAMILY)
    tried = {"numbers-0-test": "B123\n12\nЅ053", "do": "check"}
    page = erin.post(address(one), opened(erin, one) | tried)
    [form] = next(part for part in page.context["sheet"].parts if part.name == "numbers").rows.forms
    assert form.results()[-3:] == [("B123", True, None), ("12", False, None), ("Ѕ053", True, None)]
    assert "<code>B123</code> fits" in page.content.decode()
    assert manuscript(*FAMILY).version == one.version


def test_samples_that_contradict_a_shape_are_marked_and_refused(erin: Client) -> None:
    answer = save(erin, manuscript(*FAMILY), **{"numbers-0-fitting": "A583\nA58"})
    assert errors(answer) == ["Shape 1: Shape: These samples contradict it: A58"]
    assert "does not fit – but it must" in " ".join(answer.content.decode().split())


@pytest.mark.parametrize("shape", ["(A+)+$", "(a|a)*b", "[A-Z]{4}", "@" * 41])
def test_a_slow_pattern_cannot_be_written(erin: Client, shape: str) -> None:
    answer = save(erin, manuscript(*FAMILY), **{"numbers-0-shape": shape})
    assert errors(answer)[0].startswith("Shape 1: Shape: ")
    assert manuscript(*FAMILY).draft is None


def test_the_presses_for_a_zero_are_seen_before_a_customer_sees_them(erin: Client) -> None:
    page = " ".join(erin.get(address(manuscript(*FAMILY))).content.decode().split())
    assert "Code 5029" in page
    assert "until digit 1 is <strong>5</strong> (5 presses)" in page
    assert page.count("Do not press anything for it.") == 4  # the 0 in 5029, and the three of 0007
    assert "Press <kbd>4</kbd> until digit 4 is <strong>7</strong> (7 presses)" in page


def test_presses_follow_the_fields_before_they_are_saved(erin: Client) -> None:
    one = manuscript(*FAMILY)
    page = erin.post(address(one), opened(erin, one) | {"entry-0-start_digit": "1", "do": "check"}).content.decode()
    assert "(4 presses)" in page  # from 1 to 5
    wrong = erin.post(address(one), opened(erin, one) | {"entry-0-keys": "1, 2", "do": "check"})
    assert "this kind needs 4 keys, not 2" in wrong.content.decode()


def test_a_step_says_what_its_picture_shows(erin: Client) -> None:
    editing.make_picture("label")
    one = manuscript(*FAMILY)
    answer = save(erin, one, **{"steps-0-pictures-0-picture": "label"})
    assert "Step 1: What the picture shows, in words: Describe the picture, or tick ‘decoration’." in errors(answer)
    described = {"steps-0-pictures-0-picture": "label", "steps-0-pictures-0-alt": "The label of the radio"}
    assert save(erin, one, **described).status_code == 302
    kept = {"picture": "label", "alt": "The label of the radio", "decoration": False, "marks": []}
    assert draft_of(*FAMILY)["steps"][0]["pictures"] == [kept]


def test_marks_are_set_by_numbers_and_stay_when_the_step_moves(erin: Client) -> None:
    editing.make_picture("label")
    one = manuscript(*FAMILY)
    chosen = {"steps-0-pictures-0-picture": "label", "steps-0-pictures-0-alt": "The label", "do": "check"}
    form = editing.fields(erin.post(address(one), opened(erin, one) | chosen))
    marked = {"steps-0-pictures-0-marks-0-kind": "ring", "steps-0-pictures-0-marks-0-x": "250", "steps-0-ORDER": "3"}
    assert erin.post(address(one), form | marked | {"do": "save"}).status_code == 302
    last = draft_of(*FAMILY)["steps"][-1]
    assert last["title"] == "Switch off the ignition"
    assert last["pictures"][0]["marks"] == [{"kind": "ring", "x": 250, "y": 500, "size": 150}]
    editing.publish(erin, one)
    assert FamilyStep.objects.get(title="Switch off the ignition").pictures[0]["marks"][0]["x"] == 250


def test_a_wrong_mark_is_named(erin: Client) -> None:
    editing.make_picture("label")
    one = manuscript(*FAMILY)
    chosen = {"steps-0-pictures-0-picture": "label", "steps-0-pictures-0-alt": "The label", "do": "check"}
    form = editing.fields(erin.post(address(one), opened(erin, one) | chosen))
    wrong = {"steps-0-pictures-0-marks-0-kind": "ring", "steps-0-pictures-0-marks-0-x": "1250"}
    answer = erin.post(address(one), form | wrong | {"do": "save"})
    assert answer.status_code == 422
    assert "x must be between 0 and 1000" in answer.content.decode()


def test_a_decoration_says_nothing_so_it_has_no_marks(erin: Client) -> None:
    editing.make_picture("label")
    one = manuscript(*FAMILY)
    chosen = {"steps-0-pictures-0-picture": "label", "steps-0-pictures-0-decoration": "on", "do": "check"}
    form = editing.fields(erin.post(address(one), opened(erin, one) | chosen))
    answer = erin.post(address(one), form | {"steps-0-pictures-0-marks-0-kind": "ring", "do": "save"})
    [said] = errors(answer)
    assert said.startswith("Step 1: picture 1: a picture with marks says something")


def test_a_draft_says_all_that_a_file_could_say(erin: Client) -> None:
    """What the form gives is what rows are written from: nothing is added, nothing renamed."""
    one = manuscript(*FAMILY)
    save(erin, one, name="Radio with 6 buttons")
    changed = library.compare(one.published, manuscript(*FAMILY).draft)
    assert [(change.place, change.after) for change in changed] == [("name", "Radio with 6 buttons")]
