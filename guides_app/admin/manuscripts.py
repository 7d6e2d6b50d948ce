"""The doors of the guide editor in the admin. There is no form that writes a row of the library by itself."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from guides_app import unsent
from guides_app.admin.bases import PlainAdmin
from guides_app.admin.editor import (
    beginning,
    desk,
    editing,
    history,
    listing,
    previews,
    releasing,
    translating,
)
from guides_app.models import DocumentKind, Guide, LibraryRules, Manuscript, RadioFamily
from guides_app.posted import posted

form_page = require_http_methods(["GET", "HEAD", "POST"])
NAME = "guides_app_manuscript_{}"


@admin.register(Manuscript)
class ManuscriptAdmin(PlainAdmin):
    """Every page of the editor."""

    def get_urls(self) -> list[URLPattern]:
        """The list, the forms, and what belongs to one document."""
        one = "<int:key>/"
        return [
            self._page("", "changelist", require_safe, listing.show, numbers_not_found=self.numbers_not_found),
            self._page("overdue/", "overdue", require_safe, listing.overdue, numbers_not_found=self.numbers_not_found),
            self._page("add/", "add", form_page, beginning.begin),
            self._page("open/<slug:kind>/<slug:key>/", "open", require_safe, listing.open_document),
            self._page(one, "edit", form_page, editing.edit),
            self._page(f"{one}preview/", "preview", form_page, previews.preview),
            self._page(f"{one}publish/", "release", form_page, releasing.release),
            self._page(f"{one}translations/", "translate", form_page, translating.translate),
            self._page(f"{one}history/", "history", require_safe, history.history),
            self._page(f"{one}compare/", "compare", require_safe, history.compare),
            self._page(f"{one}restore/", "restore", posted(history.to_history), history.restore),
        ]

    def numbers_not_found(self, request: HttpRequest, kind: DocumentKind) -> Mapping[str, object]:
        """By guide or radio: how often its readers cannot find the number of the radio. The library alone cannot tell;
        who knows of requests extends this."""
        return {}

    def _page(self, route: str, name: str, methods: Any, view: Callable[..., Any], **given: Any) -> URLPattern:
        kept = unsent.kept_by()(methods(partial(view, self.admin_site, **given)))
        return path(route, self.admin_site.admin_view(kept), name=NAME.format(name))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever edits may begin a new text."""
        return bool(desk.may(request, desk.EDIT))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A text is withdrawn, never deleted."""
        return False


class Doorway(PlainAdmin):
    """Rows that readers see. They are looked for here and edited as documents."""

    kind: DocumentKind

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A new one is begun in the editor."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only its manuscript changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is withdrawn instead."""
        return False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the list of settings: the editor is."""
        return {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list of the editor."""
        desk.need(request, desk.SEE)
        return redirect(f"{desk.address('changelist')}?kind={self.kind.value}")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The editor of its document."""
        desk.need(request, desk.SEE)
        found = self.get_object(request, object_id or "")
        return redirect(desk.open_address(self.kind, found.slug) if found else desk.address("changelist"))


@admin.register(Guide)
class GuideAdmin(Doorway):
    """Guides."""

    kind = DocumentKind.GUIDE
    search_fields = ("slug",)


@admin.register(RadioFamily)
class RadioFamilyAdmin(Doorway):
    """Radio families."""

    kind = DocumentKind.FAMILY
    search_fields = ("name", "slug")


@admin.register(LibraryRules)
class LibraryRulesAdmin(PlainAdmin):
    """How this shop publishes: one row, changed by its leads."""

    needs_fresh_factor = True  # whether two people must publish is a rule of who may do what
    fields = ("second_person", "review_months")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the first time."""
        return super().has_add_permission(request) and not LibraryRules.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There are always rules."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one row, so the list is its form."""
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        kept = LibraryRules.objects.filter(pk=1).first()
        name = "admin:guides_app_libraryrules_change" if kept else "admin:guides_app_libraryrules_add"
        if kept is None and not self.has_add_permission(request):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse(name, args=[1] if kept else []))

    def save_model(self, request: HttpRequest, obj: LibraryRules, form: Any, change: bool) -> None:
        """Always the same row."""
        obj.pk = 1
        super().save_model(request, obj, form, change)
