"""What is sealed opens with the right key and context only, and keys can be changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from requests_app.vault.cipher import KeyMissing, Unreadable, fingerprint, key_id_of, random_name, reseal, seal, unseal

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def rotated(settings: Settings) -> bytes:
    """Something sealed under the old key, when a new one has become current."""
    settings.VAULT_KEYS, settings.VAULT_KEY_ID = {"old": OLD}, "old"
    sealed = seal(b"code 7913", context="code 1")
    settings.VAULT_KEYS, settings.VAULT_KEY_ID = {"old": OLD, "new": NEW}, "new"
    return sealed


@given(st.binary(max_size=300), st.text(max_size=40))
def test_whatever_is_sealed_opens_again(plain: bytes, context: str) -> None:
    assert unseal(seal(plain, context=context), context=context) == plain


def test_the_sealed_bytes_show_nothing_and_never_repeat() -> None:
    first, second = seal(b"7913" * 50, context="c"), seal(b"7913" * 50, context="c")
    assert b"7913" not in first
    assert first != second


def test_a_seal_does_not_open_in_another_context() -> None:
    with pytest.raises(Unreadable):
        unseal(seal(b"7913", context="code 1"), context="code 2")


def test_any_changed_or_missing_byte_is_noticed() -> None:
    sealed = seal(b"7913", context="c")
    flipped = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for damaged in [*flipped, *(sealed[:cut] for cut in range(len(sealed)))]:
        with pytest.raises(Unreadable):
            unseal(damaged, context="c")


def test_an_old_key_still_opens_after_rotation(rotated: bytes) -> None:
    assert unseal(rotated, context="code 1") == b"code 7913"


def test_resealing_moves_to_the_current_key_and_the_old_one_can_go(rotated: bytes, settings: Settings) -> None:
    resealed = reseal(rotated, context="code 1")
    settings.VAULT_KEYS = {"new": NEW}
    assert key_id_of(resealed) == "new"
    assert unseal(resealed, context="code 1") == b"code 7913"


def test_resealing_twice_changes_nothing(rotated: bytes) -> None:
    resealed = reseal(rotated, context="code 1")
    assert reseal(resealed, context="code 1") == resealed


def test_resealing_in_another_context_is_refused(rotated: bytes) -> None:
    with pytest.raises(Unreadable):
        reseal(rotated, context="code 2")


def test_a_missing_key_is_named(rotated: bytes, settings: Settings) -> None:
    settings.VAULT_KEYS = {"new": NEW}
    with pytest.raises(KeyMissing, match="old"):
        unseal(rotated, context="code 1")


def test_a_wrong_key_under_the_right_name_is_noticed(rotated: bytes, settings: Settings) -> None:
    settings.VAULT_KEYS = {"old": NEW, "new": NEW}
    with pytest.raises(Unreadable):
        unseal(rotated, context="code 1")


def test_a_fingerprint_depends_on_key_purpose_and_value(settings: Settings) -> None:
    first = fingerprint("S053", purpose="serial")
    others = {fingerprint("S054", purpose="serial"), fingerprint("S053", purpose="vin")}
    settings.FINGERPRINT_KEY = NEW
    others.add(fingerprint("S053", purpose="serial"))
    assert len(first) == 64
    assert first not in others
    assert len(others) == 3


def test_random_names_do_not_repeat() -> None:
    assert len({random_name() for _ in range(1000)}) == 1000
