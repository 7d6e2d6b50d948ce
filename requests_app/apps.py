"""The office as Django sees it."""

from importlib import import_module

from django.apps import AppConfig

from requests_app import checks

__all__ = ["RequestsConfig", "checks"]  # importing the checks registers them


class RequestsConfig(AppConfig):
    name = "requests_app"
    verbose_name = "Requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Checks that look at models are registered when those are there."""
        import_module("requests_app.lookup.checks")
