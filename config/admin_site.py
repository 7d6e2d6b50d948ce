"""The Desk: an admin site that opens for active staff whose session has passed a second factor, and for nobody else."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from guides_app import unsent
from guides_app.models import Remark
from requests_app import second_factor
from requests_app.desk_bar import desk_bar
from requests_app.models import CodeRequest, DailyTotal, Desk, Event, Member
from requests_app.permissions import EDIT_GUIDES, SEE_REQUESTS, allows

View = Callable[..., HttpResponseBase]
SAFE_METHODS = ("GET", "HEAD")
DAILY = {
    "requests/": CodeRequest,
    "overview/": DailyTotal,
    "record/": Event,
    "guides/health/": Remark,
    "team/": Member,
    "desks/": Desk,
}


def _owner_of(view: View) -> object:
    """The page of a model that this view is a method of, whatever has been put around the method."""
    method: object = view
    while method is not None and not hasattr(method, "__self__"):
        method = getattr(method, "__wrapped__", None)
    return getattr(method, "__self__", None)


class DeskAdminSite(AdminSite):
    site_title = site_header = _("Radio Code Desk")
    index_title = _("Desk")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        has_one = super().has_permission(request) and second_factor.has_second_factor(request)
        return has_one and second_factor.passed_second_factor(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]  # views answer with any response
        """Every page of the Desk passes here: those of the stock admin, of its models, and our own.

        A form that comes when its writer is signed out waits where its page says (guides_app.unsent). What is sent to a
        page that needs a fresh second factor is not kept meanwhile: it may hold a password or a code.
        """
        guarded = super().admin_view(view, cacheable)
        model_admin = _owner_of(view)
        guards = bool(getattr(model_admin, "needs_fresh_factor", False))
        readable = getattr(view, "__name__", "") == "changelist_view"

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                unsent.keep_for(view, request)
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
        return {**super().each_context(request), **desk_bar(request)}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The stock index is "Settings"; pages that staff use all day have short addresses."""
        stock = path("settings/", self.admin_view(super().index), name="settings")
        pages = {address: self.get_model_admin(model) for address, model in DAILY.items()}
        daily = [path(address, include(page.get_urls())) for address, page in pages.items()]
        named = {f"{page.opts.app_label}/{page.opts.model_name}/" for page in pages.values()}
        others = [entry for entry in super().get_urls() if str(entry.pattern) not in named]
        return [stock, *daily, *others]

    def index(  # type: ignore[override]  # as below
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The Desk opens on the queue for those who see requests, and on the guides for those who only write them."""
        if allows(request.user, SEE_REQUESTS):
            return HttpResponseRedirect(reverse("admin:queue"))
        if allows(request.user, EDIT_GUIDES):
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
