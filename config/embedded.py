"""The embedded profile: what `make run` needs on one machine. Secrets are made on the first start and kept.

They live in DATA_DIR/secrets.env (mode 0600), beside the folder of sealed files and never in it.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

SECRETS_FILE = "secrets.env"
LOOPBACK_HOSTS = "127.0.0.1,localhost,[::1]"


def complete(values: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    """The environment with the embedded defaults filled in; what the operator set wins."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = values.get("PORT", "").strip() or "8000"
    defaults = {
        "ALLOWED_HOSTS": LOOPBACK_HOSTS,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{data_dir / 'desk.sqlite3'}",
    }
    made = _kept_secrets(data_dir / SECRETS_FILE)
    given = {name: value for name, value in values.items() if value.strip()}
    withheld = {name for name in made if f"{name}_FILE" in given}
    return {**defaults, **{name: value for name, value in made.items() if name not in withheld}, **given}


def _kept_secrets(path: Path) -> dict[str, str]:
    """Made once. Two processes that start together end with the same file: the first link wins."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in _fresh_secrets().items())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first; its secrets count
        finally:
            draft.unlink()
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines if "=" in line)}


def _fresh_secrets() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "VAULT_KEYS": f"k1:{_random_key()}",
        "FINGERPRINT_KEY": _random_key(),
        "DEMO_PASSWORD": secrets.token_urlsafe(12),
        "DEMO_TOTP_SECRET": base64.b32encode(secrets.token_bytes(20)).decode(),
    }


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
