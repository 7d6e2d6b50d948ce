"""Test databases, cloned from a template: migrating and loading take many seconds, a copy takes none.

A template is kept for the next run and named by the digest of everything that its tables follow from. A run that
needs another one makes it, and throws away those that were made before today. One process at a time makes a template.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from config.database import AT_FIRST
from guides_app import library

QUICK = {  # no test cuts the power
    "sqlite": {"init_command": f"{AT_FIRST} PRAGMA synchronous=OFF;"},
    "postgresql": {"options": "-c synchronous_commit=off"},
}
ROOT = Path(__file__).parent.parent
PREFIX = "desk_template_"
LOCK = 7_290_511  # any number that means templates among PostgreSQL's advisory locks
TABLES = (
    "*_app/migrations/*.py", "*_app/models/**/*.py", "*_app/apps.py", "requirements/test.txt", "tests/database.py",
)  # fmt: skip


@dataclass(frozen=True)
class Template:
    """A database to be copied: what its rows follow from, and how they come into an empty one or a copy of `base`."""

    follows_from: tuple[str, ...]
    fill: Callable[[], object]
    base: "Template | None" = None

    @cached_property
    def name(self) -> str:
        """The name of the template as the code was when it was first asked for."""
        digest = hashlib.sha256()
        for pattern in self.follows_from:
            for path in sorted(path for path in ROOT.glob(pattern) if path.is_file()):
                digest.update(path.read_bytes())
        return PREFIX + digest.hexdigest()[:16]

    @property
    def file(self) -> Path:
        """Where SQLite's template lies."""
        return Path(tempfile.gettempdir()) / f"desk-templates-{os.getuid()}" / f"{self.name}.sqlite3"


def _migrate() -> None:
    """Make the database that the default connection names, with Django's own means."""
    name, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    clone, test["NAME"] = test["NAME"], name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        test["NAME"] = clone


MIGRATED = Template(TABLES, _migrate)
WITH_LIBRARY = Template((*TABLES, "guides_app/**/*.py", "guides_app/content/**/*"), library.load, base=MIGRATED)


@contextmanager
def cloned(suffix: str = "", *, template: Template = MIGRATED) -> Iterator[None]:
    """The default connection leads to a fresh clone of the template; it is thrown away at the end.

    A clone with a `suffix` is one for a few tests of a run, beside that of the run.
    """
    clone = connection.creation._get_test_db_name() + suffix  # type: ignore[attr-defined]
    make, drop = (_clone_file, _drop_file) if connection.vendor == "sqlite" else (_clone_database, _drop_database)
    make(template, clone)
    try:
        with _leading_to(clone):
            yield
    finally:
        drop(clone)


@contextmanager
def cloned_for_tests(blocker: DjangoDbBlocker, suffix: str = "", *, template: Template = MIGRATED) -> Iterator[None]:
    """The same for a fixture of a module or session; tests that ask for no database still have none."""
    with ExitStack() as stack:
        with blocker.unblock():
            stack.enter_context(cloned(suffix, template=template))
        yield
        with blocker.unblock():
            stack.close()


@contextmanager
def _leading_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.settings_dict["OPTIONS"].update(QUICK[connection.vendor])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _fill(template: Template, name: str) -> None:
    with _leading_to(name):
        template.fill()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# -- SQLite ------------------------------------------------------------------------------------------------------------


def _clone_file(template: Template, clone: str) -> None:
    _make_file(template)
    _drop_file(clone)
    shutil.copyfile(template.file, clone)


def _make_file(template: Template) -> None:
    template.file.parent.mkdir(mode=0o700, exist_ok=True)
    with template.file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if template.file.exists():
            return
        for old in template.file.parent.glob(f"{PREFIX}*"):
            if datetime.fromtimestamp(old.stat().st_mtime, UTC).date() < timezone.localdate():
                old.unlink(missing_ok=True)
        half_made = template.file.with_suffix(".part")
        _drop_file(str(half_made))
        if template.base:
            _make_file(template.base)
            shutil.copyfile(template.base.file, half_made)
        _fill(template, str(half_made))
        half_made.rename(template.file)


def _drop_file(clone: str) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(clone + suffix).unlink(missing_ok=True)


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


def _clone_database(template: Template, clone: str) -> None:
    with connection._nodb_cursor() as cursor:
        _make_database(template, cursor)
        _drop(cursor, clone)
        cursor.execute(f'CREATE DATABASE "{clone}" TEMPLATE "{template.name}"')


def _make_database(template: Template, cursor: CursorWrapper) -> None:
    cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCK, template.name])
    cursor.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE %s",
        [f"{PREFIX}%"],
    )
    made_on = dict(cursor.fetchall())
    if template.name in made_on:
        return
    today = timezone.localdate().isoformat()
    for old, day in made_on.items():
        if day != today:
            _drop(cursor, old)
    half_made = f"{template.name}_part"
    if template.base:
        _make_database(template.base, cursor)
        _drop(cursor, half_made)
        cursor.execute(f'CREATE DATABASE "{half_made}" TEMPLATE "{template.base.name}"')
    _fill(template, half_made)
    cursor.execute(f'ALTER DATABASE "{half_made}" RENAME TO "{template.name}"')
    cursor.execute(f"COMMENT ON DATABASE \"{template.name}\" IS '{today}'")


def _drop_database(clone: str) -> None:
    """Connections of servers that ran in threads are kept alive on purpose; here they end."""
    with connection._nodb_cursor() as cursor:
        _drop(cursor, clone)


def _drop(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
