"""How databases are opened: what is deleted is gone from the file, and no thread waits for another one's connection."""

import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings

from config.database import AT_FIRST, POSTGRESQL, SQLITE, tune

MARK = b"the pixels of a number plate" * 2000


def test_sqlite_is_opened_so() -> None:
    config: dict[str, Any] = {"ENGINE": SQLITE}
    tune(config, data_dir=Path("/nowhere"), pool_size=0)
    assert config["OPTIONS"]["init_command"] == AT_FIRST


def test_deleted_rows_are_overwritten_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite3"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA secure_delete=OFF")  # as some builds begin
    connection.executescript(AT_FIRST)
    connection.execute("CREATE TABLE picture (data BLOB)")
    connection.execute("INSERT INTO picture VALUES (?)", [MARK])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert MARK[:500] in file.read_bytes()
    connection.execute("DELETE FROM picture")
    connection.close()
    assert MARK[:20] not in b"".join(one.read_bytes() for one in tmp_path.iterdir())


def test_a_pool_has_a_connection_for_every_thread_of_the_web_server() -> None:
    config: dict[str, Any] = {"ENGINE": POSTGRESQL}
    tune(config, data_dir=Path("/nowhere"), pool_size=settings.WEB_THREADS)
    assert config["OPTIONS"]["pool"]["max_size"] == settings.WEB_THREADS
