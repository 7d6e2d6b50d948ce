"""Known codes in the admin: added by typing twice, never shown, never changed, never deleted in bulk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guides_app.identifiers import Kind, Read, read_number, read_vin
from requests_app.admin.bases import SeatAdmin, SteppedUp
from requests_app.admin.roles import WORKS, desks_of
from requests_app.lookup import registry
from requests_app.models import TYPED_SOURCES, Desk, KnownCode, Role

CODE_LENGTH = 4
KINDS = ((Kind.PRECODE, _("Pre-code")), (Kind.SERIAL, _("Serial number")), (Kind.VIN, _("VIN")))


class KnownCodeForm(forms.ModelForm[KnownCode]):
    """A code for a number or a VIN, typed twice, with where it comes from."""

    kind = forms.ChoiceField(label=_("Known by"), choices=KINDS)
    number = forms.CharField(label=_("Number or VIN"), max_length=60)
    code = forms.CharField(label=_("Code"), max_length=10, widget=forms.PasswordInput)
    code_again = forms.CharField(label=_("Code, once more"), max_length=10, widget=forms.PasswordInput)
    source = forms.ChoiceField(label=_("Source"), choices=[(s.value, s.label) for s in TYPED_SOURCES])

    class Meta:
        model = KnownCode
        fields = ("desk", "source", "provenance")

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH or not (code.isascii() and code.isdigit()):
            raise ValidationError(_("The code must be 4 numbers"))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("code") and cleaned["code"] != cleaned.get("code_again"):
            self.add_error("code_again", _("The two codes are different"))
        if cleaned.get("number") and cleaned.get("kind"):
            kind = Kind(cleaned["kind"])
            reading = read_vin(cleaned["number"]) if kind is Kind.VIN else read_number(cleaned["number"], kind=kind)
            if isinstance(reading, Read) and not reading.corrected:
                cleaned["number"] = reading.value
            else:
                self.add_error("number", _("Type the number exactly as it stands on the radio or in the papers"))
        return cleaned


class KnownCodeAdmin(SteppedUp, SeatAdmin):
    """The registry of a desk. Lists say that a code is known and how it did, never which number or code it is."""

    list_display = ("__str__", "desk", "source", "provenance", "times_worked", "times_failed", "last_worked_at")
    list_filter = ("subject", "source")
    list_select_related = ("desk",)
    ordering = ("-pk",)

    def desks(self, request: HttpRequest) -> list[Desk]:
        return desks_of(request.user, *WORKS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(desks_of(request.user, *WORKS))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """One at a time, by a lead of the desk that owns it."""
        return isinstance(obj, KnownCode) and obj.desk_id in {d.pk for d in desks_of(request.user, Role.LEAD)}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = KnownCodeForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("desk", "kind", "number", "code", "code_again", "source", "provenance")
        return (
            "desk",
            "subject",
            "source",
            "provenance",
            "times_worked",
            "times_failed",
            "last_worked_at",
            "created_at",
        )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "desk":
            kwargs["queryset"] = Desk.objects.filter(pk__in=[desk.pk for desk in self.desks(request)])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """The registry writes the row; the form's own empty one is not kept."""
        cleaned = form.cleaned_data
        form.save_m2m = lambda: None
        return registry.remember(
            cleaned["desk"],
            number=cleaned["number"],
            kind=Kind(cleaned["kind"]),
            code=cleaned["code"],
            source=cleaned["source"],
            provenance=cleaned["provenance"],
            by_id=request.user.pk,
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Already written."""


def register(site: admin.AdminSite) -> None:
    """Put the registry on the site."""
    site.register(KnownCode, KnownCodeAdmin)
