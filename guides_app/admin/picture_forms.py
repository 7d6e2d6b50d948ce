"""What an editor says about a picture: which way to turn it, what to cut off, which squares to cover."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guides_app.admin.picture_fields import refusal_text
from guides_app.models import Picture
from guides_app.pictures.answers import UploadProblem
from guides_app.pictures.editing import Cover, Crop, Edit, Turn
from guides_app.pictures.limits import LEAST_SHORT_EDGE
from guides_app.squares import CELLS, Mask


class EditForm(forms.Form):
    """One edit of one picture. `digest` is the picture that the editor saw."""

    digest = forms.CharField(widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(self, picture: Picture, data: Any = None) -> None:
        super().__init__(data, initial={"digest": picture.digest})
        self.picture = picture

    def edit(self) -> Edit:
        """For a form that is valid."""
        raise NotImplementedError


class TurnForm(EditForm):
    """A press of a button says it all."""

    turn = forms.ChoiceField(
        label=_("Turn"),
        choices=[(Turn.LEFT, _("Turn left")), (Turn.RIGHT, _("Turn right")), (Turn.OVER, _("Turn upside down"))],
        error_messages={"required": _("Choose which way to turn"), "invalid_choice": _("Choose which way to turn")},
    )

    def edit(self) -> Edit:
        """A turn."""
        return Turn(self.cleaned_data["turn"])


def _edge(label: Any) -> forms.DecimalField:
    wrong = _("Enter a number from 0 to 99")
    said = dict.fromkeys(("invalid", "min_value", "max_value", "max_digits", "max_whole_digits"), wrong)
    field = forms.DecimalField(
        label=label,
        label_suffix="",
        required=False,
        initial=0,
        min_value=0,
        max_value=99,
        max_digits=3,
        decimal_places=1,
        error_messages=said,
    )
    field.error_messages["max_decimal_places"] = _("Enter a number with one digit after the point at most")
    field.widget.attrs |= {"step": "any", "data-edge": "", "inputmode": "decimal"}
    return field


class CropForm(EditForm):
    """How much goes from each edge, in per cent."""

    EDGES = ("left", "top", "right", "bottom")

    left = _edge(_("From the left, %"))
    top = _edge(_("From the top, %"))
    right = _edge(_("From the right, %"))
    bottom = _edge(_("From the bottom, %"))

    def clean(self) -> dict[str, Any]:
        """Something must stay."""
        said = super().clean() or self.cleaned_data
        if not self.errors and min(self.size()) < LEAST_SHORT_EDGE:
            words = _("Leave more of the picture. Each side must keep at least %(least)s pixels; %(size)s would stay")
            size = "{} × {}".format(*self.size())
            raise ValidationError(words, code="too_small", params={"least": LEAST_SHORT_EDGE, "size": size})
        return said

    def crop(self) -> Crop:
        """What was said so far; fields without a sound number cut nothing off."""
        said = getattr(self, "cleaned_data", {})
        return Crop(**{name: float(said.get(name) or Decimal(0)) for name in self.EDGES})

    def size(self) -> tuple[int, int]:
        """What stays, in pixels."""
        return self.crop().size(self.picture.width, self.picture.height)

    def edit(self) -> Edit:
        """A crop."""
        return self.crop()


class CoverForm(EditForm):
    """Squares of the grid; some, but not all."""

    cells = forms.MultipleChoiceField(
        label=_("Squares to cover"),
        choices=[
            (name, format_lazy(_("Row {row}, column {column}"), row=row, column=column))
            for name, (row, column) in CELLS.items()
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose the squares to cover"),
            "invalid_choice": _("Choose squares of this picture"),
            "invalid_list": _("Choose squares of this picture"),
        },
    )

    def clean_cells(self) -> list[str]:
        """A picture of nothing is none."""
        chosen: list[str] = self.cleaned_data["cells"]
        if len(set(chosen)) == len(CELLS):
            raise ValidationError(refusal_text(UploadProblem.ALL_COVERED), code=UploadProblem.ALL_COVERED)
        return chosen

    def edit(self) -> Edit:
        """A cover."""
        return Cover(Mask(frozenset(CELLS[name] for name in self.cleaned_data["cells"])))
