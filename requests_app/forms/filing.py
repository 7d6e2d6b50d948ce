"""What other software files for a customer: the answers of the wizard at once, read by the same rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guides_app.identifiers import Ask, ForPerson, OtherNumber
from requests_app.forms.counter import WalkInForm

WITHOUT_CODE = _("This radio carries no code that could be asked for")
PROPOSED = _("It may be one of: %(proposals)s. Send the right one, or the same once more with number_as_typed")
ANOTHER = _("This is the %(what)s number %(value)s and not the one that is asked for")


class FilingForm(WalkInForm):
    """`answers` are what `workflow.save_answers` takes. A number that is nearly one is accepted as it was typed only
    where the customer has looked again (`number_as_typed`)."""

    number_as_typed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, desks=[], **kwargs)
        del self.fields["desk"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        family = cleaned.get("radio")
        if family is not None and not family.carries_code:
            self.add_error("radio", ValidationError(WITHOUT_CODE, code="without_code"))
        return cleaned

    def settled(self, reading: Ask | OtherNumber) -> ForPerson | None:
        """As it was typed, if the customer has looked again; else what may have been meant is said."""
        match reading:
            case Ask(otherwise=ForPerson() as otherwise) if self.cleaned_data.get("number_as_typed"):
                return otherwise
            case Ask(proposals=proposals):
                said = {"proposals": ", ".join(proposals)}
                self.add_error("number", ValidationError(PROPOSED, code="doubtful", params=said))
            case OtherNumber(what=what, value=value):
                said = {"what": what.replace("_", " "), "value": value}
                self.add_error("number", ValidationError(ANOTHER, code="other_number", params=said))
        return None
