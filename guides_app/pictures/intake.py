"""Uploads become clean pictures or a refusal: the only way in for a file that somebody sent.

Refuses by content, by counted bytes, pixels and pages. What it returns was drawn anew from pixels: upright, stripped of
everything that the original carried beside them. Parsing happens in a confined process whose death is a refusal.
"""

import hashlib
import logging
import mmap
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import BinaryIO

from guides_app.pictures.answers import Answer, CleanPage, Hint, Malformed, UploadProblem, UploadRefused, unpack
from guides_app.pictures.formats import HEAD_BYTES, Content, content_of
from guides_app.pictures.isolation import DecoderLost, decoder
from guides_app.pictures.jobs import Limits
from guides_app.pictures.limits import MAX_BYTES
from guides_app.pictures.memory_file import freeze, memory_file
from guides_app.pictures.waiting import Busy
from guides_app.squares import COLUMNS, ROWS, Cell, Mask

__all__ = ["MAX_BYTES", "Accept", "Clean", "CleanPage", "Hint", "UploadProblem", "UploadRefused", "cover", "take_in"]

# Several times what the largest honest file of its kind needs, so that a busy machine refuses none.
LIMITS = {
    Content.JPEG: Limits(cpu_seconds=2, wall_seconds=8, memory_mb=1024),
    Content.PNG: Limits(cpu_seconds=4, wall_seconds=10, memory_mb=1024),
    Content.WEBP: Limits(cpu_seconds=4, wall_seconds=10, memory_mb=1024),
    Content.HEIC: Limits(cpu_seconds=4, wall_seconds=10, memory_mb=1024),
    Content.PDF: Limits(cpu_seconds=5, wall_seconds=15, memory_mb=1024),
}
_CHUNK_BYTES = 256 * 1024
_TRIES = 2
_log = logging.getLogger(__name__)


class Accept(StrEnum):
    IMAGE = "image"
    IMAGE_OR_PDF = "image_or_pdf"


@dataclass(frozen=True)
class Clean:
    """The pages, and the SHA-256 (hex) of the file as it came, to know it again if somebody sends it twice."""

    pages: tuple[CleanPage, ...]
    source_bytes_digest: str


def take_in(upload: BinaryIO, *, accept: Accept) -> Clean | UploadRefused:
    """The pictures in `upload`, read from where it stands. Never raises because of what is in the file."""
    with memory_file() as source:
        size, head = _copy(upload, source)
        content = content_of(head)
        problem = _problem_at_first_sight(size, content, accept)
        if problem:
            return UploadRefused(problem)
        freeze(source)
        return _decoded(source.fileno(), content)


def cover(
    jpeg: bytes, cells: frozenset[Cell], *, columns: int = COLUMNS, rows: int = ROWS
) -> CleanPage | UploadRefused:
    """A cleaned picture of ours again, with these cells black. ValueError for a cell outside of the grid."""
    mask = Mask(cells, columns, rows)
    with memory_file() as source:
        source.write(jpeg)
        freeze(source)
        answer = _decoded(source.fileno(), Content.JPEG, mask=mask)
    return answer if isinstance(answer, UploadRefused) else answer.pages[0]


def _copy(upload: BinaryIO, source: BinaryIO) -> tuple[int, bytes]:
    """Counts what really arrives, whatever was announced, and stops just past the limit."""
    size, head = 0, b""
    while size <= MAX_BYTES and (chunk := upload.read(_CHUNK_BYTES)):
        head = head or bytes(chunk[:HEAD_BYTES])
        size += len(chunk)
        source.write(chunk)
    return size, head


def _problem_at_first_sight(size: int, content: Content, accept: Accept) -> UploadProblem | None:
    if size == 0:
        return UploadProblem.EMPTY
    if size > MAX_BYTES:
        return UploadProblem.TOO_BIG
    if content is Content.OTHER:
        return UploadProblem.NOT_ACCEPTED
    if content is Content.PDF and accept is Accept.IMAGE:
        return UploadProblem.PDF_NOT_HERE
    if content is Content.HEIC and find_spec("pillow_heif") is None:
        return UploadProblem.HEIC
    return None


def _decoded(source_fd: int, content: Content, *, mask: Mask | None = None) -> Clean | UploadRefused:
    for tries_left in reversed(range(_TRIES)):
        try:
            with decoder.job(content, source_fd, limits=LIMITS[content], mask=mask) as job:
                digest = _digest(source_fd)  # while the other process decodes
                answer = _answer(job.answer())
        except Busy:
            return UploadRefused(UploadProblem.BUSY)
        except DecoderLost:
            if not tries_left:
                raise
        else:
            return answer if isinstance(answer, UploadRefused) else Clean(answer, digest)
    raise AssertionError


def _digest(source_fd: int) -> str:
    with mmap.mmap(source_fd, 0, access=mmap.ACCESS_READ) as source:
        return hashlib.sha256(source).hexdigest()


def _answer(said: memoryview) -> Answer:
    try:
        return unpack(said)
    except Malformed:
        _log.warning("The decoder died over an upload; the upload was refused.")
        return UploadRefused(UploadProblem.BROKEN)
