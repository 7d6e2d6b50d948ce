"""A shop in the admin: its leads and superusers change its hours, its evidence level and its staff."""

import zoneinfo
from datetime import time
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from requests_app import keeping, staffing
from requests_app.admin.bases import PlainInline, SeatAdmin, SteppedUp
from requests_app.admin.roles import desks_of
from requests_app.forms.fields import AddressField
from requests_app.models import Desk, Holiday, Member, OpeningHours, Role
from requests_app.states import Party

LAST_LEAD = _("%(desk)s would be without a lead. Make somebody else its lead first.")


def is_superuser(request: HttpRequest) -> bool:
    """Superusers set desks up; that alone shows them no request."""
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


class DeskForm(forms.ModelForm[Desk]):
    """With a time zone that exists, and an address that letters can be answered to."""

    email = AddressField(
        label=_("Reply address"),
        help_text=_("Answers to our letters go there."),
        error_messages={"invalid": _("Enter a valid e-mail address.")},
    )

    class Meta:
        model = Desk
        fields = "__all__"  # noqa: DJ007 - DeskAdmin names the fields
        help_texts: ClassVar = {
            "active": _("Switched off, it takes no new requests. Those that it has go on."),
            "time_zone": _("For example Europe/Paris. Opening hours and the times in letters are meant in it."),
            "answer_minutes": _("What customers are promised counts only while the desk is open, by the hours below."),
            "second_person": _("The same car, radio or photo under another address, papers without a VIN, and others."),
            "second_for_typed_code": _("The manufacturer's answer, with case number and day, is a source."),
            "second_for_first": _("0 asks for none."),
            "second_share": _("0 asks for none. Which requests these are is drawn when they are sent."),
            "single_person": _(
                "Counts only while exactly one clerk or lead has a seat here. The record says that the code was "
                "given by one person alone."
            ),
            **{
                rule.setting: format_lazy(_("From {least} to {most} days."), least=rule.least, most=rule.most)
                for rule in keeping.SETTINGS
            },
        }

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


class HoursFormSet(forms.BaseInlineFormSet[OpeningHours, Desk, forms.ModelForm[OpeningHours]]):
    """Hours of one day that do not overlap."""

    def clean(self) -> None:
        super().clean()
        until: dict[int, time] = {}
        for row in sorted(_kept(self), key=lambda row: (row.weekday, row.opens)):
            if row.opens < until.get(row.weekday, time.min):
                raise ValidationError(
                    _("Opening hours on %(day)s overlap. Make one row of them."),
                    params={"day": row.get_weekday_display()},
                )
            until[row.weekday] = row.closes


class HoursInline(DeskInline):
    model = OpeningHours
    formset = HoursFormSet


class HolidayInline(DeskInline):
    model = Holiday


class MemberFormSet(forms.BaseInlineFormSet[Member, Desk, forms.ModelForm[Member]]):
    """The seats of a desk, among them a lead's, if it has one."""

    def clean(self) -> None:
        super().clean()
        seats = _kept(self)
        stays = any(seat.role == Role.LEAD and seat.user.is_active and seat.user.is_staff for seat in seats)
        if not stays and self.instance.pk and staffing.leads_of(self.instance).exists():
            raise ValidationError(LAST_LEAD, params={"desk": self.instance.name})


class MemberInline(DeskInline):
    model = Member
    formset = MemberFormSet
    raw_id_fields = ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only active staff can be given a seat; whoever has one already may stand there."""
        if db_field.name == "user":
            desk_id = (request.resolver_match.kwargs if request.resolver_match else {}).get("object_id", "")
            here = Q(desk_roles__desk_id=int(desk_id)) if desk_id.isdecimal() else Q()
            may = Q(is_active=True, is_staff=True)
            kwargs["queryset"] = db_field.remote_field.model.objects.filter(may | here if here else may).distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _kept(formset: forms.BaseInlineFormSet[Any, Desk, Any]) -> list[Any]:
    """The rows as they would stand after saving; those with faults of their own are left out."""
    return [
        form.instance
        for form in formset.forms
        if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


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
    fieldsets = (
        (None, {"fields": ("name", "slug", "active")}),
        (_("What customers read"), {"fields": ("address", "phone", "email", "price_text")}),
        (_("When you answer"), {"fields": ("time_zone", "answer_minutes")}),
        (
            _("What is checked before a code is given"),
            {
                "description": _("What you change holds for requests that are sent from then on."),
                "fields": (
                    "evidence_level", "second_person", "second_for_override", "second_for_typed_code",
                    "second_for_first", "second_share", "second_always", "single_person", "single_wait_hours",
                ),
            },
        ),
        (
            _("How long things are kept"),
            {
                "description": _("What you change holds for requests that are begun from then on."),
                "fields": tuple(rule.setting for rule in keeping.SETTINGS),
            },
        ),
    )  # fmt: skip

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """While a form is judged and kept, nobody else changes who leads this desk."""
        with transaction.atomic():
            if request.method == "POST" and object_id and object_id.isdecimal():
                staffing.lock(Desk.objects.filter(pk=int(object_id)))
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Desk, form: Any, change: bool) -> None:
        form.before = staffing.setup_of(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The desk and its rows are kept by now."""
        super().save_related(request, form, formsets, change)
        staffing.record_changes(form.instance, before=form.before, party=Party.STAFF, by_id=request.user.pk)

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
