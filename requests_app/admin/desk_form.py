"""What every form of the Desk about one request is, and its kinds of fields.

Nothing is cut: a text that is too long is an error that keeps the text.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.admin import words
from requests_app.missing import Missing
from requests_app.models import FormName

LONGEST = 300
TOO_LONG = _("This text has %(show_value)d characters; at most %(limit_value)d fit. It is kept in the field")


def told_as(missing: Missing) -> Any:
    """How something missing is told, for a field that is the place of it."""
    return words.ERRORS[missing].text


def text(longest: int = LONGEST) -> forms.CharField:
    """A text that may be empty."""
    return forms.CharField(required=False, max_length=longest, error_messages={"max_length": TOO_LONG})


def tick() -> forms.BooleanField:
    """A box that may stay open."""
    return forms.BooleanField(required=False)


def choice(choices: Any, **options: Any) -> forms.ChoiceField:
    """One of a closed set, or none."""
    return forms.ChoiceField(required=False, choices=choices, **options)


class DeskForm(forms.Form):
    """A form about one request. `places` says where on the page a field stands if its id is not that of its name."""

    name: ClassVar[FormName]
    never_kept: ClassVar[frozenset[str]] = frozenset()
    places: ClassVar[Mapping[str, str]] = {}

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.done: set[str] = set()
        self.remains = False  # whether what is not done stays in the form when the rest has been done

    def error_list(self) -> list[words.FormError]:
        """What does not fit a field, each with the place where it is put right."""
        return [
            words.FormError(str(error), self.places.get(field, f"id_{field}"))
            for field, found in self.errors.items()
            for error in found
        ]

    def typed(self) -> dict[str, str]:
        """What stands in the form as it was sent, without what is done by now and what must not be kept."""
        names = set(self.fields) - self.never_kept - self.done
        return {name: str(self.data[name]) for name in self.fields if name in names and name in self.data}
