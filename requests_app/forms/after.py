"""What a customer says once the request is sent: an answer, an appeal, how the code went, a lost link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.forms.contact import email_field
from requests_app.forms.documents import DocumentForm, PhotoForm
from requests_app.forms.fields import CustomerForm, TextField
from requests_app.identity import canonical_reference
from requests_app.models import Feedback

LONGEST_MESSAGE = 500
MESSAGE_LONG = _("Your message must be 500 characters or less. You have used %(show_value)d")
MESSAGE_EMPTY = _("Write a message, or take or choose a photo")
PHOTO_EMPTY = _("Take or choose a photo")
FACTOR_EMPTY = _("Enter the last 4 characters of the radio's number or of the VIN")
REFERENCE_WRONG = _("Enter the reference like RC-7K4M-2Q, or leave it empty")


def message_field(label: Any, *, longest: int = LONGEST_MESSAGE, too_long: Any = MESSAGE_LONG) -> TextField:
    return TextField(
        label=label,
        longest=longest,
        too_long=too_long,
        several_lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReplyForm(DocumentForm):
    """One thing that was asked for again: a document, or words instead."""

    text = message_field(_("Tell us what you have instead"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = MESSAGE_EMPTY

    def enough_without(self, cleaned: dict[str, Any]) -> bool:
        return super().enough_without(cleaned) or bool(cleaned.get("text")) or "text" in self.errors


class AppealForm(PhotoForm):
    """Why the customer thinks otherwise, and photos if there are any. While it stays `unsent` words may come later."""

    text = message_field(_("What should we know?"))

    def __init__(self, *args: Any, unsent: bool = False, needs_photo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unsent, self.needs_photo = unsent, needs_photo

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not text and not self.unsent:
            raise forms.ValidationError(_("Write what we should know"))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.needs_photo and cleaned.get("photo") is None and not self.errors:
            self.add_error("photo", str(PHOTO_EMPTY))
        return cleaned


class FactorForm(CustomerForm):
    """A little more than the link: something that stands on the radio or on the certificate."""

    typed = forms.CharField(
        label=_("Last 4 characters of the radio's number, or of the VIN"),
        help_text=_("The VIN is at (E) in the registration certificate"),
        error_messages={"required": FACTOR_EMPTY},
        widget=forms.TextInput(
            attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class FeedbackForm(PhotoForm):
    """What happened with the code."""

    display = forms.ChoiceField(
        label=_("What does the display show now?"),
        choices=Feedback.Display.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the display shows")},
    )
    entered = forms.ChoiceField(
        label=_("Did you enter exactly the 4 digits that we showed?"),
        choices=Feedback.Entered.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes, no or not sure")},
    )
    tries = forms.TypedChoiceField(
        label=_("How many times did you try it?"),
        choices=[("1", "1"), ("2", "2"), ("3", _("3 or more"))],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how many times you tried it")},
    )


class WorkedForm(CustomerForm):
    """The radio plays; one question that nobody has to answer."""

    comment = message_field(
        _("Was anything hard?"),
        longest=300,
        too_long=_("Your message must be 300 characters or less. You have used %(show_value)d"),
    )


class LostLinkForm(CustomerForm):
    """A new link goes to the address of the request, to no other."""

    reference = forms.CharField(
        label=_("Reference (if you know it)"),
        help_text=_("For example RC-7K4M-2Q"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )
    email = email_field(_("Email"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("The address that you gave us")

    def clean_reference(self) -> str:
        typed = str(self.cleaned_data["reference"])
        reference = canonical_reference(typed)
        if typed.strip() and not reference:
            raise forms.ValidationError(REFERENCE_WRONG)
        return reference
