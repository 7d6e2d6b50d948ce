"""Asks sources that are plugged in: all at once, each in a thread of its own, and none longer than its deadline.

What they answer is judged here before anything believes it. Nothing in this module touches the database, and nothing
that a source says of an error is logged: it may quote a number or a code.
"""

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from django.db import connections

from requests_app.lookup.source import Answer, CodeSource, Found, NotFound, Radio, Unavailable

DEADLINE = 10.0
MOST_AT_ONCE = 8
MOST_HANGING = 2  # threads of one source that are over their deadline; a thread cannot be ended from outside
LONGEST_WORDS = 200
CODE = re.compile(r"[0-9]{4}", re.ASCII)
K = TypeVar("K", bound=Hashable)
_log = logging.getLogger(__name__)
_hanging: Counter[str] = Counter()
_lock = threading.Lock()


@dataclass(frozen=True)
class Refused:
    """The source answered, and what it said is not believed."""

    why: str


@dataclass(frozen=True)
class Told(Generic[K]):
    """What became of one question, and how many milliseconds it took."""

    key: K
    answer: Answer | Refused
    took: int


class _Call(Generic[K]):
    """One question on its way."""

    def __init__(self, key: K, source: CodeSource, radio: Radio, done: "SimpleQueue[_Call[K]]") -> None:
        self.key, self.source, self.radio, self._done = key, source, radio, done
        self.slug = source.slug
        self.answer: object = None
        self.late = self._over = False
        self.began_at = time.monotonic()
        threading.Thread(target=self._run, name=f"source-{self.slug}", daemon=True).start()

    def _run(self) -> None:
        self.answer = _tried(self.slug, lambda: self.source.find(self.radio))
        connections.close_all()  # those of this thread, if the source opened any
        with _lock:
            self._over = True
            if self.late:
                _hanging[self.slug] -= 1
        self._done.put(self)

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        with _lock:
            self.late = True
            if not self._over:
                _hanging[self.slug] += 1

    def told(self, answer: Answer | Refused) -> Told[K]:
        return Told(self.key, answer, int((time.monotonic() - self.began_at) * 1000))


def ask_all(questions: Mapping[K, tuple[CodeSource, Radio]], *, deadline: float | None = None) -> Iterator[Told[K]]:
    """Put these questions, at most MOST_AT_ONCE, and tell each answer as it comes."""
    seconds = DEADLINE if deadline is None else deadline
    done: SimpleQueue[_Call[K]] = SimpleQueue()
    waiting: set[_Call[K]] = set()
    for key, (source, radio) in list(questions.items())[:MOST_AT_ONCE]:
        if _hanging[source.slug] >= MOST_HANGING:
            yield Told(key, Unavailable("earlier questions are still without an answer"), 0)
        else:
            waiting.add(_Call(key, source, radio, done))
    ends_at = time.monotonic() + seconds
    while waiting:
        try:
            call = done.get(timeout=max(0.0, ends_at - time.monotonic()))
        except Empty:
            break
        waiting.discard(call)
        yield call.told(judged(call.answer, call.radio))
    for call in waiting:
        call.give_up()
        yield call.told(Unavailable(f"no answer within {seconds:g} seconds"))


def problems_of(source: CodeSource, *, deadline: float | None = None) -> list[str]:
    """What the source says is wrong with its configuration; that it cannot be asked is wrong, too."""
    done: SimpleQueue[object] = SimpleQueue()
    check = lambda: done.put(_tried(source.slug, lambda: [str(one) for one in source.check()]))  # noqa: E731
    threading.Thread(target=check, name=f"check-{source.slug}", daemon=True).start()
    try:
        found = done.get(timeout=DEADLINE if deadline is None else deadline)
    except Empty:
        return ["its check does not end"]
    return found if isinstance(found, list) else ["its check failed"]


def _tried(slug: str, act: Callable[[], object]) -> object:
    """What it gave, or an outage named by its class alone."""
    try:
        return act()
    except BaseException as error:  # noqa: BLE001 - a source may raise anything, SystemExit too
        _log.warning("The source %s failed: %s", slug, type(error).__name__)
        return Unavailable(type(error).__name__)


def judged(answer: object, radio: Radio) -> Answer | Refused:
    """An answer that can be believed, its words fit to be shown; or why it cannot."""
    number = radio.number
    hidden = (number, radio.vin_tail, radio.part_number, radio.serial)
    match answer:
        case Found(code=str(code), number=str(of)) if CODE.fullmatch(code):
            if of != number:
                return Refused("answered with the code of another radio")
            return Found(code, _words(answer.provenance, code, *hidden), number=number)
        case Found():
            return Refused("answered with something that is no code")
        case NotFound(why):
            return NotFound(_words(why, *hidden))
        case Unavailable(why):
            return Unavailable(_words(why, *hidden))
    return Refused("gave no answer that is known here")


def _words(text: object, *hidden: str) -> str:
    """One short line that repeats neither the number nor the code: these are shown to whoever may see them."""
    line = " ".join(text[: 10 * LONGEST_WORDS].split()) if isinstance(text, str) else ""
    line = "".join(char for char in line if char.isprintable())
    for secret in filter(None, hidden):
        line = re.sub(re.escape(secret), "…", line, flags=re.IGNORECASE)
    return line[:LONGEST_WORDS]
