"""New references without letters that are mistaken, and secrets of which only a digest is kept: link tokens, and
those of software."""

import hashlib
import secrets
from textwrap import wrap

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
TOKEN_BYTES = 32
TOKEN_LENGTH = 43  # of token_urlsafe(32)


def new_reference() -> str:
    """A reference such as "RC-7K4M-2Q": 30 random bits, never a secret."""
    drawn = _drawn(6)
    return f"RC-{drawn[:4]}-{drawn[4:]}"


def new_prefix() -> str:
    """By what a token of software is found: 50 random bits, never a secret."""
    return _drawn(10)


def is_prefix(text: str) -> bool:
    """Whether this can be one."""
    return len(text) == 10 and set(text) <= set(ALPHABET)


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_token() -> str:
    """A link token: 256 random bits, 43 URL-safe characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is kept of a token: SHA-256 in hex (64 characters). The token has full entropy, so no key is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def in_groups(hex_digest: str) -> str:
    """A digest as people compare it: groups of eight. A log blots out what is longer."""
    return " ".join(wrap(hex_digest, 8))
