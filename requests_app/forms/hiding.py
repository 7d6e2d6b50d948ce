"""Covering parts of a photo: a grid of squares to choose from, and what has to stay readable on which paper."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guides_app.squares import CELLS, Cell
from requests_app.forms.fields import CustomerForm
from requests_app.models import Slot

Text = Any  # a lazy translation


@dataclass(frozen=True)
class Hiding:
    """How one kind of paper is covered. `required`: all of it is covered until somebody opens some squares."""

    advice: Text
    too_much: Text
    too_little: Text = ""
    required: bool = False

    @property
    def at_first(self) -> list[str]:
        return list(CELLS) if self.required else []

    @property
    def most_open(self) -> int:
        """How many squares may be left open: of a paper that must be covered half, which is more than a name needs."""
        return len(CELLS) // 2 if self.required else len(CELLS)

    def problem(self, covered: frozenset[Cell]) -> Text | None:
        """What is wrong with these squares."""
        if len(covered) == len(CELLS):
            return self.too_much
        return self.too_little if len(CELLS) - len(covered) > self.most_open else None


HIDING: dict[Slot, Hiding] = {
    Slot.CERTIFICATE: Hiding(
        _("Tap the squares to cover. Leave (E) and (C.1) free."),
        _("Leave (E) and (C.1) uncovered so that we can read them"),
    ),
    Slot.IDENTITY: Hiding(
        _("Every square is covered. Tap the squares where your name is."),
        _("Leave your name uncovered so that we can read it"),
        _("Cover more: leave open only the squares where your name is"),
        required=True,
    ),
    Slot.PERMISSION: Hiding(
        _("Tap the squares to cover. Leave both names and the car free."),
        _("Leave both names and the car uncovered so that we can read them"),
    ),
    Slot.PURCHASE: Hiding(
        _("Tap the squares to cover. Leave the names, the VIN and the date free."),
        _("Leave the names, the VIN and the date uncovered so that we can read them"),
    ),
}


def cells_field() -> forms.MultipleChoiceField:
    """Squares of a picture, by their places."""
    return forms.MultipleChoiceField(
        label=_("Squares to cover"),
        required=False,
        choices=[
            (name, format_lazy(_("Row {row}, column {column}"), row=row, column=column))
            for name, (row, column) in CELLS.items()
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Choose squares of this photo"),
            "invalid_list": _("Choose squares of this photo"),
        },
    )


class HideForm(CustomerForm):
    """The squares to cover; none is an answer too where nothing must be covered, all is not."""

    cells = cells_field()

    def __init__(self, *args: Any, hiding: Hiding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hiding = hiding

    def clean_cells(self) -> frozenset[Cell]:
        chosen = frozenset(CELLS[name] for name in self.cleaned_data["cells"])
        if problem := self.hiding.problem(chosen):
            raise forms.ValidationError(problem)
        return chosen
