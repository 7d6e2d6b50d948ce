"""A shop in the admin: its leads and superusers change its hours, its evidence level and its staff."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from requests_app import keeping
from requests_app.admin.bases import PlainInline, SeatAdmin, SteppedUp
from requests_app.admin.roles import desks_of
from requests_app.forms.fields import AddressField
from requests_app.models import Desk, Holiday, Member, OpeningHours, Role


def is_superuser(request: HttpRequest) -> bool:
    """Superusers set desks up; that alone shows them no request."""
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


class DeskForm(forms.ModelForm[Desk]):
    """With a time zone that exists, and an address that letters can be answered to."""

    email = AddressField(label=_("reply address"), error_messages={"invalid": _("Enter a valid e-mail address.")})

    class Meta:
        model = Desk
        fields = "__all__"  # noqa: DJ007 - DeskAdmin names the fields

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone not in zoneinfo.available_timezones():
            raise ValidationError(_("There is no such time zone. An example is Europe/Paris."))
        return zone


class DeskInline(PlainInline):
    """Rows of a desk: whoever may change the desk may change them."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)


class HoursInline(DeskInline):
    model = OpeningHours


class HolidayInline(DeskInline):
    model = Holiday


class MemberInline(DeskInline):
    model = Member
    raw_id_fields = ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only active staff can have a seat."""
        if db_field.name == "user":
            kwargs["queryset"] = db_field.remote_field.model.objects.filter(is_active=True, is_staff=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _may_change(request: HttpRequest, desk: Model | None) -> bool:
    if is_superuser(request):
        return True
    leads = {one.pk for one in desks_of(request.user, Role.LEAD)}
    return bool(leads) if desk is None else desk.pk in leads


class DeskAdmin(SteppedUp, SeatAdmin):
    """Desks. Nobody deletes one; it is switched off."""

    form = DeskForm
    list_display = ("name", "evidence_level", "active", "time_zone")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (HoursInline, HolidayInline, MemberInline)
    fields = (
        "name", "slug", "active", "address", "phone", "email", "time_zone", "answer_minutes", "evidence_level",
        "second_person", "price_text", *(rule.setting for rule in keeping.SETTINGS),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super(SeatAdmin, self).get_queryset(request)
        return rows if is_superuser(request) else rows.filter(pk__in=[d.pk for d in desks_of(request.user, Role.LEAD)])

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)


def register(site: admin.AdminSite) -> None:
    """Put desks on the site."""
    site.register(Desk, DeskAdmin)
