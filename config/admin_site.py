"""The Desk: an admin site that opens for active staff whose session has passed a second factor, and for nobody else."""

from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

import guides_app.admin
import requests_app.admin
from guides_app.admin.manuscripts import LibraryRulesAdmin
from guides_app.models import DocumentKind, LibraryRules
from requests_app.admin import second_factor
from requests_app.models import Role, record_at_desk
from requests_app.states import Party

View = Callable[..., HttpResponseBase]
SAFE_METHODS = ("GET", "HEAD")


class DeskAdminSite(AdminSite):
    site_title = site_header = _("Radio Code Desk")
    index_title = _("Desk")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        has_one = super().has_permission(request) and second_factor.has_second_factor(request)
        return has_one and second_factor.passed_second_factor(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]  # views answer with any response
        """Every page of the Desk passes here: those of the stock admin, of its models, and our own.

        What is sent to a page that needs a fresh second factor is not kept meanwhile: it may hold a password or a code.
        """
        guarded = super().admin_view(view, cacheable)
        model_admin = getattr(view, "__self__", None)
        guards = bool(getattr(model_admin, "needs_fresh_factor", False))
        readable = getattr(view, "__name__", "") == "changelist_view"

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                return self._next_step(request)
            open_list = readable and request.method in SAFE_METHODS
            if guards and not open_list and not second_factor.is_fresh(request):
                return prove_it(request)
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def _next_step(self, request: HttpRequest) -> HttpResponseBase:
        """What is still missing: to sign in, to enrol a second factor, or to prove it. Others are turned away."""
        if not request.user.is_authenticated:
            return _redirect("account_login", back_to=request.get_full_path())
        if not (request.user.is_active and request.user.is_staff):
            raise PermissionDenied
        if not second_factor.has_second_factor(request):
            return _redirect("mfa_activate_totp", back_to=None)
        return prove_it(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the bar of the Desk, so that the pages of the library have it too."""
        return {**super().each_context(request), **requests_app.admin.frame.frame(request)}

    def numbers_not_found(self, request: HttpRequest, kind: DocumentKind) -> Mapping[str, object]:
        """What the office knows of guides at which customers get stuck; the library shows it in its list."""
        return requests_app.admin.health.numbers_not_found(request, kind)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The pages of the office come first; what is left is the stock admin, whose index is "Settings"."""
        stock = path("settings/", self.admin_view(super().index), name="settings")
        return [*requests_app.admin.pages(self), stock, *super().get_urls()]

    def index(  # type: ignore[override]  # as below
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The Desk opens on the queue for those who see requests, and on the guides for those who only write them."""
        if requests_app.admin.has_seat(request.user, *requests_app.admin.SEES):
            return HttpResponseRedirect(reverse("admin:queue"))
        if requests_app.admin.has_seat(request.user, Role.GUIDE_EDITOR):
            return HttpResponseRedirect(reverse("admin:guides_app_manuscript_changelist"))
        return super().index(request, extra_context)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return _redirect("account_login", back_to=reverse("admin:index"))

    def logout(  # type: ignore[override]  # the stubs know only the stock answer
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            get_adapter().logout(request)
        return _redirect("account_login" if request.method == "POST" else "account_logout", back_to=None)

    def password_change(  # type: ignore[override]  # as above
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return _redirect("account_change_password", back_to=None)


def prove_it(request: HttpRequest) -> HttpResponseRedirect:
    """To where a fresh proof is asked, or to sign in where nothing could give one; from there back to this address."""
    first = next(iter(get_adapter().get_reauthentication_methods(request.user)), None)
    return _redirect(first["url"] if first else "account_login", back_to=request.get_full_path())


def _redirect(to: str, *, back_to: str | None) -> HttpResponseRedirect:
    query = f"?{urlencode({REDIRECT_FIELD_NAME: back_to})}" if back_to else ""
    response = HttpResponseRedirect(f"{resolve_url(to)}{query}")
    response.headers["Cache-Control"] = "no-store"
    return response


class RecordedRulesAdmin(LibraryRulesAdmin):
    """The rules of the library, whose changes stand in the office's record like those of a desk."""

    def save_model(self, request: HttpRequest, obj: LibraryRules, form: Any, change: bool) -> None:
        former = model_to_dict(LibraryRules.current(), exclude=["id"])
        super().save_model(request, obj, form, change)
        new = model_to_dict(obj, exclude=["id"])
        if changed := {name: [former[name], new[name]] for name in new if former[name] != new[name]}:
            record_at_desk(None, "library_rules_changed", party=Party.STAFF, user_id=request.user.pk, data=changed)


site = DeskAdminSite(name="admin")
guides_app.admin.register(site)
site.unregister(LibraryRules)
site.register(LibraryRules, RecordedRulesAdmin)
requests_app.admin.register(site)
