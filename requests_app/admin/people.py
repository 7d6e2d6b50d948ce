"""Accounts of staff: superusers make them, after a fresh second step; the address is the name that signs in."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

from requests_app.admin.bases import SteppedUp
from requests_app.admin.desks import is_superuser
from requests_app.identity import mailbox

FILTERS = ("is_staff", "is_superuser", "is_active")


class StaffAdmin(SteppedUp, UserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Stock accounts; only superusers see them, and nothing about a password can be asked by address line."""

    list_display = ("username", "first_name", "last_name", "is_staff", "is_active", "last_login")
    list_filter = FILTERS
    ordering = ("username",)
    actions = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in {f"{name}__exact" for name in FILTERS}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are switched off: their name stands in the record."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.username = mailbox(obj.username)
        obj.email = obj.username if "@" in obj.username else obj.email
        super().save_model(request, obj, form, change)


def register(site: admin.AdminSite) -> None:
    """Put accounts on the site."""
    site.register(User, StaffAdmin)
