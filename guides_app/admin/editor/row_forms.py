"""One form for each kind of fact. Source and confidence are required; what a row keeps beside them stays with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guides_app import entry, identifiers
from guides_app.admin.editor.base_form import DocumentForm, filled_from, form_of
from guides_app.admin.editor.fields import BySlug
from guides_app.admin.editor.known import Known
from guides_app.admin.editor.names import FIELDS
from guides_app.library.rows import described_fact
from guides_app.models import (
    Answer,
    DisplayMessage,
    DisplayReading,
    EntryProcedure,
    Fitment,
    FreePlace,
    IdentifierRule,
    LockoutRule,
    Sourced,
)

SAMPLE_CODES = ("5029", "0007")
MOST_SAMPLES = 60
UNCOUNTED = {"ORDER", "DELETE", "was", "test"}
NEEDED = {"required": _("Say where this comes from.")}


class RowForm(DocumentForm):
    """A row of a document. `was` says which row of the text that the editor began from it is; a new one is none."""

    was = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    source = BySlug(label=FIELDS["source"], error_messages=NEEDED)
    headline: tuple[str, ...] = ()

    def __init__(self, *, known: Known, base: list[Any], prefix: str, data: Any = None, **kwargs: Any) -> None:
        was = data.get(f"{prefix}-was", "") if data is not None else (kwargs.get("initial") or {}).get("was", "")
        self.said = _row(base, str(was))
        self.known = known
        kwargs["initial"] = {"was": was, "source": self.said.get("source")} | self.more_initial()
        kwargs["instance"] = filled_from(self._meta.model(), self.said)
        super().__init__(data=data, prefix=prefix, **kwargs)
        self.empty_permitted = not self.said
        self.fields["source"].offer(known.sources)  # type: ignore[attr-defined]
        self.fields["confidence"].error_messages["required"] = _("Say how sure this is.")

    def more_initial(self) -> dict[str, Any]:
        """What else is shown that is no plain field."""
        return {}

    def has_changed(self) -> bool:
        """A new row counts once anything is written in it."""
        return bool(set(self.changed_data) - UNCOUNTED)

    @property
    def is_void(self) -> bool:
        """A new row in which nobody wrote anything."""
        return self.is_bound and self.empty_permitted and not self.has_changed()

    def row(self) -> dict[str, Any]:
        """The row as a document says it. For a form that is valid."""
        return described_fact(self.instance)

    def heading(self) -> str:
        """What stands on the closed card."""
        return " · ".join(filter(None, (self._shown(name) for name in self.headline)))

    def _shown(self, name: str) -> str:
        value = self[name].value()
        choices = getattr(self.fields[name].widget, "choices", None)
        found = next((str(label) for key, label in choices if str(key) == str(value)), "") if choices else value
        return "" if value in (None, "") else " ".join(str(found).split())[:120]


def _row(base: list[Any], was: str) -> dict[str, Any]:
    index = int(was) if was.isascii() and was.isdigit() and len(was) < 5 else len(base)
    row = base[index] if index < len(base) else {}
    return row if isinstance(row, dict) else {}


class FitForm(RowForm):
    """A radio found in the car of a guide."""

    headline = ("family", "note")
    family = BySlug(label=FIELDS["family"], error_messages={"required": _("Choose the radio.")})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["family"].offer(self.known.families)  # type: ignore[attr-defined]
        if family := self.known.families.get(str(self.said.get("family"))):
            self.instance.family = family

    def more_initial(self) -> dict[str, Any]:
        """The slug of the family."""
        return {"family": self.said.get("family")}

    def row(self) -> dict[str, Any]:
        """With the slug of the family."""
        return {"family": self.instance.family.slug} | super().row()


class NumberForm(RowForm):
    """A shape with its samples, and a box to try others."""

    headline = ("what", "shape")
    field_order = ("was", "what", "shape", "fitting", "not_fitting", "test", "source", "confidence")
    test = forms.CharField(
        label=_("Try other numbers"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Paste numbers, one on a line. They are not kept."),
    )

    def results(self) -> list[tuple[str, bool, bool | None]]:
        """Each sample: whether it fits, and whether it should; of a number that is only tried nobody knows."""
        shape = str(self["shape"].value() or "")
        wanted: tuple[tuple[str, bool | None], ...] = (("fitting", True), ("not_fitting", False), ("test", None))
        return [
            (line[:80], identifiers.fits(shape, line[: identifiers.LONGEST_TEXT]), should)
            for name, should in wanted
            for line in str(self[name].value() or "").splitlines()[:MOST_SAMPLES]
            if line.strip()
        ]


class EntryForm(RowForm):
    """A way to enter the code, with the presses for two codes, so that a zero is seen to be right."""

    headline = ("kind", "confirm")

    def procedure(self) -> entry.Procedure | None:
        """None while no presses can be made from it. Where the fact comes from may be said later."""
        if self.is_bound and set(self.errors) - set(SURE):
            return None
        try:
            return EntryProcedure.procedure(self.instance)
        except (ValueError, TypeError, AttributeError):
            return None

    def presses(self) -> list[tuple[str, list[entry.Press]]]:
        """For each sample code."""
        procedure = self.procedure()
        return [(code, entry.presses(procedure, code)) for code in SAMPLE_CODES] if procedure else []


class LockoutForm(RowForm):
    """What one source says about the wait."""

    headline = ("statement",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["source"].error_messages["required"] = _("Say where this time comes from.")


class MessageForm(RowForm):
    """Words on the display."""

    headline = ("words",)


class ReadingForm(RowForm):
    """Keys that show the number on the display."""

    headline = ("keys",)


class PlaceForm(RowForm):
    """A place to look first."""

    headline = ("place",)


class AnswerForm(RowForm):
    """A question with its answer."""

    headline = ("topic", "title")


SURE = ("source", "confidence")
HOLD = ("hold_least_seconds", "hold_most_seconds")
_ENTRY = ("kind", "keys", "next_key", "start_digit", "confirm", *HOLD, "hears_beep", "if_nothing", *SURE)
_SHAPE = ("what", "shape", "fitting", "not_fitting", *SURE)
_WAIT = ("statement", "kind", "first_minutes", "cap_minutes", "permanent_after", *SURE)
FORMS: dict[type[Sourced], type[RowForm]] = {
    Fitment: form_of(Fitment, FitForm, first=("family", "note", "year_from", "year_to", *SURE)),
    IdentifierRule: form_of(IdentifierRule, NumberForm, first=_SHAPE, lines={"fitting": 3, "not_fitting": 3}),
    DisplayReading: form_of(DisplayReading, ReadingForm, first=("keys", *HOLD, *SURE)),
    DisplayMessage: form_of(DisplayMessage, MessageForm, first=("state", "words", "means", "advice", *SURE)),
    EntryProcedure: form_of(EntryProcedure, EntryForm, first=_ENTRY),
    LockoutRule: form_of(LockoutRule, LockoutForm, first=_WAIT),
    FreePlace: form_of(FreePlace, PlaceForm, first=("place", *SURE)),
    Answer: form_of(Answer, AnswerForm, first=("topic", "title", "body", *SURE), lines={"body": 5}),
}
