"""The staff's admin as Django sees it: our own site is the default one, and knows our own two apps."""

from importlib import import_module

from django.contrib.admin.apps import SimpleAdminConfig


class DeskAdminConfig(SimpleAdminConfig):
    """Not every installed app is asked what it brings: stock forms of second factors, mail addresses, groups or task
    rows would be ways around the seats and the record."""

    default_site = "config.admin_site.DeskAdminSite"

    def ready(self) -> None:
        super().ready()
        for app in ("guides_app", "requests_app"):
            import_module(f"{app}.admin")
