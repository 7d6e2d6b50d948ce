"""Known codes are found by the exact number of a radio or car, never by what resembles it; what is found is masked
until a lead opens one code, with a reason that stands on the record of the desk."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from guides_app.identifiers import Kind, Read, read_number, read_vin
from guides_app.posted import posted
from requests_app.admin.bases import SeatAdmin
from requests_app.admin.frame import signed_in
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import KnownCode, record_at_desk
from requests_app.permissions import desks_of
from requests_app.states import Party

KINDS = ((Kind.PRECODE, _("Pre-code")), (Kind.SERIAL, _("Serial number")), (Kind.VIN, _("VIN")))
LONGEST_REASON = 300


class RadioForm(forms.Form):
    """One radio or car, as exactly as somebody knows it."""

    kind = forms.ChoiceField(label=_("Known by"), choices=KINDS)
    number = forms.CharField(label=_("Number or VIN"), max_length=60)
    label_line = forms.CharField(
        label=_("Whole line of the label"),
        max_length=200,
        required=False,
        help_text=_("With part number and serial number the code is known for this very radio."),
    )

    def clean(self) -> dict[str, Any]:
        """Adds `radio` where there is exactly one."""
        cleaned = super().clean() or {}
        if cleaned.get("number") and cleaned.get("kind"):
            kind = Kind(cleaned["kind"])
            reading = read_vin(cleaned["number"]) if kind is Kind.VIN else read_number(cleaned["number"], kind=kind)
            if not isinstance(reading, Read) or reading.corrected:
                self.add_error("number", _("Type the number exactly as it stands on the radio or in the papers"))
                return cleaned
            finer = registry.label_fingerprints(cleaned.get("label_line") or "")
            if cleaned.get("label_line") and not finer["part_fingerprint"]:
                self.add_error("label_line", _("There is no part number in this line"))
            cleaned["radio"] = Radio(
                reading.value,
                kind,
                part_fingerprint=finer["part_fingerprint"],
                serial_fingerprint=finer["serial_fingerprint"],
            )
        return cleaned


class ReasonForm(forms.Form):
    """Why a known code is looked at."""

    reason = forms.CharField(label=_("Why you look at this code"), max_length=LONGEST_REASON)


class FoundByNumber(SeatAdmin):
    """The pages `find/` and `KEY/show/` of known codes. What was typed is in no address."""

    def get_urls(self) -> list[URLPattern]:
        view_of = self.admin_site.admin_view
        return [
            path("find/", view_of(self.find_view), name="requests_app_knowncode_find"),
            path("<int:key>/show/", view_of(posted(self.ask_view)(self.show_view)), name="requests_app_knowncode_show"),
            *super().get_urls(),
        ]

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """The codes that are known under this exact number at the desks of this person, masked."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = RadioForm(request.POST or None)
        found = None
        if form.is_valid():
            found = list(registry.known_for(self.desks(request), form.cleaned_data["radio"]))
        return self._page(request, "find", status=422 if form.errors else 200, form=form, found=found)

    def ask_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Asks why, before a code is shown."""
        return self._page(request, "show", row=self._of_lead(request, key), form=ReasonForm())

    def show_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The code, after the line that says who looked and why is written."""
        row, form = self._of_lead(request, key), ReasonForm(request.POST)
        if not form.is_valid():
            return self._page(request, "show", status=422, row=row, form=form)
        with transaction.atomic():
            record_at_desk(
                row.desk, "see_known_code", party=Party.STAFF, user_id=signed_in(request).pk,
                reason=form.cleaned_data["reason"], data={"known_code": row.pk},
            )  # fmt: skip
        return self._page(request, "show", row=row, code=registry.open_code(row))

    def _of_lead(self, request: HttpRequest, key: int) -> KnownCode:
        row: KnownCode = get_object_or_404(self.get_queryset(request).select_related("batch", "desk"), pk=key)
        if row.desk not in desks_of(request.user, self.permission("delete")):
            raise PermissionDenied
        return row

    def _page(self, request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
        may_open = bool(desks_of(request.user, self.permission("delete")))
        about = {"title": _("Find a known code"), "may_open": may_open, **context}
        page = {**self.admin_site.each_context(request), **about}
        return TemplateResponse(request, f"admin/requests/known_code_{name}.html", page, status=status)
