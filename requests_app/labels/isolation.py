"""Our side of reading a label: starts a process for one photo, waits no longer than agreed, believes no answer unseen.

One photo at a time on this machine, whoever asks: an engine takes hundreds of megabytes and a whole processor. The
process is new for each photo, so that all of that is given back.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from guides_app.pictures.jobs import Limits
from guides_app.pictures.memory_file import freeze, memory_file
from requests_app.labels.engines import Engine
from requests_app.labels.voting import LabelReading

LIMITS = Limits(cpu_seconds=30, wall_seconds=120, memory_mb=1280)
MOST_BYTES = 1024
LONGEST_VALUE = 40
LOCK = "label-reader.lock"
_ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys; n = int(sys.argv[1]); sys.path[:] = sys.argv[2:2 + n]; "
    "from requests_app.labels.reader import main; main(sys.argv[2 + n:])"
)
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


class NotRead(StrEnum):
    """Why a photo was not read; it says nothing of the label."""

    BUSY = "busy"  # another photo is being read: worth another try, whenever
    TOO_LONG = "too_long"
    DIED = "died"  # by the limit of memory, an engine's fault, or somebody's hand


def read_label(
    jpeg: bytes, engines: Sequence[Engine], *, folder: Path, limits: Limits = LIMITS
) -> LabelReading | NotRead:
    """What the label on one of our cleaned pictures shows. In `folder` the readers of this machine have their lock."""
    with _turn(folder) as mine:
        if not mine:
            return NotRead.BUSY
        with memory_file() as source:
            source.write(jpeg)
            freeze(source)
            source.seek(0)
            return _read(source.fileno(), engines, limits)


@contextmanager
def _turn(folder: Path) -> Iterator[bool]:
    """Whether it is our turn. The lock goes with the process that holds it, however that ends."""
    with (folder / LOCK).open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _read(source_fd: int, engines: Sequence[Engine], limits: Limits) -> LabelReading | NotRead:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            process = _start(source_fd, theirs.fileno(), engines, limits)
        try:
            return _understood(_said(ours, until=time.monotonic() + limits.wall_seconds))
        except TimeoutError:
            return NotRead.TOO_LONG
        finally:
            _end(process)


def _start(source_fd: int, answer_fd: int, engines: Sequence[Engine], limits: Limits) -> subprocess.Popen[bytes]:
    path = [entry for entry in (str(_ROOT), *sys.path) if entry]
    order = [source_fd, answer_fd, limits.cpu_seconds, limits.wall_seconds, limits.memory_mb, *engines]
    return subprocess.Popen(  # noqa: S603 our own interpreter and words
        [sys.executable, "-I", "-c", START, str(len(path)), *path, *map(str, order)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[source_fd, answer_fd],
        env=ENVIRONMENT,
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _said(answer: socket.socket, *, until: float) -> bytes:
    """All that the process said before it ended. TimeoutError where it does neither."""
    said = b""
    while len(said) <= MOST_BYTES:
        answer.settimeout(max(0.01, until - time.monotonic()))
        part = answer.recv(MOST_BYTES)
        if not part:
            break
        said += part
    return said


def _understood(said: bytes) -> LabelReading | NotRead:
    try:
        reading = LabelReading(**json.loads(said))
    except (ValueError, TypeError):
        return NotRead.DIED
    values = (reading.precode, reading.part_number, reading.serial, reading.type)
    sound = all(isinstance(value, str) and len(value) <= LONGEST_VALUE for value in values)
    return reading if sound and all(value.isalnum() or not value for value in values) else NotRead.DIED
