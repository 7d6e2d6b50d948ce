"""Our side of the decoder's process: starts it, hands it files by descriptor, waits no longer than agreed.

A file is passed in memory and never lies readable on a disk. One order costs a fork, not an interpreter: the parsers
are loaded once, in a process that has no secrets, and every file gets a fresh copy of it that may die.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from guides_app.pictures.answers import MOST_BYTES_SAID
from guides_app.pictures.jobs import Order
from guides_app.pictures.waiting import Places

_ROOT = Path(__file__).resolve().parents[2]
_START = (
    "import sys; sys.path[:] = sys.argv[2:]; from guides_app.pictures.decoder import serve; serve(int(sys.argv[1]))"
)
# Big pictures in big memory pages: a fresh process otherwise meets 3000 page faults, a sixth of the whole time.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
_GRACE_SECONDS = 2
_PART_BYTES = 256 * 1024
AT_ONCE = 2
WAITING = 12


class DecoderLost(Exception):
    """The decoder's process itself is gone, through no fault of this file: worth one more try."""


@dataclass(frozen=True)
class _Helper:
    process: subprocess.Popen[bytes]
    control: socket.socket

    def is_lost(self) -> bool:
        return self.process.poll() is not None

    def end(self) -> None:
        self.control.close()
        if not self.is_lost():
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def disown(self) -> None:
        self.control.close()
        self.process.returncode = 0  # not ours to wait for


class Decoder:
    """The decoder's process, started at the first order and again when it is lost. Safe for threads."""

    def __init__(self) -> None:
        self._helper: _Helper | None = None
        self._renew_locks()

    @property
    def pid(self) -> int | None:
        return self._helper.process.pid if self._helper else None

    @contextmanager
    def job(self, order: Order, source_fd: int) -> Iterator["Job"]:
        """Gives the file behind `source_fd` to a fresh child. Waits when AT_ONCE are at work; Busy when WAITING do."""
        with self.places.place():
            ours, theirs = socket.socketpair()
            with ours:
                with theirs:
                    helper = self._send(order, [source_fd, theirs.fileno()])
                yield Job(helper, ours, give_up_at=time.monotonic() + order.limits.wall_seconds + _GRACE_SECONDS)

    def stop(self) -> None:
        """Ends the process and, with it, its children. The next order starts another."""
        with self._lock:
            if self._helper:
                self._helper.end()
                self._helper = None

    def forget(self) -> None:
        """In a forked copy of our process: the decoder belongs to the one that started it."""
        if self._helper:
            self._helper.disown()
            self._helper = None
        self._renew_locks()

    def _renew_locks(self) -> None:
        self._lock = threading.Lock()
        self.places = Places(at_once=AT_ONCE, waiting=WAITING)

    def _send(self, order: Order, fds: list[int]) -> _Helper:
        with self._lock:
            helper = self._helper
            if helper is None or helper.is_lost():
                helper = self._helper = _start()
            try:
                socket.send_fds(helper.control, [order.to_bytes()], fds)
            except OSError as error:
                helper.end()
                raise DecoderLost from error
            return helper


class Job:
    """One file being decoded."""

    def __init__(self, helper: _Helper, answer: socket.socket, *, give_up_at: float) -> None:
        self._helper = helper
        self._answer = answer
        self._give_up_at = give_up_at

    def answer(self) -> memoryview:
        """What the child said until it ended: all, a part, or nothing. DecoderLost when there was nobody to say it."""
        said: list[bytes] = []
        length = 0
        try:
            while length <= MOST_BYTES_SAID:
                self._answer.settimeout(max(0.01, self._give_up_at - time.monotonic()))
                part = self._answer.recv(_PART_BYTES)
                if not part:
                    break
                said.append(part)
                length += len(part)
        except TimeoutError:
            self._helper.end()  # it should have killed the child long ago
        except ConnectionError:
            said.clear()
        if not said and self._helper.is_lost():
            raise DecoderLost
        return memoryview(b"".join(said))


def _start() -> _Helper:
    ours, theirs = socket.socketpair()
    path = [entry for entry in (str(_ROOT), *sys.path) if entry]
    with theirs:
        process = subprocess.Popen(  # noqa: S603 our own interpreter and words
            [sys.executable, "-I", "-c", _START, str(theirs.fileno()), *path],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env=_ENVIRONMENT,
            start_new_session=True,
        )
    return _Helper(process, ours)


decoder = Decoder()
atexit.register(decoder.stop)
os.register_at_fork(after_in_child=decoder.forget)
