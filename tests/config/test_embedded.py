"""The embedded profile makes its secrets once, keeps them private and lets the operator overrule it."""

from pathlib import Path

from config import embedded


def test_secrets_survive_the_second_start(tmp_path: Path) -> None:
    first, second = embedded.complete({}, tmp_path), embedded.complete({}, tmp_path)
    assert first == second


def test_two_machines_have_different_secrets(tmp_path: Path) -> None:
    one, other = embedded.complete({}, tmp_path / "a"), embedded.complete({}, tmp_path / "b")
    for name in ("SECRET_KEY", "VAULT_KEYS", "FINGERPRINT_KEY", "DEMO_PASSWORD", "DEMO_TOTP_SECRET"):
        assert one[name] != other[name]


def test_the_secrets_file_is_private_and_alone(tmp_path: Path) -> None:
    embedded.complete({}, tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_the_operator_sets_wins(tmp_path: Path) -> None:
    values = embedded.complete({"BASE_URL": "http://127.0.0.1:9", "VAULT_KEYS_FILE": "/run/keys"}, tmp_path)
    assert values["BASE_URL"] == "http://127.0.0.1:9"
    assert "VAULT_KEYS" not in values


def test_an_empty_value_counts_as_not_set(tmp_path: Path) -> None:
    assert embedded.complete({"DATABASE_URL": ""}, tmp_path)["DATABASE_URL"].startswith("sqlite:///")
