"""Test databases, cloned from a template: migrating takes many seconds, a copy takes none.

The template is kept for the next run and named by the digest of everything that its tables follow from. A run that
needs another one makes it, and throws away those that were made before today. One process at a time makes or copies.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

ROOT = Path(__file__).parent.parent
FOLLOWS_FROM = (
    "*_app/migrations/*.py", "*_app/models/**/*.py", "*_app/apps.py", "requirements/test.txt", "tests/database.py",
)  # fmt: skip
PREFIX = "desk_template_"
LOCK = 7_290_511  # any number that means this among PostgreSQL's advisory locks


def template_name() -> str:
    """The name of the template for the tables as the code has them now."""
    digest = hashlib.sha256()
    for pattern in FOLLOWS_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


@contextmanager
def cloned(suffix: str = "") -> Iterator[None]:
    """The default connection leads to a fresh clone of the template; it is thrown away at the end.

    A clone with a `suffix` is one for a few tests of a run, beside that of the run.
    """
    creation = connection.creation
    name, clone = connection.settings_dict["NAME"], creation._get_test_db_name() + suffix  # type: ignore[attr-defined]
    make, drop = (_clone_file, _drop_file) if connection.vendor == "sqlite" else (_clone_database, _drop_database)
    make(clone)
    connection.close()
    connection.settings_dict["NAME"] = clone
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        drop(clone)


def _migrate_into(template: str) -> None:
    """Make the template anew with Django's own means."""
    name, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    clone = test["NAME"]
    test["NAME"] = template
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
        connection.settings_dict["NAME"], test["NAME"] = name, clone


# -- SQLite ------------------------------------------------------------------------------------------------------------


def template_file() -> Path:
    """Where SQLite's template lies."""
    return Path(tempfile.gettempdir()) / f"desk-templates-{os.getuid()}" / f"{template_name()}.sqlite3"


def _clone_file(clone: str) -> None:
    template = template_file()
    folder = template.parent
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in folder.glob(f"{PREFIX}*"):
                if datetime.fromtimestamp(old.stat().st_mtime, UTC).date() < timezone.localdate():
                    old.unlink()
            half_made = template.with_suffix(".part")
            _migrate_into(str(half_made))
            half_made.rename(template)
        _drop_file(clone)
        shutil.copyfile(template, clone)


def _drop_file(clone: str) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(clone + suffix).unlink(missing_ok=True)


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


def _clone_database(clone: str) -> None:
    template = template_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE %s",
            [f"{PREFIX}%"],
        )
        made_on = dict(cursor.fetchall())
        today = timezone.localdate().isoformat()
        if template not in made_on:
            for old, day in made_on.items():
                if day != today:
                    _drop(cursor, old)
            half_made = f"{template}_part"
            _migrate_into(half_made)
            cursor.execute(f'ALTER DATABASE "{half_made}" RENAME TO "{template}"')
            cursor.execute(f"COMMENT ON DATABASE \"{template}\" IS '{today}'")
        _drop(cursor, clone)
        cursor.execute(f'CREATE DATABASE "{clone}" TEMPLATE "{template}"')


def _drop_database(clone: str) -> None:
    """Connections of servers that ran in threads are kept alive on purpose; here they end."""
    with connection._nodb_cursor() as cursor:
        _drop(cursor, clone)


def _drop(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
