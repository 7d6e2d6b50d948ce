"""Files that are small to send and dear to open: refused soon, at no cost to our own process."""

import io
import os
import resource
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from guides_app.pictures.intake import Accept, Clean, UploadProblem, UploadRefused, take_in
from tests import files, hostile

BOMBS: dict[str, tuple[Callable[[], bytes], UploadProblem]] = {
    "png of 2500 megapixels": (hostile.png_bomb, UploadProblem.TOO_MANY_PIXELS),
    "png that lies about its size": (hostile.png_lie, UploadProblem.BROKEN),
    "jpeg that says 65500 by 65500": (lambda: hostile.jpeg_lie(65500, 65500), UploadProblem.TOO_MANY_PIXELS),
    "jpeg that says 7000 by 7000": (lambda: hostile.jpeg_lie(7000, 7000), UploadProblem.BROKEN),
    "jpeg with 400 scans": (hostile.jpeg_scan_bomb, UploadProblem.BROKEN),
    "webp that says 268 megapixels": (hostile.webp_lie, UploadProblem.TOO_MANY_PIXELS),
}


def resident() -> int:
    pages = int(Path(f"/proc/{os.getpid()}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_our_memory_does_not_grow(name: str) -> None:
    make, problem = BOMBS[name]
    bomb = io.BytesIO(make())
    before = resident()
    assert take_in(bomb, accept=Accept.IMAGE) == UploadRefused(problem)
    assert resident() - before < 100 * 2**20


@pytest.mark.parametrize("make", [hostile.png_profile_bomb, hostile.png_text_bomb, hostile.png_with_many_texts])
def test_of_a_picture_with_a_bomb_beside_it_the_picture_is_left(make: Callable[[], bytes]) -> None:
    before = resident()
    assert isinstance(take_in(io.BytesIO(make()), accept=Accept.IMAGE), Clean)
    assert resident() - before < 100 * 2**20


def test_a_bomb_costs_no_more_processor_time_than_its_limit() -> None:
    bomb = io.BytesIO(hostile.jpeg_scan_bomb())
    before = time.process_time()
    assert take_in(bomb, accept=Accept.IMAGE) == UploadRefused(UploadProblem.BROKEN)
    assert time.process_time() - before < 1


def test_an_honest_photo_passes_beside_a_bomb() -> None:
    bomb = io.BytesIO(hostile.slow_jpeg())
    beside = threading.Thread(target=take_in, args=(bomb,), kwargs={"accept": Accept.IMAGE})
    beside.start()
    honest = take_in(io.BytesIO(files.make_jpeg()), accept=Accept.IMAGE)
    assert beside.is_alive()
    assert isinstance(honest, Clean)
    beside.join()
