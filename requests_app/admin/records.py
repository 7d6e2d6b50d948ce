"""The record in the admin: its pages in place of the stock list, for nothing in it is ever changed."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from requests_app.admin import record_views, retention_views
from requests_app.admin.bases import PlainAdmin
from requests_app.models import Event


@admin.register(Event)
class EventAdmin(PlainAdmin):
    """The record of a desk; that of one request stands with the request."""

    def get_urls(self) -> list[URLPattern]:
        """What happened, the same as a file, and what is deleted when."""
        door = self.admin_site.admin_view
        return [
            path("", door(record_views.show_record), name="record"),
            path("export/", door(record_views.export_record), name="export_record"),
            path("retention/", door(retention_views.show_retention), name="retention"),
        ]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the list of settings: the bar leads here."""
        return {}
