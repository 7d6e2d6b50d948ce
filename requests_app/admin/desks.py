"""The desks: a list, and the settings of each in parts, for its leads and for superusers who set desks up."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from requests_app import shops, staffing
from requests_app.admin import evidence_rules
from requests_app.admin.bases import PlainAdmin, SteppedUp
from requests_app.admin.desk_sections import PARTS, Bound, Section
from requests_app.admin.frame import frame, signed_in
from requests_app.forms.fields import AddressField
from requests_app.models import Asker, Desk, EvidenceLevel
from requests_app.permissions import CHANGE_DESK, desks_with
from requests_app.policy import asked_at
from requests_app.states import Party


class NewDeskForm(forms.ModelForm[Desk]):
    """What a desk needs before anything else is set."""

    email = AddressField(label=_("Reply address"), error_messages={"invalid": _("Enter a valid email address.")})

    class Meta:
        model = Desk
        fields = ("name", "slug", "email")


@admin.register(Desk)
class DeskAdmin(SteppedUp, PlainAdmin):
    """Pages of our own in place of the stock forms. Nobody deletes a desk; it is switched off. Its people stand on a
    page of theirs."""

    def get_urls(self) -> list[URLPattern]:
        """The list, and the parts of one desk."""
        door = self.admin_site.admin_view
        return [
            path("", door(self.changelist_view), name="requests_app_desk_changelist"),
            path("add/", door(self.add_desk), name="requests_app_desk_add"),
            path("<int:key>/evidence/", door(self.evidence_view), name="requests_app_desk_evidence"),
            path("<int:key>/<slug:section>/", door(self.settings_view), name="requests_app_desk_settings"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The desks that this person sets up."""
        user = signed_in(request)
        desks = desks_with(user, CHANGE_DESK)
        if not desks and not user.is_superuser:
            raise PermissionDenied
        context = {"desks": desks, "may_add": user.is_superuser, "here": "settings"}
        return render(request, "admin/desks/list.html", frame(request, **context))

    def add_desk(self, request: HttpRequest) -> HttpResponse:
        """A new desk, by a superuser."""
        user = signed_in(request)
        if not user.is_superuser:
            raise PermissionDenied
        form = NewDeskForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                desk = form.save()
                staffing.record_changes(desk, before=staffing.NOT_YET, party=Party.STAFF, by_id=user.pk)
            return redirect("admin:requests_app_desk_settings", desk.pk, Section.HOURS)
        context = {"form": form, "here": "settings"}
        return render(request, "admin/desks/add.html", frame(request, **context), status=422 if form.errors else 200)

    def settings_view(self, request: HttpRequest, key: int, section: str) -> HttpResponse:
        """One part of the settings. While it is judged and kept, nobody else changes this desk."""
        desk = _desk(request, key)
        if section not in list(Section):
            raise Http404
        part = Section(section)
        if request.method != "POST":
            return _page(request, desk, part, Bound(part, desk))
        with transaction.atomic():
            desk = staffing.lock(Desk.objects.filter(pk=desk.pk))[0]
            before = staffing.setup_of(desk)
            sent = Bound(part, desk, request.POST, request.FILES)
            if sent.is_valid():
                sent.save()
                staffing.record_changes(desk, before=before, party=Party.STAFF, by_id=signed_in(request).pk)
                messages.success(request, _("Kept."))
                return redirect("admin:requests_app_desk_settings", desk.pk, part)
        return _page(request, _desk(request, key), part, sent)

    def evidence_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What is asked of whom."""
        return evidence_rules.page(request, _desk(request, key))

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """In the list of settings for whoever sets a desk up."""
        user = signed_in(request)
        return {"view": user.has_perm(CHANGE_DESK), "add": user.is_superuser}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return signed_in(request).has_perm(CHANGE_DESK)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of stock forms there are none, so those of other models lead to none."""
        return False

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


def _desk(request: HttpRequest, key: int) -> Desk:
    """One that this person sets up; others are not there."""
    desk = next((desk for desk in desks_with(signed_in(request), CHANGE_DESK) if desk.pk == key), None)
    if desk is None:
        raise Http404
    return desk


def _page(request: HttpRequest, desk: Desk, section: Section, bound: Bound) -> HttpResponse:
    context = {
        "desk": desk,
        "section": section,
        "sections": [(each, part.title) for each, part in PARTS.items()],
        "bound": bound,
        "front_door": shops.front_door(desk),
        "levels": _asked(desk) if section is Section.CHECKS else [],
        "here": "settings",
    }
    status = 422 if bound.faulty else 200
    return render(request, "admin/desks/settings.html", frame(request, **context), status=status)


def _asked(desk: Desk) -> list[tuple[str, list[str]]]:
    """By level, so that it is seen before the level is chosen: who asks, and the documents in the order of the
    wizard, in the customer's own words."""
    return [
        (str(level.label), [_listed(level, asker, desk) for asker in (Asker.OWNER, Asker.FOR_OWNER)])
        for level in EvidenceLevel
    ]


def _listed(level: EvidenceLevel, asker: Asker, desk: Desk) -> str:
    slots = ", ".join(str(slot.label) for slot in asked_at(level, asker, desk))
    return f"{asker.label}: {slots or _('nothing is sent; the originals are shown')}"
