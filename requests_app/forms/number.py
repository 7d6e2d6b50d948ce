"""The radio's number: one field for every kind, and the sentence for every way of getting it wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guides_app import identifiers
from guides_app.identifiers import (
    ForPerson,
    Kind,
    Other,
    OtherNumber,
    Problem,
    Read,
    Reading,
    Unclear,
    Why,
    read_vin_tail,
)
from guides_app.models import RadioFamily
from requests_app.forms.fields import CustomerForm
from requests_app.models import NumberUnknown

EMPTY = {
    Kind.PRECODE: _("Enter the radio's pre-code, or select ‘I cannot find it’"),
    Kind.SERIAL: _("Enter the radio's serial number, or select ‘I cannot find it’"),
    Kind.VIN: _("Enter the car's VIN"),
    Kind.NONE: _("Enter the radio's number, or select ‘I cannot find it’"),
}
PRECODE_SHAPE = _("The pre-code must be 1 letter and 3 numbers")
SERIAL_SHAPE = _("The serial number must be letters and numbers, without other signs")
CUT_OFF = _("Part of the number is missing. The pre-code is the last 4 characters: 1 letter and 3 numbers")
TOO_LONG = _("That is too long for a number. Enter only the number, or the line of the label that it is in")


def label_for(kind: Kind) -> str:
    """The question, which is also the heading of the page."""
    labels = {
        Kind.PRECODE: _("What is the radio's pre-code?"),
        Kind.SERIAL: _("What is the radio's serial number?"),
        Kind.VIN: _("What is the car's VIN?"),
        Kind.NONE: _("What is the radio's number?"),
    }
    return str(labels[kind])


def hint_for(kind: Kind) -> str:
    hints = {
        Kind.PRECODE: _("1 letter and 3 numbers, for example A123"),
        Kind.SERIAL: _("As it is printed on the label of the radio"),
        Kind.VIN: _("17 letters and numbers, at field (E) of the registration certificate"),
        Kind.NONE: _("Most often 1 letter and 3 numbers, for example A123"),
    }
    return str(hints[kind])


def problem_text(unclear: Unclear, kind: Kind) -> str:
    """What to do about a text that is no number."""
    match unclear.problem:
        case Problem.EMPTY:
            return str(EMPTY[kind])
        case Problem.VIN_LENGTH:
            return str(_("The VIN must be 17 letters and numbers. You entered %(got)d") % {"got": unclear.got})
        case Problem.SERIAL_LENGTH:
            text = ngettext(
                "The serial number must be %(need)d character. You entered %(got)d",
                "The serial number must be %(need)d characters. You entered %(got)d",
                unclear.need,
            )
            return text % {"need": unclear.need, "got": unclear.got}
        case Problem.CUT_OFF:
            return str(CUT_OFF)
        case Problem.TOO_LONG:
            return str(TOO_LONG)
        case _ if kind is Kind.VIN:
            return str(_("The VIN must be 17 letters and numbers, without other signs"))
    return str(SERIAL_SHAPE if kind is Kind.SERIAL else PRECODE_SHAPE)


def vin_tail_problem(unclear: Unclear) -> str:
    """What to do about a text that is no end of a VIN."""
    match unclear.problem:
        case Problem.EMPTY:
            return str(_("Enter the last 6 characters of the VIN, or select ‘I cannot find it’"))
        case Problem.VIN_LENGTH:
            text = _("Enter the last 6 characters of the VIN, or all 17. You entered %(got)d")
            return str(text) % {"got": unclear.got}
    return str(_("Enter only letters and numbers, as they stand at field (E)"))


def read_for(family: RadioFamily | None, typed: str) -> Reading:
    """What was typed, by the rules of the family; without one, every kind of number is listened to."""
    if family is not None:
        return family.read_number(typed)
    reading = identifiers.read_number(typed, kind=Kind.PRECODE, short_allowed=True)
    if isinstance(reading, Unclear) and reading.problem is Problem.SHAPE:
        other = identifiers.read_number(typed, kind=Kind.SERIAL)
        if isinstance(other, Read):
            return ForPerson(other.value, Why.NOT_ASKED)
    if isinstance(reading, OtherNumber) and reading.what is Other.SERIAL:
        return ForPerson(reading.value, Why.NOT_ASKED)
    return reading


def kind_of(family: RadioFamily | None, reading: Read | ForPerson) -> Kind:
    """Without a family, a text of the shape of a pre-code is one."""
    if family is not None:
        return Kind(family.number_kind)
    return Kind.NONE if isinstance(reading, ForPerson) and reading.why == Why.NOT_ASKED else Kind.PRECODE


class NumberForm(CustomerForm):
    """Takes whatever is typed; `guides_app.identifiers` reads it."""

    number = forms.CharField(
        required=False,
        strip=False,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "inputmode": "text",
            }
        ),
    )
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)
    as_typed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, kind: Kind, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["number"].label = label_for(kind)
        self.fields["number"].help_text = hint_for(kind)
        if kind is Kind.VIN:
            self.fields["number"].widget.attrs["class"] = "code vin"


class VinTailForm(CustomerForm):
    """The end of the VIN, or the answer that it cannot be found."""

    vin_tail = forms.CharField(
        label=_("What are the last 6 characters of the car's VIN?"),
        help_text=_("At field (E) of the registration certificate: the last 6 of 17 letters and numbers"),
        required=False,
        strip=False,
        widget=forms.TextInput(
            attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    unknown = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """`vin_tail` as it was read; `corrected` where that is not what was typed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned["unknown"]:
            return {"vin_tail": "", "unknown": True, "corrected": False}
        reading = read_vin_tail(cleaned["vin_tail"])
        if isinstance(reading, Unclear):
            self.add_error("vin_tail", vin_tail_problem(reading))
            return cleaned
        return {"vin_tail": reading.value, "unknown": False, "corrected": reading.corrected}


class CannotFindForm(CustomerForm):
    """Why there is no number to give."""

    reason = forms.ChoiceField(
        label=_("Why can you not find it?"),
        choices=NumberUnknown.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose why you cannot find the number"),
            "invalid_choice": _("Choose why you cannot find the number"),
        },
    )
