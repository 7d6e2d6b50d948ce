"""A wrong environment stops the start, names what is wrong and repeats no value."""

from pathlib import Path

import pytest

from tests.config import strict

WEAK_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
BAD_VALUES = [
    ("DEBUG", "1"),
    ("DEBUG", "perhaps"),
    ("PROFILE", "develop"),
    ("DATA_DIR", "relative/folder"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 80),
    ("SECRET_KEY", "django-insecure-Zk3vQ9xW2mN7pL5rT8yB4cH6dJ1fG0sAqEuIoXwRvMbC"),
    ("SECRET_KEY_FALLBACKS", "short"),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "*.desk.test"),
    ("BASE_URL", ""),
    ("BASE_URL", "http://desk.test"),
    ("BASE_URL", "https://desk.test/path"),
    ("BASE_URL", "https://user@desk.test"),
    ("DATABASE_URL", ""),
    ("DATABASE_URL", "mysql://root@localhost/desk"),
    ("DATABASE_URL", "nonsense"),
    ("EMAIL_URL", ""),
    ("EMAIL_URL", "filemail:///tmp"),
    ("EMAIL_URL", "smtp://mail.test:port"),
    ("FROM_EMAIL", "not an address"),
    ("FROM_EMAIL", "a@desk.test, b@desk.test"),
    ("FROM_EMAIL", "Shop <shop@desk.test>"),
    ("FROM_EMAIL", "böb@desk.test"),
    ("FROM_EMAIL", "shop@deѕk.test"),
    ("BOUNCE_ADDRESS", "bounces@desk.test"),
    ("RECORD_HEAD_TO", "not an address"),
    ("RECORD_HEAD_TO", "a@desk.test, b@desk.test"),
    ("BOUNCE_MAILBOX", "pop3://mail.test"),
    ("VAULT_KEYS", ""),
    ("VAULT_KEYS", strict.KEY),
    ("VAULT_KEYS", "k1:dG9vIHNob3J0"),
    ("VAULT_KEYS", f"k1:{WEAK_KEY}"),
    ("VAULT_KEYS", f"k1:{strict.KEY},k1:{strict.KEY}"),
    ("VAULT_KEY_ID", "k9"),
    ("FINGERPRINT_KEY", ""),
    ("FINGERPRINT_KEY", "not base64!"),
    ("TRUSTED_PROXIES", "one"),
    ("TRUSTED_PROXIES", "99"),
    ("PORT", "0"),
    ("UNDO_SECONDS", "0"),
    ("LOG_LEVEL", "DEBUG"),
    ("LABEL_ENGINES", "barcode,tea leaves"),
    ("PARTNER_HOSTS", "*.example"),
    ("PARTNER_INNER_NETWORKS", "10.0.0.1/8"),
]


def test_the_strict_profile_starts_with_sound_values(tmp_path: Path) -> None:
    started = strict.start(strict.sound(tmp_path))
    assert started.returncode == 0, started.stderr


def test_the_sender_is_written_as_mail_servers_want_it(tmp_path: Path) -> None:
    code = "from config import settings; print(settings.DEFAULT_FROM_EMAIL)"
    given = strict.start(strict.sound(tmp_path) | {"FROM_EMAIL": "shop@Straße.example"}, code)
    by_itself = strict.start(strict.sound(tmp_path) | {"BASE_URL": "https://müller.example"}, code)
    assert given.stdout == "shop@xn--strae-oqa.example\n"
    assert by_itself.stdout == "radio-code-desk@xn--mller-kva.example\n"


@pytest.mark.parametrize(
    ("given", "engines"),
    [("", "('barcode', 'text')"), ("text", "('text',)"), ("text, barcode", "('barcode', 'text')"), ("none", "()")],
)
def test_engines_for_labels_are_all_some_or_none(tmp_path: Path, given: str, engines: str) -> None:
    code = "from config import settings; print(settings.LABEL_ENGINES)"
    assert strict.start(strict.sound(tmp_path) | {"LABEL_ENGINES": given}, code).stdout == f"{engines}\n"


def test_without_a_domain_the_sender_must_be_given(tmp_path: Path) -> None:
    started = strict.start(strict.sound(tmp_path) | {"BASE_URL": "https://192.0.2.7"})
    assert "  FROM_EMAIL: is missing" in started.stderr


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_a_wrong_value_stops_the_start_and_names_itself(tmp_path: Path, name: str, value: str) -> None:
    started = strict.start(strict.sound(tmp_path) | {name: value})
    assert started.returncode != 0
    assert f"  {name}: " in started.stderr


def test_no_value_is_repeated_in_the_message(tmp_path: Path) -> None:
    wrong = {"SECRET_KEY": "hunter2", "EMAIL_URL": "smpt://u:hunter2@mail.test", "FINGERPRINT_KEY": "hunter2"}
    assert "hunter2" not in strict.start(strict.sound(tmp_path) | wrong).stderr


def test_all_problems_are_named_at_once() -> None:
    started = strict.start({})
    for name in (
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "EMAIL_URL",
        "BASE_URL",
        "VAULT_KEYS",
        "FINGERPRINT_KEY",
    ):
        assert f"  {name}: is missing" in started.stderr


def test_a_secret_may_come_from_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(strict.KEY, encoding="utf-8")
    file.chmod(0o600)
    started = strict.start(strict.sound(tmp_path) | {"FINGERPRINT_KEY": "", "FINGERPRINT_KEY_FILE": str(file)})
    assert started.returncode == 0, started.stderr


def test_a_key_file_that_everybody_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(strict.KEY, encoding="utf-8")
    file.chmod(0o644)
    started = strict.start(strict.sound(tmp_path) | {"FINGERPRINT_KEY": "", "FINGERPRINT_KEY_FILE": str(file)})
    assert "  FINGERPRINT_KEY_FILE: can be read or written by every user" in started.stderr


def test_a_key_file_that_is_missing_is_named(tmp_path: Path) -> None:
    started = strict.start(strict.sound(tmp_path) | {"VAULT_KEYS": "", "VAULT_KEYS_FILE": str(tmp_path / "nowhere")})
    assert "  VAULT_KEYS_FILE: cannot be read" in started.stderr


def test_the_strict_profile_has_no_demonstration(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "for path in ('/demo/', '/demo/sign-in/', '/demo/letters/'):\n"
        "    try: resolve(path); print('FOUND', path)\n"
        "    except Resolver404: pass\n"
    )
    started = strict.start(strict.sound(tmp_path), code)
    assert started.returncode == 0, started.stderr
    assert "FOUND" not in started.stdout
