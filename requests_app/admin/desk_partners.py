"""Partner desks in the settings of a desk: whom it answers and how often, and whom it asks."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests_app.admin.desk_sources import SectionForm
from requests_app.forms.fields import TextField
from requests_app.models import Desk, PartnerDesk

NOT_ALLOWED = _("The operator has not allowed this host. It must be among PARTNER_HOSTS.")


class PartnersForm(SectionForm):
    """Whether other desks are answered, and how."""

    class Meta:
        model = Desk
        fields = ("answers_partners", "partner_quota", "partners_unconfirmed")
        help_texts: ClassVar = {
            "answers_partners": _(
                "Each needs a token of the kind “a partner desk”. Switched off, none is told anything from the next "
                "question on."
            ),
            "partner_quota": _("A token that asks in vain many times in a row is held, and the leads get a letter."),
            "partners_unconfirmed": _("A code that did not work is never told."),
        }


class PartnerForm(forms.ModelForm[PartnerDesk]):
    """One desk that is asked. Its token goes with its address and is never shown again."""

    name = TextField(label=_("Name"), longest=60, too_long=_("The name must be 60 characters or less"))
    address = forms.CharField(label=_("Address"), max_length=200, help_text=_("For example https://desk.example."))
    token = forms.CharField(
        label=_("Token that it gave"), required=False, max_length=200, widget=forms.PasswordInput,
        help_text=_("Left empty, the one that is kept stays. With a new address it must be typed again."),
    )  # fmt: skip

    class Meta:
        model = PartnerDesk
        fields = ("name", "address", "asked")
        help_texts: ClassVar = {
            "asked": _("It learns the number, the part number and the serial number of radios with approved papers.")
        }

    field_order = ("name", "address", "token", "asked")

    @property
    def told(self) -> str:
        """When it was asked last and what came of it; nothing where it never was."""
        partner = self.instance
        if not (partner.last_asked_at and partner.last_outcome):
            return ""
        said = gettext("Asked last on %(when)s: %(outcome)s.") % {
            "when": date_format(timezone.localtime(partner.last_asked_at), "j M Y H:i"),
            "outcome": partner.get_last_outcome_display(),
        }
        if not (partner.is_resting and partner.rests_until):
            return said
        until = date_format(timezone.localtime(partner.rests_until), "H:i")
        return said + " " + gettext("It is left alone until %(time)s.") % {"time": until}

    def clean_address(self) -> str:
        """Scheme, host and port alone, at a host that the operator allows."""
        try:
            parts = urlsplit(self.cleaned_data["address"].strip().rstrip("/"))
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            raise ValidationError(_("Write it like https://desk.example.")) from None
        host = parts.hostname or ""
        if parts.scheme != "https" or not host or "@" in parts.netloc or parts.path or parts.query or parts.fragment:
            raise ValidationError(_("Write it like https://desk.example."))
        if host not in settings.PARTNER_HOSTS:
            raise ValidationError(NOT_ALLOWED)
        return f"https://{host}{port}"

    def clean_token(self) -> str:
        token = str(self.cleaned_data["token"]).strip()
        if not token.isascii() or not token.isprintable() or " " in token:
            raise ValidationError(_("This is no token."))
        return token

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_elsewhere = self.instance.pk is None or "address" in self.changed_data
        if is_elsewhere and self.has_changed() and "token" not in self.errors and not cleaned.get("token"):
            self.add_error("token", ValidationError(_("Type the token that this desk gave you.")))
        return cleaned

    def save(self, commit: bool = True) -> PartnerDesk:
        """With a new token or address it is asked again at once, whatever failed before."""
        if token := self.cleaned_data.get("token"):
            self.instance.set_token(token)
            self.instance.failures, self.instance.rests_until = 0, None
        return super().save(commit)
