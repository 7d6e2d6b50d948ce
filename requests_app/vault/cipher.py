"""Seals bytes with AES-256-GCM, makes keyed fingerprints and signs; the only importer of cryptography in this app.

Every item has its own key, wrapped by a master key that lives outside the database and the files. What is sealed for
one context (a file's name, a column of a row) opens in no other, so sealed things cannot be swapped. Envelope:

    version 1 | length of key id 1 | key id | nonce 12 | wrapped item key 48 | nonce 12 | text and tag
"""

import hashlib
import hmac
import os
import secrets

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = b"\x01"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_NONCES_AT_ONCE = 64
_WRAPPED_BYTES = _NONCE_BYTES + _KEY_BYTES + 16


class Unreadable(Exception):
    """Damaged, cut, forged, sealed for another context, or sealed with a key that is not here."""


class KeyMissing(Unreadable):
    """Sealed with a master key that the settings do not hold; says which."""


def seal(plain: bytes, *, context: str) -> bytes:
    """`plain` sealed under the current master key; only `unseal` with the same `context` opens it."""
    item_key = os.urandom(_KEY_BYTES)
    nonce = os.urandom(_NONCE_BYTES)
    text = AESGCM(item_key).encrypt(nonce, plain, _VERSION + context.encode())
    return b"".join([_wrap(item_key, context=context), nonce, text])


def unseal(sealed: bytes, *, context: str) -> bytes:
    """What was sealed, or Unreadable."""
    item_key, at = _unwrap(sealed, context=context)
    nonce, text = sealed[at : at + _NONCE_BYTES], memoryview(sealed)[at + _NONCE_BYTES :]
    try:
        return AESGCM(item_key).decrypt(nonce, text, _VERSION + context.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable("the seal is broken") from error


def reseal(sealed: bytes, *, context: str) -> bytes:
    """The same item under the current master key; its text is not touched, so rotation is cheap. Or Unreadable."""
    if key_id_of(sealed) == settings.VAULT_KEY_ID:
        return sealed
    item_key, at = _unwrap(sealed, context=context)
    return _wrap(item_key, context=context) + sealed[at:]


def key_id_of(sealed: bytes) -> str:
    """The id of the master key that `sealed` hangs on, or Unreadable."""
    if sealed[:1] != _VERSION or len(sealed) < 2 or len(sealed) < 2 + sealed[1]:
        raise Unreadable("not an envelope")
    try:
        return sealed[2 : 2 + sealed[1]].decode("ascii")
    except UnicodeDecodeError as error:
        raise Unreadable("not an envelope") from error


class ItemKey:
    """One key for very many short texts: it is wrapped once, so they are quick to seal and to move to another master
    key. What it sealed for one context opens in no other."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._nonces = b""

    @classmethod
    def new(cls, *, context: str) -> tuple["ItemKey", bytes]:
        """A new one, and what to keep of it: itself, wrapped under the current master key."""
        key = os.urandom(_KEY_BYTES)
        return cls(key), _wrap(key, context=context)

    @classmethod
    def open(cls, wrapped: bytes, *, context: str) -> "ItemKey":
        """The one that was kept, or Unreadable."""
        return cls(_unwrap(wrapped, context=context)[0])

    def seal(self, plain: bytes, *, context: str) -> bytes:
        """`plain`, longer by 28 bytes."""
        if not self._nonces:
            self._nonces = os.urandom(_NONCE_BYTES * _NONCES_AT_ONCE)
        nonce, self._nonces = self._nonces[:_NONCE_BYTES], self._nonces[_NONCE_BYTES:]
        return nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def unseal(self, sealed: bytes, *, context: str) -> bytes:
        """What was sealed, or Unreadable."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable("the seal is broken") from error


def fingerprint(value: str, *, purpose: str) -> str:
    """A keyed HMAC-SHA256 (hex) by which `value` is found again without being kept. Normalise it first."""
    return hmac.digest(settings.FINGERPRINT_KEY, f"{purpose}\0{value}".encode(), "sha256").hex()


def short_key(*parts: bytes, purpose: bytes) -> bytes:
    """16 bytes by which the parts, each of a fixed length but the last, are found again: BLAKE2b under the same key, as
    there may be millions of them. `purpose` has at most 16 bytes."""
    return hashlib.blake2b(b"".join(parts), digest_size=16, key=settings.FINGERPRINT_KEY, person=purpose).digest()


def sign(data: bytes) -> str:
    """An Ed25519 signature (hex). Its key follows from FINGERPRINT_KEY, which is not in the database."""
    return _signing_key().sign(data).hex()


def is_signed(data: bytes, signature: str) -> bool:
    """Whether this installation has signed exactly these bytes."""
    try:
        _signing_key().public_key().verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> str:
    """The key (hex) by which anybody can check a signature without this installation."""
    key: Ed25519PublicKey = _signing_key().public_key()
    return key.public_bytes_raw().hex()


def _signing_key() -> Ed25519PrivateKey:
    secret = hmac.digest(settings.FINGERPRINT_KEY, b"release-signature", "sha256")
    return Ed25519PrivateKey.from_private_bytes(secret)


def random_name() -> str:
    """128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def _wrap(item_key: bytes, *, context: str) -> bytes:
    key_id: str = settings.VAULT_KEY_ID
    name = key_id.encode("ascii")
    head = _VERSION + bytes([len(name)]) + name
    nonce = os.urandom(_NONCE_BYTES)
    return head + nonce + AESGCM(_master_key(key_id)).encrypt(nonce, item_key, head + context.encode())


def _unwrap(sealed: bytes, *, context: str) -> tuple[bytes, int]:
    """The item key, and where in `sealed` the rest begins."""
    key_id = key_id_of(sealed)
    head = sealed[: 2 + sealed[1]]
    at = len(head) + _WRAPPED_BYTES
    nonce, wrapped = sealed[len(head) : len(head) + _NONCE_BYTES], sealed[len(head) + _NONCE_BYTES : at]
    try:
        return AESGCM(_master_key(key_id)).decrypt(nonce, wrapped, head + context.encode()), at
    except (InvalidTag, ValueError) as error:
        raise Unreadable("the seal is broken") from error


def _master_key(key_id: str) -> bytes:
    keys: dict[str, bytes] = settings.VAULT_KEYS
    try:
        return keys[key_id]
    except KeyError:
        raise KeyMissing(f"master key {key_id!r} is not in VAULT_KEYS") from None
