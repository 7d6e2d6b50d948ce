"""The worker's round: it finds what fell, and does what is due whether or not anybody asked.

Each part stands for itself: one that fails is logged and the others go on. All parts may run twice, or in two workers.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from requests_app import inventory, retention
from requests_app.models import close_folded
from requests_app.notifications import sending
from requests_app.vault.storage import vault

LETTERS_PER_ROUND = 100
STALE = timedelta(hours=1)
STUCK = timedelta(minutes=30)
KEPT = timedelta(days=1)
_log = logging.getLogger(__name__)


def _always() -> bool:
    return True


def send_due_letters(*, go_on: Callable[[], bool] = _always) -> int:
    """Send what is due, the longest due first: how many went."""
    return sending.send_due(most=LETTERS_PER_ROUND, go_on=go_on)


def tidy_engine() -> int:
    """Close what a killed worker left running, and forget what ended a day ago; the outbox knows what is still due."""
    now = timezone.now()
    stuck = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - STUCK)
    stuck.update(status=TaskResultStatus.FAILED, finished_at=now)
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()[0]


def sweep_temporary_files() -> int:
    """Delete what a killed process left in the private folders: how many."""
    swept = vault.sweep_parts(older_than=STALE)
    limit = (timezone.now() - STALE).timestamp()
    for file in _files_of(settings.VAULT_TMP):
        try:
            if file.stat().st_mtime <= limit:
                file.unlink()
                swept += 1
        except FileNotFoundError:
            continue
    return swept


def _files_of(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.is_file()] if folder.is_dir() else []


def purge() -> str:
    """What has lived its time."""
    return str(retention.purge())


CHORES: dict[str, Callable[[], object]] = {
    "purge": purge,
    "folded lines": close_folded,
    "lines": retention.sweep_lines,
    "counters": retention.sweep_counters,
    "readers": retention.sweep_readers,
    "stray files": inventory.sweep_stray_files,
    "sealed files": inventory.check_some_files,
    "temporary files": sweep_temporary_files,
    "engine": tidy_engine,
}


def do_chores(*, go_on: Callable[[], bool] = _always) -> dict[str, object]:
    """All that keeps the office tidy; what each part did, or the class of what stopped it."""
    done: dict[str, object] = {}
    for name, chore in CHORES.items():
        if not go_on():
            break
        try:
            done[name] = chore()
        except Exception as error:  # noqa: BLE001 - whatever it is, the other chores go on
            _log.exception("The round could not do: %s", name)
            done[name] = type(error).__name__
    return done
