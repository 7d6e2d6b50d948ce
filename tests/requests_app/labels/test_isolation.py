"""The process that reads a label: one at a time, bounded, and nobody is hurt when it dies."""

import io
import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from guides_app.pictures.intake import Accept, Clean, take_in
from guides_app.pictures.jobs import Limits
from requests_app.labels import isolation
from requests_app.labels.engines import Engine
from requests_app.labels.isolation import LIMITS, NotRead, read_label
from requests_app.labels.specimen import label_photo
from requests_app.labels.voting import LabelReading

Said = Callable[[str], None]
BARS = (Engine.BARCODE,)


def cleaned() -> bytes:
    taken = take_in(io.BytesIO(label_photo("281150198RT A583")), accept=Accept.IMAGE)
    assert isinstance(taken, Clean)
    return taken.pages[0].jpeg


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Said:
    """A process in the place of the reader's that runs these words."""

    def say(words: str) -> None:
        monkeypatch.setattr(isolation, "START", f"import os, sys, time; answer = int(sys.argv[-5]); {words}")

    return say


def test_both_engines_read_the_label_of_the_demonstration(tmp_path: Path) -> None:
    patient = Limits(LIMITS.cpu_seconds, 600, LIMITS.memory_mb)  # of the clock, on a busy machine
    assert read_label(cleaned(), list(Engine), folder=tmp_path, limits=patient) == LabelReading("A583", "281150198R")


def test_beyond_its_memory_it_ends_without_an_answer(tmp_path: Path) -> None:
    tight = Limits(LIMITS.cpu_seconds, LIMITS.wall_seconds, memory_mb=64)
    assert read_label(cleaned(), BARS, folder=tmp_path, limits=tight) is NotRead.DIED


def test_a_picture_that_is_none_ends_without_an_answer(tmp_path: Path) -> None:
    assert read_label(b"not a picture", BARS, folder=tmp_path) is NotRead.DIED


def test_whoever_hangs_is_killed_by_the_clock(tmp_path: Path, says: Said) -> None:
    says("open('/proc/self/comm'); time.sleep(600)")
    brief = Limits(cpu_seconds=5, wall_seconds=1, memory_mb=1024)
    assert read_label(cleaned(), BARS, folder=tmp_path, limits=brief) is NotRead.TOO_LONG


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "no JSON",
        "[]",
        json.dumps({"precode": "A583"}) + "x",
        json.dumps({"code": "1234"}),
        json.dumps({"precode": 583}),
        json.dumps({"precode": "A<b>"}),
        json.dumps({"precode": "A" * 41}),
        "x" * 5000,
    ],
)
def test_an_answer_that_is_none_is_not_believed(tmp_path: Path, says: Said, answer: str) -> None:
    says(f"os.write(answer, {answer.encode()!r})")
    assert read_label(cleaned(), BARS, folder=tmp_path) is NotRead.DIED


def test_of_two_at_once_the_second_is_told_to_come_again(tmp_path: Path, says: Said) -> None:
    """The first writes that it has begun, and waits until somebody ends it."""
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    says(f"open({str(begun)!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    first: list[LabelReading | NotRead] = []
    thread = threading.Thread(target=lambda: first.append(read_label(cleaned(), BARS, folder=tmp_path)))
    thread.start()
    process = int(begun.read_text())
    try:
        assert read_label(cleaned(), BARS, folder=tmp_path) is NotRead.BUSY
    finally:
        os.kill(process, signal.SIGKILL)
        thread.join()
    assert first == [NotRead.DIED]
    says(f"os.write(answer, {json.dumps({'precode': 'A583'}).encode()!r})")
    assert read_label(cleaned(), BARS, folder=tmp_path) == LabelReading("A583")
