"""The worker's round: it finds what fell, and does what is due whether or not anybody asked.

Each part stands for itself: one that fails is logged and the others go on. All parts may run twice, or in two workers.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from requests_app import api_tokens, digests, evidence, inventory, retention, totals, uncovered
from requests_app.models import close_folded
from requests_app.notifications import bounces, mailboxes, sending
from requests_app.vault.storage import vault
from requests_app.webhooks import endpoints
from requests_app.webhooks import sending as webhook_sending
from requests_app.workflow import asking_sources, watching

LETTERS_PER_ROUND = 100
WEBHOOKS_PER_ROUND = 100
STALE = timedelta(hours=1)
STUCK = timedelta(minutes=30)
KEPT = timedelta(days=1)
_log = logging.getLogger(__name__)


def _always() -> bool:
    return True


def send_due_letters(*, go_on: Callable[[], bool] = _always) -> int:
    """Send what is due, the longest due first: how many went."""
    return sending.send_due(most=LETTERS_PER_ROUND, go_on=go_on)


def ask_sources() -> int:
    """Ask sources of codes that are due, one batch: how many answers were kept. What fails is asked again when its
    lease is over."""
    try:
        return asking_sources.ask_due()
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 - whatever it is, letters and chores go on
        _log.exception("Sources of codes could not be asked")
        return 0


def send_due_webhooks(*, go_on: Callable[[], bool] = _always) -> int:
    """Tell other software what is due: how many deliveries were taken."""
    return webhook_sending.send_due(most=WEBHOOKS_PER_ROUND, go_on=go_on)


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


def clear_sessions() -> None:
    """Delete sessions of staff that are over."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def clear_cache() -> int:
    """Delete entries of the cache in the database that are over; it would keep them until it is full. How many."""
    table = settings.CACHES["default"].get("LOCATION", "")
    if not settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
        return 0
    with connection.cursor() as cursor:
        quoted, over = connection.ops.quote_name(table), connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute(f"DELETE FROM {quoted} WHERE expires < %s", [over])  # noqa: S608 - the table of our settings
        return int(cursor.rowcount)


def empty_log() -> bool:
    """On SQLite: bring its log into the main file, where what is deleted is overwritten, and cut the log to nothing.

    False where somebody reads or writes at this moment; the next round comes soon.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(cursor.fetchone()[0] == 0)


def read_bounces() -> str:
    """Letters that came back, where a mailbox for their reports is set."""
    place = settings.BOUNCE_MAILBOX
    if place is None:
        return "no mailbox"
    with mailboxes.opened(place) as mailbox:
        return str(bounces.read(mailbox))


CHORES: dict[str, Callable[[], object]] = {
    "uncovered pictures": uncovered.sweep,
    "labels": evidence.sweep_labels,
    "purge": purge,
    "bounces": read_bounces,
    "folded lines": close_folded,
    "totals": totals.keep,
    "digests": digests.write_due,
    "daily head": inventory.write_daily_head,
    "last letters": retention.sweep_last_letters,
    "lines": retention.sweep_lines,
    "letters to staff": retention.sweep_staff_letters,
    "watched": watching.sweep_watched,
    "counters": retention.sweep_counters,
    "presences": retention.sweep_presences,
    "answers to software": api_tokens.forget_answers,
    "secrets of webhooks": endpoints.forget_former_secrets,
    "log of webhooks": retention.sweep_webhook_log,
    "saved searches": retention.sweep_saved_searches,
    "readers": retention.sweep_readers,
    "stray files": inventory.sweep_stray_files,
    "sealed files": inventory.check_some_files,
    "sealed columns": inventory.check_open_requests,
    "temporary files": sweep_temporary_files,
    "engine": tidy_engine,
    "sessions": clear_sessions,
    "cache": clear_cache,
    "log": empty_log,  # last: what the others have deleted
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
