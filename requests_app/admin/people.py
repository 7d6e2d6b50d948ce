"""Accounts of staff: superusers make them, after a fresh second step; the address is the name that signs in."""

import secrets
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from requests_app import staffing
from requests_app.admin.bases import SteppedUp
from requests_app.admin.team import LAST_LEAD
from requests_app.identity import NotAnAddress, canonical_email, mailbox
from requests_app.models import StaffLetter, record_at_desk
from requests_app.notifications import outbox
from requests_app.states import Party

admin.site.unregister([User, Group])  # groups give nothing here: what somebody may do comes from the seats
FILTERS = ("is_staff", "is_superuser", "is_active")


def account_name(typed: str) -> str:
    """An address in the one spelling in which it signs in; a name without @ stays a name."""
    try:
        return mailbox(canonical_email(typed) if "@" in typed else typed)
    except NotAnAddress:
        raise ValidationError(_("Enter a valid email address.")) from None


class NewAccountForm(AdminUserCreationForm[User]):
    """A new account; the same address in another spelling is no new one."""

    def clean_username(self) -> str:
        self.cleaned_data["username"] = account_name(self.cleaned_data["username"])
        return str(super().clean_username())


class AccountForm(UserChangeForm[User]):
    """An account that no desk loses its only lead with."""

    def clean_username(self) -> str:
        return account_name(self.cleaned_data["username"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and not (cleaned.get("is_active") and cleaned.get("is_staff")):
            try:
                staffing.refuse_without(self.instance)
            except staffing.LastLead as refused:
                raise ValidationError(LAST_LEAD, params={"desk": refused.desk.name}) from None
        return cleaned


@admin.register(User)
class StaffAdmin(SteppedUp, UserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Stock accounts. No seat gives a permission for them, so only superusers see them; nothing about a password can be
    asked by address line."""

    form = AccountForm
    add_form = NewAccountForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),  # roles are seats at a desk
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "first_name", "last_name", "is_staff", "is_active", "last_login")
    list_filter = FILTERS
    ordering = ("username",)
    actions = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in {f"{name}__exact" for name in FILTERS}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are switched off: their name stands in the record."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """With its lines in the record; a changed address is told to both mailboxes."""
        obj.email = obj.username if "@" in obj.username else obj.email
        former = User.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        by_id, before = request.user.pk, staffing.rights_of(former) if former else {}
        staffing.record_account_changes(obj, before=before, party=Party.STAFF, by_id=by_id)
        if former and former.email != obj.email:
            record_at_desk(None, "address_changed", party=Party.STAFF, user_id=by_id, data={"user": obj.pk})
            key = secrets.token_hex(8)
            outbox.write_to_staff(obj, StaffLetter.ADDRESS_CHANGED, key=key)
            outbox.write_to_staff(obj, StaffLetter.ADDRESS_WAS_CHANGED, key=key, recipient=former.email)

    @method_decorator(sensitive_post_parameters())
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """A password that somebody else sets is told to its owner, and leaves a line."""
        former = self.get_object(request, unquote(id))
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            user = User.objects.filter(pk=former.pk).first() if former else None
            if former and user and user.password != former.password:
                staffing.record_password_set(user, party=Party.STAFF, by_id=request.user.pk)
        return response
