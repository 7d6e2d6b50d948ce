"""The decoder's process: keeps one spare child forked ahead, gives each file to a fresh one, and kills the overdue.

Started by `isolation`, never imported by the web process. It has the parsers loaded and nothing else of ours: no
settings, no keys, no database. A child takes one order, locks itself in, answers and is gone.
"""

import gc
import io
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from typing import NoReturn

import pypdfium2
from PIL import Image, UnidentifiedImageError

from guides_app.pictures.answers import Answer, UploadProblem, UploadRefused, pack
from guides_app.pictures.confinement import confine, die_with_parent, silence
from guides_app.pictures.formats import Content
from guides_app.pictures.jobs import ORDER_BYTES, Order, Wanted
from guides_app.pictures.limits import LEAST_LONG_EDGE
from guides_app.pictures.pages import covered
from guides_app.pictures.papers import paper_pages
from guides_app.pictures.photos import photo_page, photo_pixels

_SOME_TAG = 0x0112
# Everything that Pillow raises on a broken file, then what the interpreter adds when nesting runs out.
BROKEN_FILE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    KeyError,
    UnicodeDecodeError,
    Image.DecompressionBombError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    RecursionError,
)


@dataclass
class _Child:
    pid: int
    overdue_at: float | None = None  # a spare waits as long as it must


class _Spent(Exception):
    """Our side has hung up, or a spare died at rest: time to end and be started anew."""


def serve(control_fd: int) -> None:
    """Answers orders that arrive on `control_fd` until its other end is closed."""
    Image.MAX_IMAGE_PIXELS = None  # judged by format, before a pixel is decoded
    _load_lazy_parts()
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=control_fd)
    poller = select.poll()
    poller.register(control, 0)  # hang-up only: orders are read by the spare
    children: dict[int, _Child] = {}
    try:
        while True:
            if all(child.overdue_at for child in children.values()):
                notice, child = _fork(control, children)
                children[notice] = child
                poller.register(notice, select.POLLIN)
            for fd, _ in poller.poll(_until_next(children)):
                if fd == control.fileno():
                    return
                if _heard(fd, children):
                    poller.unregister(fd)
                    os.close(fd)
            _kill_overdue(children)
    except _Spent:
        return
    finally:
        for child in children.values():
            os.kill(child.pid, signal.SIGKILL)


def clean(order: Order, source_fd: int) -> Answer:
    """The one place where a parser's failure becomes a refusal."""
    try:
        with open(source_fd, "rb", closefd=False) as source:
            source.seek(0)
            if order.wanted is Wanted.COVERED and order.mask:
                return covered(source, order.mask)
            data = source.read()
        if order.wanted is Wanted.PIXELS:
            return photo_pixels(data, order.content)
        return paper_pages(data) if order.content is Content.PDF else photo_page(data, order.content)
    except MemoryError:
        return UploadRefused(UploadProblem.TOO_MANY_PIXELS)
    except BROKEN_FILE:
        return UploadRefused(UploadProblem.BROKEN)


def _load_lazy_parts() -> None:
    """Lets every parser fetch now what it imports at first use only, when no file can be opened any more."""
    sample = Image.new("RGBA", (LEAST_LONG_EDGE, 8))
    exif = Image.Exif()
    exif[_SOME_TAG] = 6
    for content in (Content.JPEG, Content.PNG, Content.WEBP):
        file = io.BytesIO()
        sample.convert("RGB" if content is Content.JPEG else "RGBA").save(file, content.name, exif=exif)
        photo_page(file.getvalue(), content)
    paper = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(8, 8)
    document.save(paper)
    paper_pages(paper.getvalue())


def _until_next(children: dict[int, _Child]) -> float | None:
    due = [child.overdue_at for child in children.values() if child.overdue_at]
    return max(0.0, min(due) - time.monotonic()) * 1000 if due else None


def _heard(notice: int, children: dict[int, _Child]) -> bool:
    """Reads a child's notice: how long it may take, or the end. True when it has ended."""
    said = os.read(notice, 1)
    child = children[notice]
    if said:
        child.overdue_at = time.monotonic() + said[0]
        return False
    os.waitpid(child.pid, 0)
    del children[notice]
    if child.overdue_at is None:
        raise _Spent
    return True


def _kill_overdue(children: dict[int, _Child]) -> None:
    now = time.monotonic()
    for child in children.values():
        if child.overdue_at and child.overdue_at <= now:
            os.kill(child.pid, signal.SIGKILL)


def _fork(control: socket.socket, children: dict[int, _Child]) -> tuple[int, _Child]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        for fd in (reading, *children):
            os.close(fd)
        _work(control, writing)
    os.close(writing)
    return reading, _Child(pid)


def _work(control: socket.socket, notice: int) -> NoReturn:
    """The life of a child; it leaves by _exit whatever happens, so that no two processes run the same clean-up."""
    try:
        die_with_parent()
        data, fds, _, _ = socket.recv_fds(control, ORDER_BYTES, 2)
        if len(data) == ORDER_BYTES and len(fds) == 2:
            order = Order.from_bytes(data)
            os.write(notice, bytes([order.limits.wall_seconds]))
            control.close()
            silence()
            answer = socket.socket(fileno=fds[1])
            confine(order.limits, threads=order.content is Content.HEIC)
            answer.sendall(pack(clean(order, fds[0])))
    finally:
        os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
