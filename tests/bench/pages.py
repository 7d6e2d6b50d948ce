"""Sizes, queries and processor time of the pages, beside an empty view of the same stack, in one run.

Queries are counted at 1, 10 and 100 requests; times are medians of processor time, given as a ratio to the empty view.
"""

import gzip
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.runner import DiscoverRunner
from django.test.utils import CaptureQueriesContext

from requests_app import workflow
from tests import factories
from tests.doors import Who
from tests.test_permission_matrix import World

ROUNDS = 25
COUNTS = (1, 10, 100)
GUIDE = "/en/guides/dacia-duster-1/"


@dataclass(frozen=True)
class Measured:
    """One page: bytes as sent and compressed, queries, median processor time in milliseconds."""

    size: int
    packed: int
    queries: int
    milliseconds: float


def measure(client: Client, address: str) -> Measured:
    """Ask for a page ROUNDS times, after one that is not counted."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    count = len(queries)  # now, for the next request empties the log
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    taken = []
    for _round in range(ROUNDS):
        start = time.process_time()
        client.get(address)
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


def pages(
    world: World, anybody: Client, drafter: Client, customer: Client, clerk: Client
) -> dict[str, tuple[Client, str]]:
    """What is measured, and by whom."""
    return {
        "empty view": (anybody, "/healthz/live"),
        "home": (anybody, "/en/"),
        "guide": (anybody, GUIDE),
        "wizard: number": (drafter, "/en/request/number/"),
        "tracking page": (customer, f"/track/{world.a.reference}/"),
        "code page, before the press": (customer, f"/track/{world.a.reference}/code/"),
        "queue": (clerk, "/staff/requests/"),
        "review": (clerk, f"/staff/requests/{world.b.reference}/"),
    }


def main() -> None:
    """Print the table."""
    with database():
        call_command("load_guides", verbosity=0)
        world = World()
        browsers = (Client(), drafter(world), world.browser(Who.HOLDER_A), world.browser(Who.CLERK))
        sent, tables = 1, []
        for count in COUNTS:
            for _request in range(count - sent):
                factories.make_sent(world.desk)
            sent = count
            tables.append({name: measure(*page) for name, page in pages(world, *browsers).items()})
    empty = tables[-1]["empty view"].milliseconds
    lines = [f"{'page':<30}{'bytes':>8}{'gzip':>7}  {'queries at 1/10/100':<21}{'x empty view':>12}"]
    for name, last in tables[-1].items():
        queries = " / ".join(str(table[name].queries) for table in tables)
        lines.append(f"{name:<30}{last.size:>8}{last.packed:>7}  {queries:<21}{last.milliseconds / empty:>12.1f}")
    sys.stdout.write("\n".join(lines) + "\n")
