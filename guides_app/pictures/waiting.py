"""Who waits for the decoder: few at a time, and nobody's files stop the others'.

Whoever finds no place is told so at once and may try again in a moment. Counted in this process: another process of the
same installation has places of its own.
"""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

Subjects = Mapping[str, int]
_subjects: ContextVar[Subjects] = ContextVar("subjects", default=MappingProxyType({}))


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
    """`at_once` files at work, and `waiting` more that will be. Safe for threads.

    One subject never has all of those at work, so that a file of somebody else begins without waiting for it. Of those
    that wait, the next is of whoever has fewest files here, and of equals the first to come.
    """

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self.most = at_once + waiting
        self._at_once = at_once
        self._changed = threading.Condition()
        self._all: Counter[str] = Counter()
        self._at_work: list[Subjects] = []
        self._waiting: list[Subjects] = []

    @property
    def taken(self) -> int:
        return len(self._at_work) + len(self._waiting)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Waits for its turn. Busy, at once, where not even a place to wait is left."""
        mine = dict(_subjects.get())  # known by its identity
        with self._changed:
            if self.taken >= self.most or any(self._all[subject] >= most for subject, most in mine.items()):
                raise Busy
            self._all.update(mine.keys())
            self._waiting.append(mine)
            self._changed.wait_for(lambda: self._next() is mine)
            self._move(mine, self._waiting, self._at_work)
        try:
            yield
        finally:
            with self._changed:
                self._move(mine, self._at_work, [])
                self._all.subtract(mine.keys())
                self._all = +self._all  # forgets those who have none left

    def _next(self) -> Subjects | None:
        if len(self._at_work) >= self._at_once:
            return None
        working = Counter(subject for subjects in self._at_work for subject in subjects)
        most = max(1, self._at_once - 1)
        free = [one for one in self._waiting if all(working[subject] < most for subject in one)]
        return min(free, key=lambda one: max((self._all[subject] for subject in one), default=0), default=None)

    def _move(self, mine: Subjects, here: list[Subjects], there: list[Subjects]) -> None:
        place = next(place for place, one in enumerate(here) if one is mine)
        there.append(here.pop(place))
        self._changed.notify_all()
