"""The worker as a process of its own, with a real database and a real mail server: killed, stopped, and run again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from requests_app.models import EvidenceLevel, Letter, Message, Outgoing
from requests_app.notifications import outbox
from tests import factories
from tests.database import cloned_for_tests
from tests.requests_app.notifications.post_office import WAIT_SECONDS, Clerk, open_for_post

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Killed processes share no file with connections that threads of earlier tests still hold open."""
    with cloned_for_tests(django_db_blocker, "_killed"):
        yield


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
def surroundings(clerk: Clerk, settings: LazySettings) -> Iterator[dict[str, str]]:
    """The environment of a worker that shares this test's database, files and mail server."""
    with open_for_post(clerk) as port:
        yield {
            **os.environ,
            "DATABASE_URL": database_url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "VAULT_DIR": str(settings.VAULT_DIR),
            "VAULT_TMP": str(settings.VAULT_TMP),
        }


def database_url() -> str:
    """The address of the database of the running test."""
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{kept['NAME']}"
    place = f"{quote(kept['HOST'] or 'localhost', safe='')}:{kept['PORT'] or 5432}"
    return f"postgres://{kept['USER']}:{kept['PASSWORD']}@{place}/{kept['NAME']}"


WITH_ANOTHER_CLOCK = """
import datetime, runpy, sys, time_machine
sys.argv = ["manage.py", *sys.argv[2:]]
off = datetime.timedelta(seconds=float({off}))
with time_machine.travel(datetime.datetime.now(datetime.UTC) + off):
    runpy.run_path("manage.py", run_name="__main__")
"""


@contextmanager
def working(
    surroundings: dict[str, str], *arguments: str, clock_is_off: float = 0.0
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process, whose clock may be another than that of this machine."""
    command = [sys.executable, "manage.py", "worker", *arguments]
    if clock_is_off:
        program = WITH_ANOTHER_CLOCK.format(off=clock_is_off)
        command = [sys.executable, "-c", program, "manage.py", "worker", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def work_once(surroundings: dict[str, str]) -> None:
    with working(surroundings, "--once") as process:
        assert process.wait(WAIT_SECONDS) == 0


def make_letters(number: int = 1) -> list[Message]:
    desk = factories.make_desk(level=EvidenceLevel.COUNTER)
    code_request, _ = factories.make_sent(desk)
    first = Message.objects.get()
    return [first, *(outbox.write(code_request, Letter.LOST_LINK, key=str(n)) for n in range(1, number))]


def has_gone(letter: Message) -> bool:
    return Message.objects.filter(pk=letter.pk, sent_at__isnull=False).exists()


def let_leases_pass(table: type[Outgoing] = Message) -> None:
    leased: QuerySet[Any] = QuerySet(table).exclude(lease_until=None)
    leased.update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("phase", ["rcpt", "data"])
def test_a_worker_killed_in_mid_letter_loses_none(clerk: Clerk, surroundings: dict[str, str], phase: str) -> None:
    (letter,) = make_letters()
    clerk.holds = phase
    with working(surroundings) as process:
        clerk.wait_for_letter()
        process.send_signal(signal.SIGKILL)
        process.wait(WAIT_SECONDS)
    clerk.holds = ""
    clerk.go_on.set()
    assert not has_gone(letter)
    let_leases_pass()
    work_once(surroundings)
    assert has_gone(letter)
    assert 1 <= len(clerk.message_ids) <= 2
    assert set(clerk.message_ids) == {letter.message_id}


def test_a_stopped_worker_finishes_its_letter_and_leaves_the_next(clerk: Clerk, surroundings: dict[str, str]) -> None:
    make_letters(2)
    clerk.holds = "data"
    with working(surroundings) as process:
        clerk.wait_for_letter()
        process.send_signal(signal.SIGTERM)
        clerk.go_on.set()
        assert process.wait(WAIT_SECONDS) == 0
    assert len(clerk.taken) == Message.objects.exclude(sent_at=None).count() == 1


@pytest.mark.parametrize(
    "apart",
    [
        pytest.param(0.0, marks=pytest.mark.one_database),
        pytest.param(26 * 3600.0, marks=pytest.mark.one_database),
        -26 * 3600.0,
        *(pytest.param(half, marks=pytest.mark.postgresql) for half in (0.5, -0.5)),
    ],
)
def test_two_workers_send_each_letter_once_whatever_their_clocks_say(
    clerk: Clerk, surroundings: dict[str, str], apart: float
) -> None:
    letters = make_letters(30)
    with working(surroundings, "--once") as one, working(surroundings, "--once", clock_is_off=apart) as other:
        assert [one.wait(WAIT_SECONDS), other.wait(WAIT_SECONDS)] == [0, 0]
    assert sorted(clerk.message_ids) == sorted(letter.message_id for letter in letters)


def test_of_two_workers_with_other_clocks_one_may_be_killed(clerk: Clerk, surroundings: dict[str, str]) -> None:
    letters = make_letters(6)
    clerk.holds = "rcpt"
    with working(surroundings) as killed:
        clerk.wait_for_letter()
        killed.send_signal(signal.SIGKILL)
        killed.wait(WAIT_SECONDS)
    clerk.holds = ""
    clerk.go_on.set()
    with working(surroundings, "--once", clock_is_off=26 * 3600.0) as other:
        assert other.wait(WAIT_SECONDS) == 0
    assert clerk.message_ids == [], "a lease was taken from a worker that may be alive"
    let_leases_pass()
    work_once(surroundings)
    assert sorted(clerk.message_ids) == sorted(letter.message_id for letter in letters)
