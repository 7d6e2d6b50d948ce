"""A whole document as a form: its head and its lists of rows, in and out of plain data. Saves nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from guides_app.admin.editor.arranging import MOST_ROWS, arranged
from guides_app.admin.editor.head_forms import HEAD_FORMS, HeadForm
from guides_app.admin.editor.known import Known
from guides_app.admin.editor.names import ONE, SECTIONS, Text
from guides_app.admin.editor.row_forms import FORMS, UNCOUNTED, RowForm
from guides_app.admin.editor.step_form import StepForm
from guides_app.admin.editor.texts import FACTS
from guides_app.library import Wrong
from guides_app.library.publishing import as_json
from guides_app.library.rows import own_fields
from guides_app.models import DocumentKind

if TYPE_CHECKING:
    RowFormSet = forms.BaseFormSet[RowForm]
else:
    RowFormSet = forms.BaseFormSet

ORDER = ("fits", "numbers", "readings", "steps", "messages", "entry", "lockout", "places", "advice")
FIELD_OF = {"car": "car_model"}  # where a document and its row use other names


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and the link to its field."""

    href: str
    text: str


@dataclass(frozen=True)
class Part:
    """One list of rows, with its words."""

    name: str
    rows: "RowFormSet"

    @property
    def label(self) -> Text:
        """As the tab says it."""
        return SECTIONS[self.name]

    @property
    def one(self) -> Text:
        """A single row."""
        return ONE[self.name]

    def living(self) -> list[RowForm]:
        """Rows that stay in the document, in their order."""
        return [form for form in self.rows.forms if not form.is_void and not form.cleaned_data.get("DELETE")]


class Sheet:
    """The form of one document. `base` is the text that the editor began from, `data` what he sent."""

    def __init__(self, kind: DocumentKind, key: str, base: Any, data: QueryDict | None = None) -> None:
        self.kind, self.key = kind, key
        said: dict[str, Any] = base or {}
        known = Known()
        names = [name for name in ORDER if name in FACTS[kind]]
        sent = arranged(data, {name: _fresh(kind, name) for name in names}) if data is not None else None
        self.head: HeadForm | None = (
            HEAD_FORMS[kind](known=known, key=key, said=said, data=sent) if kind in HEAD_FORMS else None
        )
        self.parts = [Part(name, _rows(kind, name, said.get(name) or [], known, sent)) for name in names]

    def is_valid(self) -> bool:
        """Everything is looked at, so that all that is wrong is said at once."""
        answers = [part.rows.is_valid() for part in self.parts]
        return all(answers) and (self.head is None or self.head.is_valid())

    def document(self) -> Any:
        """The plain data. For a sheet that is valid."""
        head = self.head.head() if self.head else {}
        facts = {part.name: [form.row() for form in part.living()] for part in self.parts}
        return as_json(head | {name: rows for name, rows in facts.items() if rows or name == "fits"})

    def raw(self) -> Any:
        """What was typed, right or wrong, in the shape of a document; to be read, never to be saved."""
        head = {name: self.head[name].value() for name in self.head.fields} if self.head else {}
        return head | {part.name: [_typed(form) for form in part.rows.forms] for part in self.parts}

    def hush(self) -> None:
        """Look at everything, and say nothing: for a form that was not sent off yet."""
        self.is_valid()
        for form in self._forms():
            form.hush()
        for part in self.parts:
            part.rows._non_form_errors = forms.utils.ErrorList()  # type: ignore[attr-defined]  # noqa: SLF001

    def refuse(self, wrong: Wrong) -> None:
        """Say at its field why the document cannot become rows."""
        name, *rest = [*wrong.place, "", ""][:3]
        part = next((part for part in self.parts if part.name == name), None)
        if part and isinstance(rest[0], int):
            form: Any = part.living()[rest[0]]
            field = rest[1]
        else:
            form, field = self.head or self.parts[0].rows.forms[0], FIELD_OF.get(str(name), name)
        form.add_error(field if field in form.fields else None, wrong.reason)

    def problems(self) -> list[Problem]:
        """All that is wrong, in the order of the page."""
        return list(self._problems())

    def _forms(self) -> Iterator[HeadForm | RowForm]:
        if self.head:
            yield self.head
        for part in self.parts:
            yield from part.rows.forms

    def _problems(self) -> Iterator[Problem]:
        if self.head:
            yield from _of_form(self.head, str(SECTIONS["head"]), "#head")
        for part in self.parts:
            for words in part.rows.non_form_errors():
                yield Problem(f"#{part.name}", f"{part.label}: {words}")
            for number, form in enumerate(part.rows.forms, start=1):
                if form.cleaned_data.get("DELETE"):
                    continue
                yield from _of_form(form, f"{part.one} {number}", f"#{form.prefix}")
                for picture in form.pictures if isinstance(form, StepForm) else ():
                    yield from _of_form(picture, f"{part.one} {number}", f"#{form.prefix}")


def _typed(form: RowForm) -> dict[str, Any]:
    values = {name: form[name].value() for name in form.fields if name not in UNCOUNTED}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def _of_form(form: forms.BaseForm, where: str, around: str) -> Iterator[Problem]:
    for name, said in form.errors.items():
        field = form[name] if name in form.fields else None
        for words in said:
            label = f": {field.label}" if field else ""
            yield Problem(f"#{field.auto_id}" if field else around, f"{where}{label}: {words}")


def _rows(kind: DocumentKind, name: str, base: list[Any], known: Known, data: QueryDict | None) -> "RowFormSet":
    made = _formset(kind, name)
    initial = [{"was": index} for index in range(len(base))]
    return made(data, prefix=name, initial=initial, form_kwargs={"known": known, "base": base})


def _fresh(kind: DocumentKind, name: str) -> dict[str, str]:
    """What a new row says before anybody writes: the defaults of its kind."""
    defaults = ((field, own.get_default()) for field, own in own_fields(FACTS[kind][name]).items())
    said = {field: value for field, value in defaults if isinstance(value, str | int) and value is not False}
    return {field: str(value) for field, value in said.items() if value != ""}


@cache
def _formset(kind: DocumentKind, name: str) -> "type[RowFormSet]":
    form = FORMS[FACTS[kind][name]]
    return forms.formset_factory(
        form, extra=0, can_order=True, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )
