"""Deliveries are signed as Standard Webhooks 1.0 says: HMAC-SHA256 over id, time and body, by each secret that is good.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hmac
import secrets
from collections.abc import Sequence

SECRET_MARK = "whsec_"  # noqa: S105 - what every secret begins with
SECRET_BYTES = 32


def new_secret() -> str:
    """256 random bits, written as the standard wants it."""
    return SECRET_MARK + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def new_message_id() -> str:
    """By which the receiver knows a delivery again: 128 random bits."""
    return f"msg_{secrets.token_hex(16)}"


def headers(message_id: str, at: int, body: bytes, *, by: Sequence[str]) -> dict[str, str]:
    """The three headers of a try at this second since 1970."""
    signed = b".".join([message_id.encode(), str(at).encode(), body])
    signatures = [f"v1,{base64.b64encode(hmac.digest(_key(secret), signed, 'sha256')).decode()}" for secret in by]
    return {"webhook-id": message_id, "webhook-timestamp": str(at), "webhook-signature": " ".join(signatures)}


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(SECRET_MARK))
