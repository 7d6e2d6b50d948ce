"""System checks of what only the database knows. `manage.py check --database default` and `migrate` run them."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import connections
from django.db.models import QuerySet

from requests_app.identity import NotAnAddress, canonical_email


@checks.register(checks.Tags.database)
def reply_addresses(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every desk that answers requests has an address that letters can be answered to."""
    desks = apps.get_model("requests_app", "Desk")
    return [
        checks.Warning(f"The reply address of the desk {slug} is no e-mail address: its letters fail.", id="desk.W001")
        for alias in databases or ()
        if desks._meta.db_table in connections[alias].introspection.table_names()  # noqa: SLF001 - documented
        for slug, email in QuerySet(desks, using=alias).filter(active=True).values_list("slug", "email")
        if not _is_address(email)
    ]


def _is_address(text: str) -> bool:
    try:
        canonical_email(text)
    except NotAnAddress:
        return False
    return True
