"""Who asks and where the link goes; the declaration; and the mailbox that was probably meant."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.forms.fields import AddressField, CustomerForm, TextField
from requests_app.identity import look_alike_of, shown_email
from requests_app.models import Asker

EMAIL_EMPTY = _("Enter your email address")
EMAIL_WRONG = _("Enter an email address in the correct format, like name@example.com")
CHOOSE_ASKER = _("Choose who is asking")
NAME_EMPTY = _("Enter your full name as it is on the certificate")
MY_NAME_EMPTY = _("Enter your full name")
NAME_LONG = _("Full name must be 100 characters or less")
OWNER_EMPTY = _("Enter the name of the owner as it is on the certificate")
DECLARE = _("Confirm that you own the car or act for the owner")

KNOWN_MAILBOXES = (
    "gmail.com", "hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "yahoo.com", "yahoo.fr", "yahoo.de",
    "icloud.com", "live.com", "live.fr", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "gmx.de",
    "gmx.net", "web.de", "t-online.de", "libero.it", "virgilio.it", "proton.me", "protonmail.com", "aol.com",
)  # fmt: skip
ALSO_REAL = frozenset({"mail.com", "email.com", "ymail.com", "mail.de", "gmx.at", "gmx.ch", "live.de"})
WRONG_ENDINGS = {"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "vom": "com", "fe": "fr"}


def email_field(label: Any) -> AddressField:
    return AddressField(
        label=label,
        help_text=_("We send the link to your code here. No advertising"),
        error_messages={"required": EMAIL_EMPTY, "invalid": EMAIL_WRONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


def suggestion(address: str) -> str:
    """The address that was probably meant, or nothing.

    Its domain only looks like another one, or is one slip away from a common one.
    """
    if plain := look_alike_of(address.strip()):
        return plain
    local, _at, domain = shown_email(address.strip()).rpartition("@")
    domain = domain.lower()
    if not local or not domain or domain in (*KNOWN_MAILBOXES, *ALSO_REAL):
        return ""
    for known in KNOWN_MAILBOXES:
        if _one_slip(domain, known):
            return f"{local}@{known}"
    name, _dot, ending = domain.rpartition(".")
    return f"{local}@{name}.{WRONG_ENDINGS[ending]}" if name and ending in WRONG_ENDINGS else ""


def _one_slip(typed: str, meant: str) -> bool:
    """One character too many, too few or wrong, or two neighbours exchanged. Short names are left alone."""
    if len(meant) < 8 or abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    a, b = typed[start:], meant[start:]
    exchanged = len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or exchanged


class ContactForm(CustomerForm):
    """About you."""

    asker = forms.ChoiceField(
        label=_("I am…"),
        choices=Asker.choices,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE_ASKER, "invalid_choice": CHOOSE_ASKER},
    )
    name = TextField(
        label=_("Full name, as on the certificate"),
        longest=100,
        too_long=NAME_LONG,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    owner_name = TextField(
        label=_("Name of the owner"),
        help_text=_("Only if you are not the owner. We may ask for the owner's permission"),
        longest=100,
        too_long=NAME_LONG,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    email = email_field(_("Email"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        owner = cleaned.get("asker") in (Asker.OWNER, Asker.STOCK, None)
        if "name" in cleaned and not cleaned["name"]:
            self.add_error("name", str(NAME_EMPTY if owner else MY_NAME_EMPTY))
        if not owner and "owner_name" in cleaned and not cleaned["owner_name"]:
            self.add_error("owner_name", str(OWNER_EMPTY))
        if owner:
            cleaned["owner_name"] = ""
        return cleaned


class AddressForm(CustomerForm):
    """Another address for the letters."""

    email = email_field(_("Your email address"))


class CheckForm(CustomerForm):
    """The declaration, and a field that only programs fill in."""

    declaration = forms.BooleanField(
        label=_("I own this car, or the owner has asked me to get the code. What I sent is true."),
        error_messages={"required": DECLARE},
        widget=forms.CheckboxInput,
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty"))
        return ""
