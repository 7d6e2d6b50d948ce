"""Who waits for the decoder: few at a time, so that nobody's files stop the others.

Whoever finds no place is told so at once and may try again in a moment. Counted in this process: another process of the
same installation has places of its own.
"""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_subjects: ContextVar[Mapping[str, int]] = ContextVar("subjects", default=MappingProxyType({}))


class Busy(Exception):
    """Too many files are at work or waiting: all in all, or those of one subject."""


@contextmanager
def on_behalf_of(subject: str, *, most: int) -> Iterator[None]:
    """What is decoded in here counts for `subject`, that may have `most` files at work or waiting. They nest."""
    token = _subjects.set({**_subjects.get(), subject: most})
    try:
        yield
    finally:
        _subjects.reset(token)


class Places:
    """`at_once` files at work, and `waiting` more that will be. Safe for threads."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self.most = at_once + waiting
        self.taken = 0
        self._taken_by: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._at_work = threading.BoundedSemaphore(at_once)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Waits for its turn. Busy, at once, where not even a place to wait is left."""
        subjects = _subjects.get()
        self._enter(subjects)
        try:
            with self._at_work:
                yield
        finally:
            self._leave(subjects)

    def _enter(self, subjects: Mapping[str, int]) -> None:
        with self._lock:
            if self.taken >= self.most or any(self._taken_by[subject] >= most for subject, most in subjects.items()):
                raise Busy
            self.taken += 1
            self._taken_by.update(subjects.keys())

    def _leave(self, subjects: Mapping[str, int]) -> None:
        with self._lock:
            self.taken -= 1
            self._taken_by.subtract(subjects.keys())
            self._taken_by += Counter()  # forgets those who have none left
