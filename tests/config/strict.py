"""Starts the strict profile in a process of its own, as an operator would, and says how it went."""

import base64
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.environment import FIXED

KEY = base64.b64encode(bytes(range(50, 82))).decode()


def sound(folder: Path) -> dict[str, str]:
    """Every value that real use must give, all of them right."""
    return {
        "PROFILE": "strict",
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "SECRET_KEY": FIXED["SECRET_KEY"],
        "ALLOWED_HOSTS": "desk.test",
        "BASE_URL": "https://desk.test",
        "DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite3'}",
        "EMAIL_URL": "smtp+tls://user:letmeout@mail.test:587",
        "VAULT_KEYS": f"k1:{KEY}",
        "FINGERPRINT_KEY": KEY,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def start(environment: dict[str, str], code: str = "import config.settings") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
