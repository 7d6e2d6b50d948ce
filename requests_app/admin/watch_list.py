"""The list of stolen cars and radios in the admin: clerks see that there is one, its lead fills and shortens it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from requests_app.admin.bases import SeatAdmin, SteppedUp
from requests_app.admin.frame import signed_in
from requests_app.models import Desk, WatchedItem
from requests_app.permissions import desks_of
from requests_app.workflow import watching

LARGEST = 200 * watching.MOST_ROWS  # bytes
WRONG = {
    "file": _("Line %(line)s: the file has the columns what, number, from, until, and at most %(most)s rows."),
    "what": _("Line %(line)s: “what” is vin or unit."),
    "number": _("Line %(line)s: the number is no whole VIN, or no serial number of a radio."),
    "from": _("Line %(line)s: write the day like 2026-12-31."),
    "until": _("Line %(line)s: write the day like 2026-12-31, not before the first day, or leave it empty."),
}


class ImportForm(forms.Form):
    """A CSV file, and who says that these were stolen."""

    desk = forms.ModelChoiceField(label=_("Desk"), queryset=Desk.objects.none(), empty_label=None)
    source = forms.CharField(
        label=_("Who says so"),
        max_length=watching.LONGEST_SOURCE,
        help_text=_("For example the police, with its number."),
    )
    file = forms.FileField(
        label=_("CSV file"),
        help_text=format_lazy(
            _("With the columns what (vin or unit), number, from, until. UTF-8, up to {most} rows."),
            most=watching.MOST_ROWS,
        ),
    )

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["desk"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type
        field.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])

    def clean_file(self) -> list[watching.Row]:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file is too large for a list of at most %(most)s rows."), params={"most": watching.MOST_ROWS}
            )
        try:
            return watching.rows_of(file.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not written in UTF-8.")) from None
        except watching.BadRow as bad:
            params = {"line": bad.line, "most": watching.MOST_ROWS}
            raise forms.ValidationError(WRONG[bad.column], params=params) from None


@admin.register(WatchedItem)
class WatchedItemAdmin(SteppedUp, SeatAdmin):
    """Which cars and radios were stolen, by whose word and for how long; of the number its end is shown."""

    list_display = ("__str__", "ends_in", "desk", "source", "valid_from", "valid_until", "added_at")
    list_filter = ("subject",)
    list_select_related = ("desk",)
    ordering = ("-pk",)
    fields = ("subject", "ends_in", "desk", "source", "valid_from", "valid_until", "added_at", "added_by")
    change_list_template = "admin/requests/watch_list.html"

    @admin.display(description=_("ends in"))
    def ends_in(self, item: WatchedItem) -> str:
        return f"••{item.number[-4:]}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not by the stock form: from a file."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """One at a time, by a lead of the desk that owns it."""
        return obj is not None and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: WatchedItem) -> None:
        watching.unwatch(obj, by=signed_in(request))

    def get_urls(self) -> list[URLPattern]:
        address = path("import/", self.admin_site.admin_view(self.import_view), name="requests_app_watcheditem_import")
        return [address, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the way to the file only for those who may take it."""
        may = bool(desks_of(request.user, self.permission("add")))
        return super().changelist_view(request, {**(extra_context or {}), "may_import": may})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file of a lead whole, or say at which line it is wrong and take nothing."""
        leads = desks_of(request.user, self.permission("add"))
        if not leads:
            raise PermissionDenied
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ImportForm(*given, desks=leads, initial={"desk": leads[0]})
        if form.is_valid():
            cleaned = form.cleaned_data
            count = watching.watch(cleaned["desk"], cleaned["file"], source=cleaned["source"], by=signed_in(request))
            self.message_user(request, ngettext("%(n)d row was taken.", "%(n)d rows were taken.", count) % {"n": count})
            return redirect("admin:requests_app_watcheditem_changelist")
        context = {**self.admin_site.each_context(request), "form": form, "title": _("Add stolen cars and radios")}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/requests/watch_import.html", context, status=status)
