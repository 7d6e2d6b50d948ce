"""The office's pages at the Desk."""

from django.contrib.admin import AdminSite


def register(site: AdminSite) -> None:
    """Adds the office's models to the Desk."""
