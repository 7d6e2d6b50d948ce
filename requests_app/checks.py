"""System checks of what settings alone do not tell: what the database holds, for `manage.py check --database default`
and `migrate`, and what is installed, for `manage.py check --deploy`."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.models import Model, QuerySet

from requests_app.identity import NotAnAddress, canonical_email
from requests_app.labels import engines
from requests_app.labels.engines import Engine
from requests_app.web_addresses import is_served, page_names


@checks.register(checks.Tags.database)
def reply_addresses(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every desk that answers requests has an address that letters can be answered to."""
    return [
        checks.Warning(f"The reply address of the desk {slug} is no email address: its letters fail.", id="desk.W001")
        for desks in _desks(databases, "email")
        for slug, email in desks.filter(active=True).values_list("slug", "email")
        if not _is_address(email)
    ]


@checks.register("labels", deploy=True)
def label_engines(**kwargs: Any) -> list[checks.CheckMessage]:
    """Which engines read photos of labels here; none of them has to."""
    there, used = engines.installed(), engines.standing(settings.LABEL_ENGINES)
    said = [f"{engine} reads labels ({engines.versions(engine)})" for engine in used]
    said += [f"{engine} is switched off by LABEL_ENGINES" for engine in there if engine not in used]
    said += [f"{engine} is not installed ({engines.SETS[engine]})" for engine in Engine if engine not in there]
    return [checks.Info(f"Engines for photos of labels: {'; '.join(said)}.", id="labels.I001")]


@checks.register(checks.Tags.database)
def names_of_pages(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """No desk is called like a page."""
    return [
        checks.Warning(f"The desk {slug} is called like a page: its own address leads to that.", id="desk.W002")
        for desks in _desks(databases, "slug")
        for slug in desks.filter(slug__in=page_names()).values_list("slug", flat=True)
    ]


@checks.register(checks.Tags.database)
def host_names(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The host name of each desk is served."""
    return [
        checks.Warning(
            f"The host name of the desk {slug} is not in ALLOWED_HOSTS: it is not served, and letters do not lead "
            f"there: {host_name}",
            id="desk.W003",
        )
        for desks in _desks(databases, "host_name")
        for slug, host_name in desks.exclude(host_name="").values_list("slug", "host_name")
        if not is_served(host_name)
    ]


def _desks(databases: Sequence[str] | None, column: str) -> Iterator[QuerySet[Model]]:
    """Those of each database that has this column by now: `migrate` checks before it begins."""
    model = apps.get_model("requests_app", "Desk")
    table = model._meta.db_table  # noqa: SLF001 - documented
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            introspection = connections[alias].introspection
            there = table in introspection.table_names(cursor)
            columns = introspection.get_table_description(cursor, table) if there else []
        if column in {each.name for each in columns}:
            yield QuerySet(model, using=alias).order_by("pk")


def _is_address(text: str) -> bool:
    try:
        canonical_email(text)
    except NotAnAddress:
        return False
    return True
