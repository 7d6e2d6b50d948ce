"""The form over every shipped text: what is opened and sent back unchanged says the same, to the last letter."""

import time
from typing import Any

import pytest
from django.http import QueryDict

from guides_app.admin.editor.arranging import arranged
from guides_app.admin.editor.changes import rows
from guides_app.admin.editor.differences import words
from guides_app.admin.editor.sheet import Sheet
from guides_app.admin.editor.step_form import StepForm
from guides_app.models import DocumentKind, Manuscript


def values(form: Any) -> dict[str, str]:
    """What a browser would send of one form, with its line ends."""
    sent = {form.add_prefix(name): form[name].value() for name in form.fields}
    for picture in form.pictures if isinstance(form, StepForm) else ():
        sent |= values(picture)
    ticked = {name: "on" if value is True else value for name, value in sent.items()}
    return {
        name: str(value).replace("\n", "\r\n")
        for name, value in ticked.items()
        if value is not None and value is not False
    }


def sent(sheet: Sheet) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(values(sheet.head) if sheet.head else {})
    for part in sheet.parts:
        data.update(values(part.rows.management_form))
        for form in part.rows.forms:
            data.update(values(form))
    return data


@pytest.mark.usefixtures("shipped")
def test_every_shipped_text_goes_through_the_form_unchanged() -> None:
    seen = 0
    for one in Manuscript.objects.all():
        kind = DocumentKind(one.kind)
        back = Sheet(kind, one.key, one.working, sent(Sheet(kind, one.key, one.working)))
        assert back.is_valid(), (one.key, [problem.text for problem in back.problems()])
        assert back.document() == one.working, one.key
        seen += 1
    assert seen > 60


def test_rows_are_numbered_anew_and_hidden_fields_go_with_them() -> None:
    post = QueryDict("x-TOTAL_FORMS=3&x-0-a=0&x-1-a=1&x-2-a=2&x-2-pictures-0-alt=two&x-0-ORDER=9&move=x-1-down&b=c")
    data = arranged(post, {"x": {}})
    assert [data[f"x-{row}-a"] for row in range(3)] == ["2", "1", "0"]
    assert (data["x-0-pictures-0-alt"], data["x-0-ORDER"], data["b"]) == ("two", "1", "c")


@pytest.mark.parametrize("total", ["101", "-1", "x", "99999999999", ""])
def test_a_count_of_rows_that_is_none_is_left_to_the_form(total: str) -> None:
    post = QueryDict(f"x-TOTAL_FORMS={total}&x-0-a=0&add=x")
    assert arranged(post, {"x": {}})["x-0-a"] == "0"


def test_a_difference_is_marked_by_words() -> None:
    marked = [(part.fate.value, part.text) for part in words("Hold key 1 long", "Hold key 6 long, then wait")]
    assert marked == [("same", "Hold key "), ("out", "1 long"), ("in", "6 long, then wait")]
    assert [part.text for part in words("Pull it out", "Pull it slowly out")] == ["Pull it ", "slowly ", "out"]
    assert [part.fate.value for part in words("a " * 5000, "b")] == ["out", "in"]


@pytest.mark.parametrize(("before", "after"), [("a " * 600, "b a " * 300), ("a b " * 9000, "b a " * 9000)])
def test_no_two_texts_take_long_to_compare(before: str, after: str) -> None:
    began = time.process_time()
    marked = words(before, after)
    assert time.process_time() - began < 3
    assert "".join(part.text for part in marked if part.fate != "out") == after
    assert "".join(part.text for part in marked if part.fate != "in") == before


def test_texts_of_the_longest_steps_are_compared_by_words() -> None:
    before = "\n".join(
        f"This is line {number} of it, and it says what to do with the radio." * 2 for number in range(8)
    )
    marked = words(before, before.replace("line 5", "line five"))
    assert ("in", "five") in [(part.fate.value, part.text) for part in marked]


def test_a_translation_is_one_change_with_its_language() -> None:
    before: dict[str, Any] = {"steps": [{"title": "Pull"}]}
    after = {"steps": [{"title": "Pull", "translations": {"fr": {"title": {"of": "Pull", "text": "Tirez"}}}}]}
    assert [(row.place, row.before, row.after) for row in rows(before, after)] == [
        ("Step 1 › Title (French)", "", "Tirez")
    ]
