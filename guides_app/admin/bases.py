"""The admin's base classes with the type parameters that only a type checker can read, and what pages of it share."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    PlainAdmin = admin.ModelAdmin[Any]
else:
    PlainAdmin = admin.ModelAdmin


class KeepsSlug(PlainAdmin):
    """Rows that drafts, earlier texts and files name by their slug: it is chosen once, and suggested from these fields.

    Not Django's own `prepopulated_fields`: the page of an earlier state fills in every field of that name, and falls
    where the slug is only shown.
    """

    slug_from: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The name that people read first, that of addresses last."""
        fields = list(super().get_fields(request, obj))
        return sorted(fields, key=lambda field: field == "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The slug of a row that is there."""
        return (*super().get_readonly_fields(request, obj), *(("slug",) if obj else ()))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """A slug is suggested for a new row alone."""
        return {} if obj else {"slug": self.slug_from}
