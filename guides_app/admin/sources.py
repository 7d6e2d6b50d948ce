"""Sources, and the facts that hold for every radio."""

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from guides_app.models import DisplayMessage


class SourceAdmin(SimpleHistoryAdmin):
    """Who says so."""

    list_display = ("title", "kind", "address")
    list_filter = ("kind",)
    search_fields = ("title", "note")
    prepopulated_fields = {"slug": ("title",)}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class DisplayMessageAdmin(SimpleHistoryAdmin):
    """Display messages that hold for every family; a family's own are edited with the family."""

    list_display = ("words", "state", "means", "source", "confidence")
    list_filter = ("state", "confidence")
    list_select_related = ("source",)
    exclude = ("family",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DisplayMessage]:
        """Only the general ones."""
        messages: QuerySet[DisplayMessage] = super().get_queryset(request)
        return messages.filter(family__isnull=True)


class FreePlaceAdmin(SimpleHistoryAdmin):
    """Free places to look first."""

    list_display = ("place", "brand", "source", "confidence", "position")
    list_select_related = ("brand", "source")
