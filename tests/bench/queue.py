"""Queue, search, take next, dashboard, guide health and letters, with up to a million requests, beside the stock
admin's change list of the same table, the review page beside its change form, and the list of the machine interface
beside a stock viewset, all behind the same middleware, in one run; on the PostgreSQL that DATABASE_URL names.
BENCH_ROWS, BENCH_OPEN and BENCH_DESKS say how many requests there are, how many of them wait, and at how many desks of
one person.

Milliseconds are processor time of this process and of the database's process that serves it, for one page.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests_app import totals, workflow
from requests_app.models import CodeRequest, Desk, Member, Role
from tests import factories
from tests.bench import stock
from tests.bench.pages import database
from tests.doors import Who
from tests.many import add_letters
from tests.test_permission_matrix import World

SIZES = (1_000, 100_000, 1_000_000)
OPEN = int(os.environ.get("BENCH_OPEN", "2700"))
DESKS = int(os.environ.get("BENCH_DESKS", "1"))
ROUNDS = 15
GOALS = (
    "goals: a page at most 150 KB; queue / stock at most 0.7 at 100,000 and 0.2 at 1,000,000; "
    "dashboard, guide health and letters at most 0.7; "
    "review at most 25 queries and 60 KB, review / stock at most 0.8; "
    "software's list at most 5 queries, / stock at most 0.6 at 100,000 and 0.15 at 1,000,000"
)
TICK = 1000 / os.sysconf("SC_CLK_TCK")


def fill(template: CodeRequest, size: int, desks: list[Desk]) -> None:
    """As many requests like this one at each of DESKS in turn; OPEN of them wait. Each has a name, an address, a
    reference and a letter of its own; of every thousandth letter the mailbox was refused."""
    names = [str(field.column) for field in CodeRequest._meta.concrete_fields if field.column != "id"]
    own = {
        "reference": "'RC-' || lpad(n::text, 8, '0')", "draft_digest": "NULL",
        "status": f"CASE WHEN n > {size} - {OPEN} THEN (ARRAY['received', 'checking', 'not_worked'])[1 + mod(n, 3)] "
        "ELSE (ARRAY['closed', 'refused', 'expired', 'withdrawn'])[1 + mod(n, 4)] END",
        "desk_id": f"(ARRAY{[desk.pk for desk in desks]})[1 + mod(n, {len(desks)})]",
        **{at: f"{at} - n * interval '1 minute'" for at in ("started_at", "sent_at", "promised_at")},
        **dict.fromkeys(("number_fingerprint", "vin_tail_fingerprint", "email_fingerprint"), "md5(n::text)"),
    }  # fmt: skip
    there = CodeRequest.objects.count()
    chosen = ", ".join(own.get(name, name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO requests_app_coderequest ({', '.join(names)}) SELECT {chosen} "  # noqa: S608 - our own columns
            "FROM requests_app_coderequest, generate_series(%s, %s) n WHERE id = %s",
            [there, size, template.pk],
        )
        cursor.execute(
            "INSERT INTO requests_app_searchterm (desk_id, code_request_id, kind, term) SELECT desk_id, r.id, 'name', "
            "CASE w WHEN 0 THEN 'popescu' || mod(r.id, 5000) ELSE 'ana' || mod(r.id, 300) END "
            "FROM requests_app_coderequest r, generate_series(0, 1) w WHERE r.reference >= %s AND r.reference < 'RC-9' "
            "AND length(r.reference) = 11 ON CONFLICT DO NOTHING",
            [f"RC-{there:08d}"],
        )
        add_letters(cursor, failing=1000)
        cursor.execute("VACUUM ANALYZE requests_app_coderequest, requests_app_searchterm, requests_app_message")


def ticks() -> float:
    """Milliseconds of processor time that the database's process of this connection has used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        place = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not place.exists():
        return 0.0
    return sum(map(int, place.read_text().rpartition(")")[2].split()[11:13])) * TICK


def measure(ask: Callable[[], Any]) -> tuple[float, int, int]:
    """Milliseconds for one, its queries and its bytes."""
    ask()
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    asked = len(queries)
    start, before = time.process_time(), ticks()
    for _round in range(ROUNDS):
        ask()
    spent = (time.process_time() - start) * 1000 + ticks() - before
    return spent / ROUNDS, asked, len(answer.content) if isinstance(answer, HttpResponse) else 0


