"""The library as a Django app."""

from django.apps import AppConfig


class GuidesConfig(AppConfig):
    """Cars, radio families and guides."""

    name = "guides_app"
    label = "guides_app"
    verbose_name = "Guides"
