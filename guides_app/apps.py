"""The library as Django sees it."""

from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "guides_app"
    verbose_name = "Guides"
    default_auto_field = "django.db.models.BigAutoField"
