"""Known codes in the admin: added by typing twice, never shown, never changed, never deleted in bulk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from requests_app.admin.bases import SteppedUp
from requests_app.admin.bounded import BoundedPaginator
from requests_app.admin.frame import signed_in
from requests_app.admin.known_code_search import FoundByNumber, RadioForm
from requests_app.code_import import add
from requests_app.models import TYPED_SOURCES, Desk, KnownCode

CODE_LENGTH = 4


class KnownCodeForm(RadioForm, forms.ModelForm[KnownCode]):
    """A code for a number or a VIN, typed twice, with where it comes from."""

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
        cleaned = super().clean()
        if cleaned.get("code") and cleaned["code"] != cleaned.get("code_again"):
            self.add_error("code_again", _("The two codes are different"))
        return cleaned


@admin.register(KnownCode)
class KnownCodeAdmin(SteppedUp, FoundByNumber):
    """The registry of a desk. Lists say that a code is known and how it did, never which number or code it is."""

    change_list_template = "admin/requests/known_codes.html"
    paginator = BoundedPaginator

    list_display = ("__str__", "desk", "source", "provenance", "times_worked", "times_failed", "last_worked_at")
    list_select_related = ("desk",)
    ordering = ("-pk",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """One at a time, by a lead of the desk that owns it."""
        return obj is not None and super().has_delete_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = KnownCodeForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("desk", "kind", "number", "label_line", "code", "code_again", "source", "provenance")
        return (
            "desk",
            "identity",
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

    def save_model(self, request: HttpRequest, obj: KnownCode, form: Any, change: bool) -> None:
        """The registry writes the row, sealed, or finds the one that says the same."""
        cleaned = form.cleaned_data
        (kept,) = add(
            cleaned["desk"],
            [cleaned["radio"]],
            code=cleaned["code"],
            source=cleaned["source"],
            provenance=cleaned["provenance"],
            by=signed_in(request),
        )
        obj.pk = kept.pk
        obj.refresh_from_db()
