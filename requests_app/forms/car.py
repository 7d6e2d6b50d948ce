"""Which car, and which of its radios."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guides_app.models import Guide, RadioFamily
from requests_app.forms.fields import CustomerForm

OTHER = "other"
NOT_SURE = "not-sure"
CHOOSE_CAR = _("Choose your car, or choose ‘Other’")
CHOOSE_RADIO = _("Choose the radio that looks most like yours, or choose ‘I am not sure’")


class CarForm(CustomerForm):
    """A native list, grouped by make."""

    car = forms.ChoiceField(
        label=_("Which car is it?"),
        error_messages={"required": CHOOSE_CAR, "invalid_choice": CHOOSE_CAR},
        help_text=_("The years are in the registration certificate, at field (B)"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        makes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for guide in Guide.objects.published().with_car().order_by("car_model__name", "year_from"):
            makes[guide.car_model.brand.name].append((guide.slug, guide.label))
        self.fields["car"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *sorted(makes.items()),
            (OTHER, _("Other")),
        ]


class RadioForm(CustomerForm):
    """The radios found in this car, by their looks."""

    radio = forms.ChoiceField(
        label=_("Which radio is in your car?"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE_RADIO, "invalid_choice": CHOOSE_RADIO},
    )

    def __init__(self, *args: Any, families: Sequence[RadioFamily], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(family.slug, family.name) for family in families]
        self.fields["radio"].choices = [*choices, (NOT_SURE, _("I am not sure"))]  # type: ignore[attr-defined]
