"""What readers looked for in vain: a list for editors to write guides and local words by. Done with one? Delete it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from guides_app.admin.bases import PlainAdmin
from guides_app.models import FailedSearch


@admin.register(FailedSearch)
class FailedSearchAdmin(PlainAdmin):
    """Words only, the most frequent first. Nobody adds or changes them."""

    list_display = ("words", "language", "count", "last_on")
    list_display_links = None
    list_filter = ("language",)
    search_fields = ("words",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the finder adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They say what was typed."""
        return False
