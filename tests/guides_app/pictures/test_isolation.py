"""The decoder's process: confined, killable at any moment, and back for the next file."""

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from guides_app.pictures import intake
from guides_app.pictures.intake import Accept, Clean, UploadProblem, UploadRefused, take_in
from guides_app.pictures.isolation import decoder
from guides_app.pictures.jobs import Limits
from tests import files, hostile

SPIN = 10_000_000


def sanitised(content: bytes) -> Clean | UploadRefused:
    return take_in(io.BytesIO(content), accept=Accept.IMAGE)


def children_of(pid: int | None) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def in_the_middle_of_a_job(do: Callable[[int], None]) -> Clean | UploadRefused:
    """The answer to a long job to whose child `do` was done while it worked; once more where the job was faster."""
    for _ in range(5):
        sanitised(files.make_jpeg())
        (spare,) = wait_for(lambda: children_of(decoder.pid), length=1)
        answers: list[Clean | UploadRefused] = []
        thread = threading.Thread(target=lambda kept=answers: kept.append(sanitised(hostile.slow_jpeg())))
        thread.start()
        wait_for(lambda: children_of(decoder.pid), length=2)
        try:
            do(spare)
        except ProcessLookupError:
            continue
        finally:
            thread.join()
        return answers[0]
    pytest.fail("every job was over before its child was found")


def has_ended(pid: int) -> bool:
    try:
        return "zombie" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_for(look: Callable[[], list[int]], *, length: int) -> list[int]:
    for _ in range(SPIN):
        seen = look()
        if len(seen) == length:
            return seen
    pytest.fail("it never came")


def test_a_child_killed_in_mid_job_is_a_refusal_and_the_next_photo_passes() -> None:
    assert in_the_middle_of_a_job(lambda child: os.kill(child, signal.SIGKILL)) == UploadRefused(UploadProblem.BROKEN)
    assert isinstance(sanitised(files.make_jpeg()), Clean)


def test_a_child_that_hangs_is_killed_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LIMITS", Limits(cpu_seconds=5, wall_seconds=1, memory_mb=1024))
    assert in_the_middle_of_a_job(lambda child: os.kill(child, signal.SIGSTOP)) == UploadRefused(UploadProblem.BROKEN)


def test_a_photo_beyond_the_memory_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = files.saved(Image.new("RGB", (3000, 2000)), "PNG")
    assert isinstance(sanitised(photo), Clean)
    monkeypatch.setattr(intake, "LIMITS", Limits(cpu_seconds=5, wall_seconds=8, memory_mb=16))
    assert sanitised(photo) == UploadRefused(UploadProblem.TOO_MANY_PIXELS)


def test_a_lost_decoder_is_started_again_and_the_photo_still_passes() -> None:
    sanitised(files.make_jpeg())
    before = decoder.pid
    assert before
    os.kill(before, signal.SIGKILL)
    assert isinstance(sanitised(files.make_jpeg()), Clean)
    assert decoder.pid != before


def test_the_decoder_knows_nothing_of_our_environment() -> None:
    sanitised(files.make_jpeg())
    environment = Path(f"/proc/{decoder.pid}/environ").read_bytes()
    assert b"KEY" not in environment
    assert b"DJANGO" not in environment


def test_the_decoder_holds_none_of_our_descriptors(tmp_path: Path) -> None:
    decoder.stop()
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)
        sanitised(files.make_jpeg())
        held = {str(fd.readlink()) for fd in Path(f"/proc/{decoder.pid}/fd").iterdir()}
    assert str(tmp_path / "secret") not in held


def test_the_decoder_ends_with_the_process_that_started_it() -> None:
    program = (
        "from guides_app.pictures.isolation import decoder; from guides_app.pictures.memory_file import memory_file;"
        "from guides_app.pictures.jobs import Limits, Order, Wanted; from guides_app.pictures.formats import Content\n"
        "order = Order(Wanted.PAGES, Content.JPEG, Limits(2, 8, 512))\n"
        "with memory_file() as file, decoder.job(order, file.fileno()) as job:\n"
        "    job.answer()\n"
        "print(decoder.pid, flush=True); import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert any(has_ended(int(ran.stdout)) for _ in range(SPIN))


CONFINED = """
import os, resource, socket
from guides_app.pictures.confinement import confine
from guides_app.pictures.jobs import Limits
if os.getuid() == 0:
    os.setuid(65534)
confine(Limits(1, 1, 512))
for attempt in (socket.socket, os.fork, lambda: os.open("/etc/passwd", 0), lambda: bytearray(2**30),
                lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))):
    try:
        attempt()
    except (OSError, MemoryError, ValueError):
        print("no")
"""


def test_a_confined_process_opens_no_socket_no_file_no_child_and_no_way_back() -> None:
    ran = subprocess.run([sys.executable, "-c", CONFINED], capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["no"] * 5, ran.stderr


def test_many_threads_are_all_answered() -> None:
    answers: list[Clean | UploadRefused] = []
    threads = [threading.Thread(target=lambda: answers.append(sanitised(files.make_jpeg()))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(answer) for answer in answers] == [Clean] * 12
