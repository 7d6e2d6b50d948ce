"""References that can be read aloud without mistakes, and link tokens of which only a digest is kept."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
TOKEN_BYTES = 32
TOKEN_LENGTH = 43  # of token_urlsafe(32)


def new_reference() -> str:
    """A reference such as "RC-7K4M-2Q": 30 random bits, never a secret."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"RC-{drawn[:4]}-{drawn[4:]}"


def normalise_reference(text: str) -> str:
    """What somebody typed or dictated, as a reference would be written: O is 0, I and L are 1, blanks do not count."""
    bare = "".join(c for c in text.upper() if c.isascii() and c.isalnum()).translate(str.maketrans("OIL", "011"))
    bare = bare.removeprefix("RC")
    return f"RC-{bare[:4]}-{bare[4:]}" if len(bare) == 6 else ""


def new_token() -> str:
    """A link token: 256 random bits, 43 URL-safe characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is kept of a token: SHA-256 in hex (64 characters). The token has full entropy, so no key is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
