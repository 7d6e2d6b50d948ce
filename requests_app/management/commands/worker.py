"""Runs the background in one process: tasks, due letters, webhooks and questions to sources as they come, chores every
few minutes."""

import logging
import os
import random
import select
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connections
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker

from requests_app import tasks
from requests_app.evidence import LABEL_QUEUE

PAUSE_SECONDS = (0.75, 1.25)  # by chance, so that several workers do not look at the same moment
CHORES_EVERY = 600.0
LETTERS_AT_MOST = 120.0  # of each round; a slow mail server must not hold up what has to be deleted in time
WEBHOOKS_AT_MOST = 10.0  # of each round, and what a receiver takes that hangs
TASKS_IN_A_ROW = 50  # then it is the round's turn
LABELS_IN_A_ROW = 1  # each takes seconds, in which no letter goes
_log = logging.getLogger(__name__)


class StopSign:
    """Raised by SIGTERM and SIGINT; whoever waits beside it is woken. A second signal ends the process at once."""

    def __init__(self) -> None:
        self.raised = False
        self._ear, self._bell = os.pipe()

    def watch(self) -> None:
        """Answer to signals from now on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ring)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        self.raised = True
        signal.signal(number, signal.SIG_DFL)
        os.write(self._bell, b".")

    def is_down(self) -> bool:
        """Whether work goes on."""
        return not self.raised

    def wait(self, seconds: float) -> None:
        """Rest, or wake up because the sign was raised."""
        select.select([self._ear], [], [], seconds)


class Engine(Worker):
    """The queue's own worker, run until a queue is empty; a raised stop sign ends it after the task in hand."""

    def __init__(self, sign: StopSign, *, queues: list[str], but: list[str], most: int) -> None:
        self._sign = sign
        super().__init__(
            queue_names=queues, interval=0, batch=True, backend_name=DEFAULT_TASK_BACKEND_ALIAS, startup_delay=False,
            max_tasks=most, worker_id=get_random_string(32), excluded_queue_names=but,
        )  # fmt: skip

    @property
    def running(self) -> bool:
        """What the loop of the queue asks."""
        return self._sign.is_down()

    @running.setter
    def running(self, value: bool) -> None:
        """Only the sign decides."""


class Round:
    """What is due. A database that is away is waited for."""

    def __init__(self, sign: StopSign) -> None:
        self._sign = sign
        self._chores_at = 0.0

    def run(self) -> None:
        """Everything that is due now."""
        now = time.monotonic()
        Engine(self._sign, queues=["*"], but=[LABEL_QUEUE], most=TASKS_IN_A_ROW).run()
        tasks.send_due_letters(go_on=self._until(now + LETTERS_AT_MOST))
        tasks.send_due_webhooks(go_on=self._until(time.monotonic() + WEBHOOKS_AT_MOST))
        tasks.ask_sources()
        Engine(self._sign, queues=[LABEL_QUEUE], but=[], most=LABELS_IN_A_ROW).run()
        if now >= self._chores_at:
            self._chores_at = now + CHORES_EVERY
            tasks.do_chores(go_on=self._sign.is_down)

    def _until(self, ends: float) -> Callable[[], bool]:
        """Whether work goes on, and this moment has not come."""
        return lambda: self._sign.is_down() and time.monotonic() < ends


class Command(BaseCommand):
    help = "Run the background worker: letters, webhooks, sources of codes, purges, tasks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything that is due now, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)  # it would tell of every empty look
        sign = StopSign()
        round_ = Round(sign)
        if once:
            round_.run()
            return
        sign.watch()
        while sign.is_down():
            try:
                round_.run()
            except (OperationalError, InterfaceError) as error:
                _log.warning("The database is away: %s", type(error).__name__)
                connections.close_all()
            sign.wait(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - no secret
