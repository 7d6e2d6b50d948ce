"""What is written to the record while other software acts: each line says by which token."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_token: ContextVar[int | None] = ContextVar("token", default=None)


@contextmanager
def through_software(token_id: int) -> Iterator[None]:
    """Every line that is written meanwhile names this token: a person's own hand and that of software which acts as
    the person are told apart."""
    before = _token.set(token_id)
    try:
        yield
    finally:
        _token.reset(before)


def with_software(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a line, with the token by which it comes about, if there is one and the line is not of a token."""
    token_id = _token.get()
    return data if token_id is None or "token" in data else {**data, "software": token_id}
