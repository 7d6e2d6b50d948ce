"""Which database and cache the addresses in the environment mean, and how connections are kept."""

from pathlib import Path
from typing import Any

import environ

POSTGRESQL = "django.db.backends.postgresql"
SQLITE = "django.db.backends.sqlite3"
AT_FIRST = "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON;"
CACHE_IN_DATABASE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entries"}


def read_url(url: str) -> dict[str, Any]:
    """PostgreSQL or SQLite; everything else is refused, for nothing else is tested."""
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if config.get("ENGINE") not in (POSTGRESQL, SQLITE) or not config.get("NAME"):
        raise ValueError("neither PostgreSQL nor SQLite")
    return config


def read_cache_url(url: str) -> dict[str, Any]:
    config: dict[str, Any] = environ.Env.cache_url_config(url)
    return config


def tune(config: dict[str, Any], *, data_dir: Path, pool_size: int) -> None:
    """Connections live on and are checked before use. SQLite takes its write lock at BEGIN, so writers wait in turn
    for up to 20 seconds instead of failing halfway. It overwrites what is deleted, whatever its build would do.

    A pool, 0 for none, has a connection for every thread: one that waits for the decoder holds its own meanwhile.
    """
    config["CONN_MAX_AGE"] = 0 if pool_size else None
    config["CONN_HEALTH_CHECKS"] = not pool_size
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"] == SQLITE:
        options.update({"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": AT_FIRST})
        config["CONN_MAX_AGE"] = None
        config["TEST"] = {"NAME": str(data_dir / "test.sqlite3")}
    elif pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
