"""Makes and models in the admin. Cars are found by their names, so the finder learns at once what changes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from guides_app import finder
from guides_app.admin.bases import KeepsSlug
from guides_app.models import Brand, CarModel


class NamesAdmin(KeepsSlug, SimpleHistoryAdmin):
    """What makes and models share."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The names, and the words that the finder makes of them."""
        super().save_model(request, obj, form, change)
        finder.rebuild()


@admin.register(Brand)
class BrandAdmin(NamesAdmin):
    """Makes: few, and rarely changed."""

    list_display = ("name", "slug")
    slug_from = ("name",)
    search_fields = ("name",)


@admin.register(CarModel)
class CarModelAdmin(NamesAdmin):
    """Models with the nicknames that the finder knows."""

    list_display = ("name", "brand", "nicknames")
    list_filter = ("brand",)
    list_select_related = ("brand",)
    search_fields = ("name", "nicknames")
    slug_from = ("brand", "name")
