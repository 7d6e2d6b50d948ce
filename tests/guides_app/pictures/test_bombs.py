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

BOMBS: dict[str, Callable[[], bytes]] = {
    "png of 2500 megapixels": hostile.png_bomb,
    "png with a profile of 400 MB": hostile.png_profile_bomb,
    "png with a text of 400 MB": hostile.png_text_bomb,
    "png with 400 texts of 1 MB": hostile.png_with_many_texts,
    "png that lies about its size": hostile.png_lie,
    "jpeg that says 65500 by 65500": lambda: hostile.jpeg_lie(65500, 65500),
    "jpeg that says 7000 by 7000": lambda: hostile.jpeg_lie(7000, 7000),
    "jpeg with 400 scans": hostile.jpeg_scan_bomb,
    "webp that says 268 megapixels": hostile.webp_lie,
}


def resident() -> int:
    pages = int(Path(f"/proc/{os.getpid()}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_our_memory_does_not_grow(name: str) -> None:
    bomb = io.BytesIO(BOMBS[name]())
    before = resident()
    assert take_in(bomb, accept=Accept.IMAGE) == UploadRefused(UploadProblem.BROKEN)
    assert resident() - before < 100 * 2**20


def test_a_bomb_costs_no_more_processor_time_than_its_limit() -> None:
    bomb = io.BytesIO(hostile.jpeg_scan_bomb())
    before = time.process_time()
    assert take_in(bomb, accept=Accept.IMAGE) == UploadRefused(UploadProblem.BROKEN)
    assert time.process_time() - before < 1


def test_an_honest_photo_passes_beside_a_bomb() -> None:
    bomb = io.BytesIO(hostile.jpeg_scan_bomb())
    beside = threading.Thread(target=take_in, args=(bomb,), kwargs={"accept": Accept.IMAGE})
    beside.start()
    honest = take_in(io.BytesIO(files.make_jpeg()), accept=Accept.IMAGE)
    assert beside.is_alive()
    assert isinstance(honest, Clean)
    beside.join()
