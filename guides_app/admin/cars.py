"""Makes and models in the admin."""

from simple_history.admin import SimpleHistoryAdmin

from guides_app.admin.bases import PlainAdmin


class BrandAdmin(PlainAdmin):
    """Makes: few, and rarely changed."""

    list_display = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    search_fields = ("name",)


class CarModelAdmin(SimpleHistoryAdmin):
    """Models with the nicknames that the finder knows."""

    list_display = ("name", "brand", "nicknames")
    list_filter = ("brand",)
    list_select_related = ("brand",)
    search_fields = ("name", "nicknames")
    prepopulated_fields = {"slug": ("brand", "name")}
