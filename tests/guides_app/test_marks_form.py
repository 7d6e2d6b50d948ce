"""The fields of marks: what staff type becomes data or an exact refusal; with scripts they click it in place."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from guides_app.admin.marks_form import BaseMarkFormSet, MarkFormSet
from guides_app.marks import parse_mark, shape
from guides_app.models import Picture
from guides_app.pictures.masters import Cleaned, clean
from tests import files
from tests.browser import barriers, overflow
from tests.guides_app.marks_page import ADDRESS, RING

ARROW = {"kind": "arrow", "x": 10, "y": 20, "size": 300, "angle": 45}
NUMBER = {"kind": "number", "x": 1000, "y": 0, "number": 9}
DRAWN = """() => [...document.querySelectorAll("[data-board] .chosen :is(circle, path)")].map((e) =>
  e.getAttribute("d") ?? ["cx", "cy", "r"].map((name) => e.getAttribute(name)).join(" "))"""


def make_picture() -> Picture:
    answer = clean(files.make_jpeg(800, 600))
    assert isinstance(answer, Cleaned)
    return Picture.objects.keep(answer, slug="front", title="Front")


def typed(*rows: dict[str, Any], prefix: str = "m") -> dict[str, str]:
    fields = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        fields |= {f"{prefix}-{number}-{name}": str(value) for name, value in row.items()}
    return fields


def form_of(*rows: dict[str, Any]) -> BaseMarkFormSet:
    return MarkFormSet(typed(*rows), prefix="m")


def drawn_at(formset: BaseMarkFormSet) -> list[int]:
    base = formset.base
    assert base
    return [shape.x for shape in base.shapes]


def test_what_is_typed_becomes_the_data_of_the_step() -> None:
    formset = form_of(RING, {"kind": "", "x": 5}, ARROW, NUMBER)
    assert formset.is_valid()
    assert formset.as_data() == [RING, ARROW, NUMBER]


def test_numbers_that_a_kind_does_not_use_are_dropped() -> None:
    formset = form_of({**RING, "angle": 10, "number": 99})
    assert formset.is_valid()
    assert formset.as_data() == [RING]


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        ({**RING, "x": 1001}, "x", "x must be between 0 and 1000"),
        ({**RING, "y": ""}, "y", "y must be between 0 and 1000"),
        ({**RING, "size": 5}, "size", "size must be between 20 and 1000"),
        ({**ARROW, "angle": 360}, "angle", "angle must be between 0 and 359"),
        ({**NUMBER, "number": 0}, "number", "number must be between 1 and 9"),
        ({**RING, "x": "left"}, "x", "Enter a whole number."),
        ({**RING, "kind": "star"}, "kind", "Select a valid choice. star is not one of the available choices."),
    ],
)
def test_a_wrong_number_is_refused_at_its_field(row: dict[str, Any], field: str, words: str) -> None:
    formset = form_of(RING, row)
    assert not formset.is_valid()
    assert formset.forms[1].errors == {field: [words]}


def test_ten_marks_are_too_many() -> None:
    formset = form_of(*[RING] * 10)
    assert not formset.is_valid()
    assert "9" in str(formset.non_form_errors())


def test_marks_without_their_count_are_refused() -> None:
    formset = MarkFormSet({"m-0-kind": "ring"}, prefix="m")
    assert not formset.is_valid()
    assert formset.as_data() == []


@pytest.mark.parametrize(("marks", "rows"), [([], 2), ([RING], 3), ([RING] * 9, 9)])
def test_there_are_spare_rows_until_there_are_nine(marks: list[dict[str, Any]], rows: int) -> None:
    assert len(MarkFormSet(prefix="m", initial=marks).forms) == rows


def test_a_page_that_is_saved_untouched_changes_nothing() -> None:
    shown = MarkFormSet(prefix="m", initial=[RING, ARROW])
    fields = {
        form[name].html_name: "" if form[name].value() is None else str(form[name].value())
        for form in [shown.management_form, *shown.forms]
        for name in form.fields
    }
    again = MarkFormSet(fields, prefix="m", initial=[RING, ARROW])
    assert again.is_valid()
    assert again.as_data() == [RING, ARROW]


@pytest.mark.django_db
def test_the_page_has_every_field_named_and_the_marks_drawn_without_scripts(client: Client, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.guides_app.marks_page"
    picture = make_picture()
    html = client.get(ADDRESS).content.decode()
    ids = re.findall(r'<(?:input type="number"|select)[^>]* id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 5 * 6
    assert all(f'<label for="{one}">' in html for one in ids)
    assert f"front-{picture.digest[:12]}-720.jpg" in html
    assert '<circle class="stroke" cx="250" cy="375" r="100"/>' in html


@pytest.mark.django_db
def test_a_wrong_mark_is_not_drawn_and_the_others_are(settings: Settings) -> None:
    sent = typed(RING, {**RING, "x": 2000})
    formset = MarkFormSet(sent, prefix="m", picture=make_picture())
    assert drawn_at(formset) == [250]
    kept = MarkFormSet(prefix="m", initial=[{"kind": "star"}, RING], picture=make_picture())
    assert drawn_at(kept) == [250]


@pytest.mark.django_db
def test_the_picture_of_a_formset_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    formset = MarkFormSet(prefix="m", initial=[RING], picture=make_picture())
    with django_assert_num_queries(1):
        assert drawn_at(formset) == [250]
    with django_assert_num_queries(0):
        assert MarkFormSet(prefix="m").base is None


# -- In a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture
def browser(browser: Browser, live_server: LiveServer, settings: Settings) -> Browser:
    """Before a page with the marks of a picture."""
    settings.ROOT_URLCONF = "tests.guides_app.marks_page"
    make_picture()
    return browser


@pytest.fixture
def marks_page(browser: Browser, live_server: LiveServer) -> Page:
    page = browser.new_context(viewport={"width": 1000, "height": 1600}).new_page()
    page.goto(live_server.url + ADDRESS)
    page.wait_for_selector(".js-board")
    return page


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_click_on_the_picture_puts_the_chosen_mark_there(marks_page: Page) -> None:
    board = marks_page.locator("[data-board] img")
    box = board.bounding_box()
    assert box
    marks_page.select_option("#id_step-0-picture-0-1-kind", "arrow")
    marks_page.fill("#id_step-0-picture-0-1-angle", "90")
    board.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.5})
    assert marks_page.locator("[data-board] .chosen .stroke").count() == 1
    marks_page.locator("button").first.click()
    first, put = json.loads(marks_page.inner_text("pre"))["first"]
    assert first == RING
    assert put == {
        "kind": "arrow",
        "x": pytest.approx(750, abs=3),
        "y": pytest.approx(500, abs=3),
        "size": 150,
        "angle": 90,
    }


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mark", [RING, ARROW, {**ARROW, "angle": 200, "x": 700, "y": 700}, NUMBER])
def test_the_script_draws_what_the_page_draws(marks_page: Page, mark: dict[str, Any]) -> None:
    for name, value in mark.items():
        field = marks_page.locator(f"#id_step-0-picture-0-1-{name}")
        if name == "kind":
            field.select_option(value)
        else:
            field.fill(str(value))
    drawn = shape(parse_mark(mark), height=750)
    expected = [drawn.path] if drawn.path else [f"{drawn.x} {drawn.y} {drawn.radius}"]
    assert marks_page.evaluate(DRAWN)[-1:] == expected


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_mark_follows_its_numbers_from_the_keyboard(marks_page: Page) -> None:
    marks_page.focus("#id_step-0-picture-0-0-x")
    marks_page.keyboard.press("ArrowUp")
    assert marks_page.locator("[data-board] .stroke").get_attribute("cx") == "251"
    assert not marks_page.locator("#id_step-0-picture-0-0-angle").is_visible()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_the_fields_of_marks_fit_a_phone_and_have_no_barrier(browser: Browser, live_server: LiveServer) -> None:
    page = browser.new_context(viewport={"width": 320, "height": 800}, bypass_csp=True).new_page()
    page.goto(live_server.url + ADDRESS)
    assert overflow(page) <= 0
    assert barriers(page) == []
