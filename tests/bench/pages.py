"""Sizes, queries and processor time of the pages, beside an empty view of the same stack, in one run.

Queries are counted at 1, 10 and 100 requests; times are medians of processor time, given as a ratio to the empty view.
"""

import gzip
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.runner import DiscoverRunner
from django.test.utils import CaptureQueriesContext

from guides_app.models import Guide, RadioFamily
from guides_app.views.kept import shelf
from requests_app import workflow
from tests import factories
from tests.doors import Who
from tests.test_permission_matrix import World

ROUNDS = 25
COUNTS = (1, 10, 100)
STATIC = settings.BASE_DIR / "config" / "static" / "site"


@dataclass
class Asked:
    """Who asks for which page. `anew`: it is made each time; `known`: the browser has it and asks for changes."""

    client: Client
    address: str
    anew: bool = False
    known: bool = False

    def get(self) -> HttpResponse:
        """Ask once."""
        if self.anew:
            shelf.clear()
        headers = {"if-none-match": self._etag} if self.known else {}
        return cast("HttpResponse", self.client.get(self.address, headers=headers))

    @cached_property
    def _etag(self) -> str:
        return self.client.get(self.address).headers["ETag"]


@dataclass(frozen=True)
class Measured:
    """One page: bytes as sent and compressed, queries, median processor time in milliseconds."""

    size: int
    packed: int
    queries: int
    milliseconds: float


def measure(asked: Asked) -> Measured:
    """Ask for a page ROUNDS times, after one that is not counted."""
    asked.get()
    with CaptureQueriesContext(connection) as queries:
        answer = asked.get()
    count = len(queries)  # now, for the next request empties the log
    if answer.status_code != (304 if asked.known else 200):
        raise SystemExit(f"{asked.address}: {answer.status_code}")
    taken = []
    for _round in range(ROUNDS):
        start = time.process_time()
        asked.get()
        taken.append((time.process_time() - start) * 1000)
    body = answer.content
    return Measured(len(body), len(gzip.compress(body)), count, statistics.median(taken))


@contextmanager
def database() -> Iterator[None]:
    """A database of its own, thrown away afterwards."""
    runner = DiscoverRunner(verbosity=0, interactive=False)
    made = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(made)


def drafter(world: World) -> Client:
    """A device in the middle of the wizard."""
    draft, token = workflow.start_draft(world.desk, language="en")
    workflow.save_answers(draft, guide=world.a.guide, family=world.a.family, number_kind="precode")
    client = Client()
    client.cookies["draft"] = token
    return client


def largest(kind: str, slugs: Iterable[str]) -> str:
    """The page of this kind with the most to read."""
    return max((f"/en/{kind}/{slug}/" for slug in slugs), key=lambda address: len(Client().get(address).content))


def pages(world: World, anybody: Client, drafter: Client, customer: Client, clerk: Client) -> dict[str, Asked]:
    """What is measured, and by whom."""
    guide = largest("guides", Guide.objects.published().values_list("slug", flat=True))
    radio = largest("radios", RadioFamily.objects.values_list("slug", flat=True))
    return {
        "empty view": Asked(anybody, "/healthz/live"),
        "home": Asked(anybody, "/en/"),
        "all guides": Asked(anybody, "/en/guides/"),
        "largest guide, made anew": Asked(anybody, guide, anew=True),
        "largest guide, kept": Asked(anybody, guide),
        "largest guide, 304": Asked(anybody, guide, known=True),
        "largest radio, made anew": Asked(anybody, radio, anew=True),
        "largest radio, kept": Asked(anybody, radio),
        "largest radio, 304": Asked(anybody, radio, known=True),
        "sitemap, made anew": Asked(anybody, "/sitemap.xml", anew=True),
        "wizard: number": Asked(drafter, "/en/request/number/"),
        "tracking page": Asked(customer, f"/track/{world.a.reference}/"),
        "code page, before the press": Asked(customer, f"/track/{world.a.reference}/code/"),
        "queue": Asked(clerk, "/staff/requests/"),
        "review": Asked(clerk, f"/staff/requests/{world.b.reference}/"),
    }


def first_view(guide: Measured) -> str:
    """What a first visit to a guide carries: as served, and for whoever cannot unpack."""
    rest = sum((STATIC / name).stat().st_size for name in ("site.css", "page.js", "icon.svg"))
    return f"first view of it, 4 requests: {guide.packed + rest} bytes as served, {guide.size + rest} unpacked"


def main() -> None:
    """Print the table."""
    with database():
        call_command("guides", "load", verbosity=0)
        world = World()
        browsers = (Client(), drafter(world), world.browser(Who.HOLDER_A), world.browser(Who.CLERK))
        sent, tables = 1, []
        for count in COUNTS:
            for _request in range(count - sent):
                factories.make_sent(world.desk)
            sent = count
            tables.append({name: measure(page) for name, page in pages(world, *browsers).items()})
    empty = tables[-1]["empty view"].milliseconds
    lines = [f"{'page':<30}{'bytes':>8}{'gzip':>7}  {'queries at 1/10/100':<21}{'x empty view':>12}"]
    for name, last in tables[-1].items():
        queries = " / ".join(str(table[name].queries) for table in tables)
        lines.append(f"{name:<30}{last.size:>8}{last.packed:>7}  {queries:<21}{last.milliseconds / empty:>12.1f}")
    lines.append(first_view(tables[-1]["largest guide, made anew"]))
    sys.stdout.write("\n".join(lines) + "\n")
