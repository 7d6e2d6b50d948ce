"""What a member of staff fills in for somebody at the counter: the answers of the customers' wizard, on one page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from guides_app.identifiers import Ask, ForPerson, Kind, OtherNumber, Unclear, read_vin_tail
from guides_app.models import Guide, RadioFamily
from requests_app.forms.car import OTHER, CarForm
from requests_app.forms.contact import ContactForm
from requests_app.forms.number import kind_of, problem_text, read_for, vin_tail_problem
from requests_app.lookup.registry import label_answers
from requests_app.models import CodeRequest, Desk, NumberUnknown

DOUBTFUL = _("This does not look like the number that is asked for. Read it off the label once more")
NOT_IN_CAR = _("This radio is not found in this car. Choose another one, or ‘Not sure’")
CODE_ATTRS = {"class": "code", "autocomplete": "off", "spellcheck": "false"}


class WalkInForm(CarForm, ContactForm):
    """`answers` are what `workflow.save_answers` takes, once the form is valid."""

    field_order = (
        "desk", "language", "car", "radio", "number", "number_unknown", "vin_tail", "asker", "name", "owner_name",
        "email",
    )  # fmt: skip
    desk = forms.ModelChoiceField(label=_("Desk"), queryset=Desk.objects.none(), empty_label=None)
    language = forms.ChoiceField(label=_("Language of the letters"), choices=settings.LANGUAGES)
    radio = forms.ModelChoiceField(
        label=_("Radio"),
        queryset=RadioFamily.objects.order_by("name"),
        to_field_name="slug",
        required=False,
        empty_label=_("Not sure"),
    )
    number = forms.CharField(
        label=_("Number of the radio, or the whole VIN where its radio asks for it"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )
    number_unknown = forms.ChoiceField(
        label=_("If there is no number: why"), choices=[("", "–"), *NumberUnknown.choices], required=False
    )
    vin_tail = forms.CharField(
        label=_("Last 6 characters of the VIN, if the customer knows them"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )
    answers: dict[str, Any]

    def __init__(self, *args: Any, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks], active=True)
        self.fields["desk"].queryset = queryset.order_by("name")  # type: ignore[attr-defined]
        self.fields["asker"].label = _("The customer is")
        self.fields["email"].help_text = _("The link to the code goes there")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "car" not in cleaned or "radio" not in cleaned:
            return cleaned
        guide, family = self._car(cleaned)
        person = {name: cleaned.get(name, "") for name in ("asker", "name", "owner_name", "email")}
        self.answers = {"guide": guide, "family": family, **person, **self._tail(cleaned), **self._number(family)}
        return cleaned

    def _car(self, cleaned: dict[str, Any]) -> tuple[Guide | None, RadioFamily | None]:
        slug, family = cleaned["car"], cleaned["radio"]
        guide = None if slug == OTHER else Guide.objects.published().filter(slug=slug).first()
        families = list(guide.families.distinct()) if guide else []
        if family and families and family not in families:
            self.add_error("radio", str(NOT_IN_CAR))
        return guide, family or (families[0] if len(families) == 1 else None)

    def _tail(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        typed = cleaned.get("vin_tail", "")
        if not typed.strip():
            return {"vin_tail": "", "vin_tail_unknown": True}
        reading = read_vin_tail(typed)
        if isinstance(reading, Unclear):
            self.add_error("vin_tail", vin_tail_problem(reading))
            return {}
        return {"vin_tail": reading.value, "vin_tail_unknown": False}

    def _number(self, family: RadioFamily | None) -> dict[str, Any]:
        typed, unknown = self.cleaned_data.get("number", ""), self.cleaned_data.get("number_unknown", "")
        kind = Kind(family.number_kind) if family else Kind.NONE
        nothing = {"number": "", "number_kind": kind, "number_for_person": "", "vin": "", "number_unknown": unknown}
        nothing |= {"label": "", "part_fingerprint": "", "serial_fingerprint": ""}
        if unknown and not typed.strip():
            return nothing
        reading = read_for(family, typed)
        sure = self.settled(reading) if isinstance(reading, Ask | OtherNumber) else reading
        if isinstance(sure, Unclear):
            self.add_error("number", problem_text(sure, kind))
        elif sure is None:
            pass
        elif kind is Kind.VIN:
            return {**nothing, "vin": sure.value, "number_unknown": ""}
        else:
            why = sure.why if isinstance(sure, ForPerson) else ""
            said = {"number": sure.value, "number_kind": kind_of(family, sure), "number_for_person": why}
            return {**nothing, **said, "number_unknown": "", **label_answers(typed)}
        return {}

    def settled(self, reading: Ask | OtherNumber) -> ForPerson | None:
        """What a doubtful number is taken for; None once the form says what is wrong with it. The clerk has the label
        before them, so it is what they typed."""
        if isinstance(reading, Ask) and reading.otherwise:
            return reading.otherwise
        self.add_error("number", str(DOUBTFUL))
        return None


class SendForm(forms.Form):
    """The customer's declaration, made in person."""

    declared = forms.BooleanField(
        label=_(
            "The customer told me in person that they own the car or act for its owner, that all of this is true, and "
            "that they know what we keep"
        ),
        error_messages={"required": _("Ask the customer, then confirm it here")},
    )


def initial_of(draft: CodeRequest) -> dict[str, Any]:
    """The answers of a draft, as the form shows them."""
    plain = ("asker", "name", "owner_name", "email", "number_unknown", "language", "desk")
    return {
        **{name: getattr(draft, name) for name in plain},
        "car": draft.guide.slug if draft.guide else OTHER,
        "radio": draft.family.slug if draft.family else "",
        "number": draft.vin or draft.number,
        "vin_tail": "" if draft.vin else draft.vin_tail,
    }
