"""The database's own guard over the record: no update ever, no deletion while the record must be kept.

Written for SQLite and PostgreSQL. The migration installs it; the tests take it off only to empty their database.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "requests_app_event"
KEPT_DAYS = 729

SQLITE = (
    f"""CREATE TRIGGER event_no_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
    f"""CREATE TRIGGER event_no_delete BEFORE DELETE ON {TABLE}
    WHEN julianday(OLD.at) > julianday('now', '-{KEPT_DAYS} days')
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION requests_app_event_is_append_only() RETURNS trigger AS $$ BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '{KEPT_DAYS} days' THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'the record is append-only'; END $$ LANGUAGE plpgsql""",
    f"""CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION requests_app_event_is_append_only()""",
)
SQLITE_OFF = ("DROP TRIGGER IF EXISTS event_no_update", "DROP TRIGGER IF EXISTS event_no_delete")
POSTGRESQL_OFF = (
    f"DROP TRIGGER IF EXISTS event_append_only ON {TABLE}",
    "DROP FUNCTION IF EXISTS requests_app_event_is_append_only()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard in place."""
    _run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard off."""
    _run(connection, SQLITE_OFF if connection.vendor == "sqlite" else POSTGRESQL_OFF)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
