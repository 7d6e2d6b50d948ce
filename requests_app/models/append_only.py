"""The database's own guard over the record: no update ever, no deletion while the record must be kept, no TRUNCATE.

The lines of a request may go when one of them, older than KEPT_DAYS, says that the request had ended, and none after
it says that it was opened again; that line goes last. So lines which the purge itself or a look at an ended request
has left never hold the deletion up. Lines of no request may go by their own age.

Written for SQLite and PostgreSQL. A migration installs it; on SQLite one that changes the table must install it again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from requests_app.states import ENDED

TABLE = "requests_app_event"
NOTES = "requests_app_eventnote"
KEPT_DAYS = 364  # a day less than the shortest time for which a desk may keep the record
_REFUSED = "the record is append-only"


def _may_go(long_ago: str) -> str:
    ended = ", ".join(f"'{status}'" for status in sorted(ENDED))
    chain = f"FROM {TABLE} line WHERE line.code_request_id = OLD.code_request_id"
    return f"""CASE WHEN OLD.code_request_id IS NULL THEN {long_ago.format("OLD.at")} ELSE EXISTS (
        SELECT 1 {chain} AND line.status IN ({ended}) AND {long_ago.format("line.at")} AND NOT EXISTS (
            SELECT 1 {chain.replace("line", "later")} AND later.number > line.number
            AND later.status NOT IN ({ended}))) END"""


SQLITE = (
    f"""CREATE TRIGGER event_no_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    f"""CREATE TRIGGER event_no_delete BEFORE DELETE ON {TABLE}
    WHEN NOT ({_may_go(f"julianday({{}}) < julianday('now', '-{KEPT_DAYS} days')")})
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    f"""CREATE TRIGGER event_note_no_update BEFORE UPDATE ON {NOTES}
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION requests_app_event_is_append_only() RETURNS trigger AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN
        IF ({_may_go(f"{{}} < now() - interval '{KEPT_DAYS} days'")}) THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION '{_REFUSED}'; END $$ LANGUAGE plpgsql""",
    f"""CREATE OR REPLACE FUNCTION requests_app_event_refuse() RETURNS trigger AS $$ BEGIN
    RAISE EXCEPTION '{_REFUSED}'; END $$ LANGUAGE plpgsql""",
    f"""CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION requests_app_event_is_append_only()""",
    f"""CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION requests_app_event_refuse()""",
    f"""CREATE TRIGGER event_note_no_update BEFORE UPDATE ON {NOTES}
    FOR EACH ROW EXECUTE FUNCTION requests_app_event_refuse()""",
    f"""CREATE TRIGGER event_note_no_truncate BEFORE TRUNCATE ON {NOTES}
    FOR EACH STATEMENT EXECUTE FUNCTION requests_app_event_refuse()""",
)
NAMES = {
    "sqlite": {"event_no_update", "event_no_delete", "event_note_no_update"},
    "postgresql": {"event_append_only", "event_no_truncate", "event_note_no_update", "event_note_no_truncate"},
}
SQLITE_OFF = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in sorted(NAMES["sqlite"]))
POSTGRESQL_OFF = (
    f"DROP TRIGGER IF EXISTS event_append_only ON {TABLE}",
    f"DROP TRIGGER IF EXISTS event_no_truncate ON {TABLE}",
    f"DROP TRIGGER IF EXISTS event_note_no_update ON {NOTES}",
    f"DROP TRIGGER IF EXISTS event_note_no_truncate ON {NOTES}",
    "DROP FUNCTION IF EXISTS requests_app_event_is_append_only()",
    "DROP FUNCTION IF EXISTS requests_app_event_refuse()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard in place."""
    _run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard off."""
    _run(connection, SQLITE_OFF if connection.vendor == "sqlite" else POSTGRESQL_OFF)


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether every part of the guard stands in this database."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return present >= NAMES[connection.vendor]


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
