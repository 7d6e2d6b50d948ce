"""Sources in the admin: who says so."""

from django.contrib import admin
from django.db import models
from simple_history.admin import SimpleHistoryAdmin

from guides_app.admin.bases import KeepsSlug
from guides_app.models import Source


@admin.register(Source)
class SourceAdmin(KeepsSlug, SimpleHistoryAdmin):
    """Who says so."""

    list_display = ("title", "kind", "address")
    list_filter = ("kind",)
    search_fields = ("title", "note")
    slug_from = ("title",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
