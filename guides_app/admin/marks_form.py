"""The marks of one picture in one step, as form fields. Complete without scripts; marks.js lets one click them there.

`MarkFormSet(data, prefix="step-1-picture-0-marks", initial=step_picture["marks"], picture=picture)` stands in a page by
`{% include "admin/guides_app/marks.html" with marks=formset %}`; when valid, `as_data()` is the list for the step.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from guides_app import marks
from guides_app.models import Picture
from guides_app.templatetags.pictures import Shown, files_of, shown

SPARE_ROWS = 2


def _number(name: str, label: Any) -> forms.IntegerField:
    """The limits are told to the browser; the words of a refusal are those of `marks`."""
    least, most = marks.RANGES[name]
    limits = forms.NumberInput(attrs={"min": least, "max": most, "data-part": name})
    return forms.IntegerField(label=label, required=False, widget=limits)


class MarkForm(forms.Form):
    """One mark. A row without a kind is no mark, whatever its numbers say."""

    kind = forms.ChoiceField(
        label=_("Mark"),
        required=False,
        choices=[("", _("None")), ("ring", _("Ring")), ("arrow", _("Arrow")), ("number", _("Number"))],
        widget=forms.Select(attrs={"data-part": "kind"}),
    )
    x = _number("x", _("From the left"))
    y = _number("y", _("From the top"))
    size = _number("size", _("Size"))
    angle = _number("angle", _("Points to"))
    number = _number("number", _("Number"))

    class Media:
        css = {"all": ["desk/marks.css"]}
        js = [forms.Script("desk/marks.js", type="module")]

    def clean(self) -> dict[str, Any]:
        """Exactly what `marks` says, at the field that it is about."""
        said = super().clean() or {}
        if said.get("kind") and not self.errors:
            try:
                said["mark"] = marks.parse_mark(_data_of(said))
            except marks.Wrong as wrong:
                self.add_error(wrong.field or None, str(wrong))
        return said


class BaseMarkFormSet(forms.BaseFormSet[MarkForm]):
    """The rows of marks over one picture; `picture` may be None while none is chosen."""

    def __init__(self, *args: Any, picture: Picture | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picture = picture

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """What a mark does not say yet is suggested: the middle of the picture, and the next number."""
        kwargs: dict[str, Any] = super().get_form_kwargs(index)
        at = index or 0
        said = self.initial[at] if self.initial and at < len(self.initial) else {}
        kwargs["initial"] = {"x": 500, "y": 500, "size": 150, "angle": 0, "number": min(at + 1, 9), **said}
        return kwargs

    @property
    def base(self) -> Shown | None:
        """The picture with the marks that it has so far, for the page."""
        files = files_of([self.picture.slug]) if self.picture else {}
        if not self.picture or self.picture.slug not in files:
            return None
        drawn = marks.StepPicture(self.picture.slug, "", decoration=False, marks=tuple(self._sound_marks()))
        return shown(drawn, files[self.picture.slug])

    def as_data(self) -> list[dict[str, Any]]:
        """The list for `marks` of a step's picture, in the order of the rows. For a form that is valid."""
        return [mark.as_data() for mark in self._marks_sent()]

    def _sound_marks(self) -> Iterator[marks.Mark]:
        """What can be drawn already: a wrong mark is named at its fields, and drawn when it is right."""
        if self.is_bound:
            yield from self._marks_sent()
            return
        for data in self.initial or []:
            with suppress(marks.Wrong):
                yield marks.parse_mark(data)

    def _marks_sent(self) -> list[marks.Mark]:
        self.is_valid()
        said = (getattr(form, "cleaned_data", {}).get("mark") for form in self.forms)
        return [mark for mark in said if mark]


def _data_of(said: dict[str, Any]) -> dict[str, Any]:
    parts = marks.OF_KIND[marks.Kind(said["kind"])]
    return {"kind": said["kind"], **{name: said.get(name) for name in parts}}


MarkFormSet = cast(
    "type[BaseMarkFormSet]",
    forms.formset_factory(
        MarkForm,
        formset=BaseMarkFormSet,
        extra=SPARE_ROWS,
        max_num=marks.MOST_MARKS,
        absolute_max=marks.MOST_MARKS,
        validate_max=True,
    ),
)