def opened(client: Client, root: Client, world: World) -> dict[str, Callable[[], Any]]:
    """One request opened: its review page, and what comes when somebody asks for it."""
    here = f"/staff/requests/{world.b.reference}/"
    return {
        "stock change form": lambda: root.get(f"{stock.LIST}{world.b.pk}/change/", stock.ALONE),
        "review": lambda: client.get(here),
        "review, the same person, car or radio": lambda: client.get(f"{here}history/"),
        "review, what happened": lambda: client.get(f"{here}record/"),
    }


def listed(software: Client) -> dict[str, Callable[[], Any]]:
    """The list of the machine interface."""
    return {
        "stock viewset": lambda: software.get(stock.VIEWSET),
        "software's list": lambda: software.get("/api/v1/desk/requests"),
        "software's list, all": lambda: software.get("/api/v1/desk/requests?view=all"),
        "software's list, by radio": lambda: software.get("/api/v1/desk/requests?radio=buttons-1-4"),
    }


def take(user: User) -> None:
    """Taken, and given back without a trace."""
    with transaction.atomic():
        workflow.take_next(user)
        transaction.set_rollback(True)


def asked(client: Client, root: Client, user: User) -> dict[str, Callable[[], Any]]:
    """What is measured."""

    def search(words: str) -> Callable[[], Any]:
        return lambda: client.post("/staff/requests/search/", {"q": words})

    return {
        "stock change list": lambda: root.get(stock.LIST, stock.ALONE),
        "queue": lambda: client.get("/staff/requests/"),
        "queue, all": lambda: client.get("/staff/requests/?tab=all"),
        "queue, done": lambda: client.get("/staff/requests/?tab=done"),
        "search, two words": search("ana17 popescu"),
        "search, common word": search("popescu"),
        "search, reference": search("RC-7K4M-2Q"),
        "search, number": search("S053"),
        "queue, by flag": lambda: client.get("/staff/requests/?flag=high"),
        "queue, no label": lambda: client.get("/staff/requests/?tab=all&missing=label"),
        "search, by flag": lambda: client.post("/staff/requests/search/", {"q": "popescu", "flag": "high"}),
        "take next": lambda: take(user),
        "dashboard": lambda: client.get(reverse("admin:dashboard")),
        "guide health": lambda: client.get(reverse("admin:guide_health")),
        "letters": lambda: client.get(reverse("admin:requests_app_message_changelist")),
    }


def main() -> None:
    """Print one table for each size."""
    if connection.vendor != "postgresql":
        sys.stdout.write("queue: measured on PostgreSQL only; name one in DATABASE_URL\n")
        return
    sizes = tuple(map(int, os.environ["BENCH_ROWS"].split(","))) if "BENCH_ROWS" in os.environ else SIZES
    with database(), override_settings(ROOT_URLCONF="tests.bench.stock"):
        world = World(ready=False)
        client, software, root = world.browser(Who.LEAD), world.browser(Who.STAFF_SOFTWARE), Client()
        root.force_login(User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase"))
        user = factories.make_staff(world.desk, "taker")
        with connection.cursor() as cursor:  # else other processes would count for the stock pages, unseen by `ticks`
            cursor.execute("SET max_parallel_workers_per_gather = 0")
        desks = [world.desk, *(factories.make_desk(f"Bench {number}") for number in range(1, DESKS))]
        lead = User.objects.get(pk=client.session[SESSION_KEY])
        for desk in desks[1:]:
            Member.objects.create(desk=desk, user=lead, role=Role.LEAD)
            Member.objects.create(desk=desk, user=user, role=Role.CLERK)
        for size in sizes:
            fill(world.b, size, desks)
            totals.keep()  # as the worker does
            head = f"{size:,} requests, {OPEN:,} open, {DESKS} desks"
            heading = f"{head:<42}{'ms':>8}{'/ stock':>10}{'queries':>10}{'KB':>8}"
            lines: list[str] = []
            for pages in (asked(client, root, user), opened(client, root, world), listed(software)):
                lines.append(heading)
                unit = 0.0
                for name, ask in pages.items():
                    spent, queries, weight = measure(ask)
                    unit = unit or spent
                    lines.append(f"  {name:<40}{spent:>8.1f}{spent / unit:>10.2f}{queries:>10}{weight / 1000:>8.0f}")
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()
    sys.stdout.write(GOALS + "\n")
