"""The environment that the suite runs in: the embedded profile with fixed keys and a data folder of its own.

DATABASE_URL is taken from outside where it is given, so the same suite runs on SQLite and on PostgreSQL.
"""

import atexit
import base64
import os
import shutil
import sys
import tempfile

FIXED = {
    "PROFILE": "embedded",
    "BASE_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1],testserver",
    "SECRET_KEY": "tests-only-Zk3vQ9xW2mN7pL5rT8yB4cH6dJ1fG0sAqEuIoXwRvMbC",
    "VAULT_KEYS": f"t1:{base64.b64encode(bytes(range(32))).decode()}",
    "FINGERPRINT_KEY": base64.b64encode(bytes(range(100, 132))).decode(),
    "DEMO_PASSWORD": "tests only, a long phrase",
    "DEMO_TOTP_SECRET": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "TIME_ZONE": "UTC",
    "LABEL_ENGINES": "none",
}


LEFT_OUT = (
    "EMAIL_URL", "FROM_EMAIL", "BOUNCE_ADDRESS", "BOUNCE_MAILBOX", "RECORD_HEAD_TO", "CACHE_URL", "TASKS_BACKEND",
    "TRUSTED_PROXIES", "PORT", "DEBUG", "VAULT_DIR", "VAULT_TMP", "PYTHONDONTWRITEBYTECODE",
)  # fmt: skip


def path_of_chromium() -> str | None:
    """Debian's chromium, or its shell without windows, which shows the same in less than half of the time."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def prepare() -> None:
    """Called before Django reads its settings. Values of the machine, such as EMAIL_URL, do not leak in."""
    sys.dont_write_bytecode = False  # each worker of a run would compile it all anew, and so would what it starts
    for name in LEFT_OUT:
        os.environ.pop(name, None)
    os.environ.update(FIXED)
    if "RADIO_DESK_TESTS" not in os.environ.get("DATA_DIR", ""):
        folder = os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="RADIO_DESK_TESTS-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


def on_postgresql() -> bool:
    """Whether the run's database is PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith(("postgres", "pgsql"))
