"""Our side of the decoder's process: starts it, hands it files by descriptor, waits no longer than agreed.

A file is passed in memory and never lies readable on a disk. One order costs a fork, not an interpreter: the parsers
are loaded once, in a process that has no secrets, and every file gets a fresh copy of it that may die.
"""

import atexit
import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from requests_app.vault.answers import MAX_ANSWER_BYTES
from requests_app.vault.content import Content
from requests_app.vault.jobs import Limits, Order

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path[:] = sys.argv[2:]; from requests_app.vault.decoder import serve; serve(int(sys.argv[1]))"
# Big pictures in big memory pages: a fresh process otherwise meets 3000 page faults, a sixth of the whole time.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
_GRACE_SECONDS = 2
_PART_BYTES = 256 * 1024
AT_ONCE = max(2, os.cpu_count() or 1)


class DecoderLost(Exception):
    """The decoder's process itself is gone, through no fault of this file: worth one more try."""


class Decoder:
    """The decoder's process, started at the first order and again when it is lost. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @contextmanager
    def job(self, content: Content, source_fd: int, *, limits: Limits) -> Iterator["Job"]:
        """Gives the file behind `source_fd` to a fresh child. Waits for a place when AT_ONCE are at work."""
        with self._places:
            ours, theirs = socket.socketpair()
            with ours:
                with theirs:
                    process = self._send(Order(content, limits), [source_fd, theirs.fileno()])
                yield Job(self, process, ours, limits)

    def stop(self) -> None:
        """Ends the process and, with it, its children."""
        with self._lock:
            self._end()

    def forget(self) -> None:
        """In a forked copy of our process: the decoder belongs to the one that started it."""
        if self._control:
            self._control.close()
        if self._process:
            self._process.returncode = 0  # not ours to wait for
        self.__init__()  # type: ignore[misc]

    def _send(self, order: Order, fds: list[int]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._begin()
            assert self._control is not None and self._process is not None
            try:
                socket.send_fds(self._control, [order.to_bytes()], fds)
            except OSError as error:
                self._end()
                raise DecoderLost from error
            return self._process

    def _begin(self) -> None:
        self._end()
        self._control, theirs = socket.socketpair()
        path = [entry for entry in (str(_ROOT), *sys.path) if entry]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter, our own words
                [sys.executable, "-I", "-c", _START, str(theirs.fileno()), *path],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_ENVIRONMENT,
                start_new_session=True,
            )

    def _end(self) -> None:
        if self._control:
            self._control.close()
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = self._control = None


class Job:
    """One file being decoded."""

    def __init__(
        self, decoder: Decoder, process: subprocess.Popen[bytes], answer: socket.socket, limits: Limits
    ) -> None:
        self._decoder = decoder
        self._process = process
        self._answer = answer
        self._limits = limits

    def answer(self) -> memoryview:
        """What the child said until it ended: all, a part, or nothing. DecoderLost when there was nobody to say it."""
        give_up_at = time.monotonic() + self._limits.wall_seconds + _GRACE_SECONDS
        said: list[bytes] = []
        length = 0
        try:
            while length <= MAX_ANSWER_BYTES:
                self._answer.settimeout(max(0.01, give_up_at - time.monotonic()))
                part = self._answer.recv(_PART_BYTES)
                if not part:
                    break
                said.append(part)
                length += len(part)
        except TimeoutError:
            self._decoder.stop()
        except ConnectionError:
            said.clear()
        if not said and self._process.poll() is not None:
            raise DecoderLost
        return memoryview(b"".join(said))


@contextmanager
def nameless_file(directory: Path) -> Iterator[int]:
    """A descriptor of a file in memory that has no name; where the system has no such thing, of one in `directory`."""
    if sys.platform == "linux":
        fd = os.memfd_create("upload", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            yield fd
        finally:
            os.close(fd)
    else:
        with tempfile.TemporaryFile(dir=directory) as file:
            yield file.fileno()


def freeze(fd: int) -> None:
    """Nobody who holds the file, our own process included, can change it any more."""
    if sys.platform != "linux":
        return
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals)


decoder = Decoder()
atexit.register(decoder.stop)
os.register_at_fork(after_in_child=decoder.forget)
