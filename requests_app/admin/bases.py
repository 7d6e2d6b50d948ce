"""The stock admin with the rules of the Desk: what seats permit and nothing more, no side channel to sealed columns."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from requests_app.models import Desk
from requests_app.permissions import allows, desks_of

if TYPE_CHECKING:
    PlainAdmin = admin.ModelAdmin[Any]
    PlainInline = admin.TabularInline[Any, Any]
else:
    PlainAdmin = admin.ModelAdmin
    PlainInline = admin.TabularInline


class SeatAdmin(PlainAdmin):
    """A model of the office. The seats say what is allowed, of superusers too; rows are those of the own desks."""

    list_per_page = 50
    show_full_result_count = False
    sortable_by = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only the filters that the page itself offers; no spelling of sealed columns in an address line."""
        named = {one if isinstance(one, str) else getattr(one, "parameter_name", "") for one in self.list_filter}
        return lookup in {f"{name}{form}" for name in named for form in ("", "__exact", "__id__exact")}

    def permission(self, act: str) -> str:
        """The name of the permission to view, add, change or delete rows of this model."""
        return f"{self.opts.app_label}.{get_permission_codename(act, self.opts)}"

    def desks(self, request: HttpRequest) -> list[Desk]:
        """The desks whose rows this person sees here."""
        return desks_of(request.user, self.permission("view"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(desk__in=[desk.pk for desk in self.desks(request)])

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return allows(request.user, self.permission("view"), obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return allows(request.user, self.permission("add"))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return allows(request.user, self.permission("change"), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return allows(request.user, self.permission("delete"), obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Whoever sees no row here gets the same refusal for rows that exist and that do not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


class SteppedUp(PlainAdmin):
    """A model that says who may do what, or which codes are known. The site asks for a fresh second factor before any
    of its pages but the list is opened, and before anything is sent to any of them, the list included."""

    needs_fresh_factor = True
