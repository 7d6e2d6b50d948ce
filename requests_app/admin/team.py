"""The people of a desk, for its lead: invite, role, switch off and on, end sessions, take a seat away; last seen.

A lead rules seats at the own desks and nothing beyond: no account of a superuser, and none that also works at a desk
which somebody else leads, is switched off or signed out here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import staffing
from requests_app.admin.bases import PlainAdmin, SteppedUp
from requests_app.admin.frame import frame, signed_in
from requests_app.forms.fields import AddressField
from requests_app.identity import mailbox, visible
from requests_app.models import Desk, Event, Member, Role
from requests_app.permissions import CHANGE_DESK, desks_with
from requests_app.states import Party

LONGEST_NAME = 150
LAST_LEAD = gettext_lazy("%(desk)s would be without a lead. Make somebody else its lead first.")


class RoleForm(forms.ModelForm[Member]):
    """What somebody does here."""

    class Meta:
        model = Member
        fields = ("role",)


class InviteForm(forms.Form):
    """Somebody new at one of the own desks."""

    desk = forms.ModelChoiceField(Desk.objects.none(), label=gettext_lazy("Desk"))
    email = AddressField(
        label=gettext_lazy("Email address"),
        error_messages={"invalid": gettext_lazy("Enter a valid email address.")},
    )
    name = forms.CharField(label=gettext_lazy("Name, as colleagues read it"), max_length=LONGEST_NAME)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])  # type: ignore[attr-defined]
        if len(desks) == 1:
            self.fields["desk"].initial = desks[0].pk
            self.fields["desk"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """One seat for each person and desk: who has one gets another role where it stands."""
        cleaned = super().clean() or {}
        cleaned["email"] = mailbox(cleaned.get("email", ""))
        cleaned["name"] = visible(cleaned.get("name", ""))
        if Member.objects.filter(desk=cleaned.get("desk"), user__username=cleaned["email"]).exists():
            raise ValidationError(_("This person works here already. Change the role in the list."))
        return cleaned


@dataclass(frozen=True)
class Person:
    """A seat as the page shows it."""

    seat: Member
    form: RoleForm
    last_seen: datetime | None
    why_not: str

    @property
    def user(self) -> User:
        return self.seat.user


@admin.register(Member)
class TeamAdmin(SteppedUp, PlainAdmin):
    """One page for each lead; everything that is sent to it asks for a fresh second factor."""

    def get_urls(self) -> list[URLPattern]:
        """The list, and what can be done to one seat."""
        door = self.admin_site.admin_view
        return [
            path("", door(self.changelist_view), name="team"),
            path("invite/", door(self.invite), name="team_invite"),
            path("<int:key>/role/", door(self.change_role), name="team_role"),
            path("<int:key>/leave/", door(self.take_away), name="team_leave"),
            path("<int:key>/switch/", door(self.switch), name="team_switch"),
            path("<int:key>/sign-out/", door(self.sign_out), name="team_sign_out"),
        ]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the list of settings: the bar leads here."""
        return {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Everybody who has a seat, desk by desk."""
        return self._page(request)

    def _page(self, request: HttpRequest, form: InviteForm | None = None) -> HttpResponse:
        desks = _desks(request)
        context = {
            "desks": [(desk, _people(request, desk, desks)) for desk in desks],
            "form": form or InviteForm(desks=desks),
            "here": "team",
        }
        return render(request, "admin/team.html", frame(request, **context), status=422 if form else 200)

    def invite(self, request: HttpRequest) -> HttpResponse:
        """An account with one seat, and a letter with the way to a password."""
        desks = _desks(request)
        if request.method != "POST":
            return redirect("admin:team")
        form = InviteForm(request.POST, desks=desks)
        if not form.is_valid():
            return self._page(request, form)
        told = form.cleaned_data
        try:
            staffing.invite(told["email"], told["name"], told["desk"], Role(told["role"]), by=signed_in(request))
        except staffing.ClosedAccount:
            form.add_error("email", _("This account was switched off. Whoever leads its desk can switch it on again."))
            return self._page(request, form)
        messages.success(request, _("Invited. The letter says how to choose a password."))
        return redirect("admin:team")

    def change_role(self, request: HttpRequest, key: int) -> HttpResponse:
        """Another role at this desk."""
        seat = _seat(request, key)
        form = RoleForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            role, by_id = Role(form.cleaned_data["role"]), signed_in(request).pk
            return _attempt(request, lambda: staffing.seat(seat.desk, seat.user, role, party=Party.STAFF, by_id=by_id))
        return redirect("admin:team")

    def take_away(self, request: HttpRequest, key: int) -> HttpResponse:
        """This person does not work at this desk any more."""
        seat = _seat(request, key)
        return _attempt(request, lambda: staffing.leave(seat, by=signed_in(request)))

    def switch(self, request: HttpRequest, key: int) -> HttpResponse:
        """Close the account, or open it again."""
        seat = _ruled(request, key)
        on = request.POST.get("on") == "yes"
        return _attempt(request, lambda: staffing.switch(seat.user, on=on, by=signed_in(request)))

    def sign_out(self, request: HttpRequest, key: int) -> HttpResponse:
        """Whatever this person is signed in to ends."""
        seat = _ruled(request, key)
        return _attempt(request, lambda: staffing.end_sessions(seat, by=signed_in(request)))


def _desks(request: HttpRequest) -> list[Desk]:
    desks = desks_with(signed_in(request), CHANGE_DESK)
    if not desks:
        raise PermissionDenied
    return desks


def _seat(request: HttpRequest, key: int) -> Member:
    """A seat at one of the own desks; others are not there."""
    return get_object_or_404(Member.objects.select_related("desk", "user"), pk=key, desk__in=_desks(request))


def _ruled(request: HttpRequest, key: int) -> Member:
    """The same, where the whole account is this lead's to rule."""
    seat = _seat(request, key)
    if _why_not(request, seat, _desks(request)):
        raise PermissionDenied
    return seat


def _why_not(request: HttpRequest, seat: Member, desks: list[Desk]) -> str:
    """Why this account is not switched or signed out here; or nothing."""
    me = signed_in(request)
    if seat.user_id == me.pk:
        return _("You yourself")
    if me.is_superuser:
        return ""
    if seat.user.is_superuser:
        return _("Sets all desks up")
    elsewhere = seat.user.desk_roles.exclude(desk__in=desks)
    return _("Works at another desk, too") if elsewhere.exists() else ""


def _people(request: HttpRequest, desk: Desk, desks: list[Desk]) -> list[Person]:
    newest = Event.objects.filter(user=OuterRef("user")).order_by("-at").values("at")[:1]
    seats = desk.members.select_related("user", "desk").annotate(last_seen=Subquery(newest))
    return [
        Person(
            seat,
            RoleForm(instance=seat, auto_id=f"seat-{seat.pk}-%s"),
            seat.last_seen,
            _why_not(request, seat, desks),
        )
        for seat in seats.order_by("-user__is_active", "user__first_name", "pk")
    ]


def _attempt(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    """Do it, by POST alone, and say so; no desk loses its only lead."""
    if request.method == "POST":
        try:
            act()
        except staffing.LastLead as refused:
            messages.error(request, LAST_LEAD % {"desk": refused.desk.name})
        else:
            messages.success(request, _("Done."))
    return redirect("admin:team")
