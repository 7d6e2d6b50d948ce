"""PostgreSQL drops every connection of the running product, as a restart does: it finds back by itself.

Collected only where DATABASE_URL names a PostgreSQL: a SQLite file has no server that could go away.
"""

from pathlib import Path

import psycopg
import pytest

from tests.journeys.lone_web import LoneWeb, lone_web

DROP = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"


def status_of(web: LoneWeb, address: str) -> int:
    connection = web.connect()
    connection.request("GET", address)
    return connection.getresponse().status


def drop_connections(web: LoneWeb) -> int:
    with psycopg.connect(web.environment["DATABASE_URL"], autocommit=True) as connection:
        row = connection.execute(DROP, [connection.info.backend_pid]).fetchone()
        assert row is not None
        return int(row[0])


@pytest.mark.both_databases
def test_the_product_outlives_its_database_connections(tmp_path: Path) -> None:
    with lone_web(tmp_path) as web:
        web.make_drafts(1)
        server = web.start()
        try:
            assert status_of(web, "/en/guides/") == 200
            assert drop_connections(web) >= 1
            answers = [status_of(web, "/en/guides/") for _ in range(16)]
            assert set(answers) <= {200, 503}
            assert answers[-8:] == [200] * 8
            assert status_of(web, "/healthz/ready") == 200
        finally:
            server.kill()
            server.wait()
