"""Uploads become clean pictures or a refusal: the only way in for a file that somebody sent.

Refuses by content, by counted bytes, pixels and pages. What it returns was drawn anew from pixels: upright, stripped of
everything that the original carried beside them. Parsing happens in a confined process whose death is a refusal.
"""

import hashlib
import io
import logging
import mmap
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from guides_app.pictures import formats
from guides_app.pictures.answers import Answer, CleanPage, Hint, Malformed, Pixels, UploadProblem, UploadRefused, unpack
from guides_app.pictures.formats import HEAD_BYTES, Content, content_of
from guides_app.pictures.isolation import DecoderLost, decoder
from guides_app.pictures.jobs import Limits, Order, Wanted
from guides_app.pictures.limits import CPU_SECONDS, MAX_BYTES, MEMORY_MB, WALL_SECONDS
from guides_app.pictures.memory_file import freeze, memory_file
from guides_app.pictures.waiting import Busy
from guides_app.squares import COLUMNS, ROWS, Cell, Mask

__all__ = ["Accept", "Clean", "CleanPage", "Hint", "UploadProblem", "UploadRefused", "cover", "pixels_of", "take_in"]

LIMITS = Limits(CPU_SECONDS, WALL_SECONDS, MEMORY_MB)
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
    """The pages in `upload`, read from where it stands. Never raises because of what is in the file."""
    with memory_file() as source:
        content = _received(upload, source, accept)
        if isinstance(content, UploadRefused):
            return content
        answer, digest = _decoded(source, Wanted.PAGES, content)
    return Clean(answer, digest) if isinstance(answer, tuple) else _refusal(answer)


def pixels_of(data: bytes) -> Pixels | UploadRefused:
    """The one picture in `data`, for the library to make its own files of. Takes the same files, but no PDF."""
    with memory_file() as source:
        content = _received(io.BytesIO(data), source, Accept.IMAGE)
        if isinstance(content, UploadRefused):
            return content
        answer, _ = _decoded(source, Wanted.PIXELS, content)
    return answer if isinstance(answer, Pixels) else _refusal(answer)


def cover(
    jpeg: bytes, cells: frozenset[Cell], *, columns: int = COLUMNS, rows: int = ROWS
) -> CleanPage | UploadRefused:
    """A cleaned picture of ours again, with these cells black. ValueError for a cell outside of the grid."""
    mask = Mask(cells, columns, rows)
    with memory_file() as source:
        source.write(jpeg)
        freeze(source)
        answer, _ = _decoded(source, Wanted.COVERED, Content.JPEG, mask=mask)
    return answer[0] if isinstance(answer, tuple) else _refusal(answer)


def _received(upload: BinaryIO, source: BinaryIO, accept: Accept) -> Content | UploadRefused:
    """Counts what really arrives, whatever was announced, and stops just past the limit."""
    size, head = 0, b""
    while size <= MAX_BYTES and (chunk := upload.read(_CHUNK_BYTES)):
        head = head or bytes(chunk[:HEAD_BYTES])
        size += len(chunk)
        source.write(chunk)
    content = content_of(head)
    if problem := _problem_at_first_sight(size, content, accept):
        return UploadRefused(problem)
    freeze(source)
    return content


def _problem_at_first_sight(size: int, content: Content, accept: Accept) -> UploadProblem | None:
    if size == 0:
        return UploadProblem.EMPTY
    if size > MAX_BYTES:
        return UploadProblem.TOO_BIG
    if content is Content.OTHER:
        return UploadProblem.NOT_ACCEPTED
    if content is Content.PDF and accept is Accept.IMAGE:
        return UploadProblem.PDF_NOT_HERE
    return None if content in formats.taken(pdf=True) else UploadProblem.HEIC


def _decoded(source: BinaryIO, wanted: Wanted, content: Content, *, mask: Mask | None = None) -> tuple[Answer, str]:
    """What the decoder answers, and the digest of the file."""
    order = Order(wanted, content, LIMITS, mask)
    for tries_left in reversed(range(_TRIES)):
        try:
            with decoder.job(order, source.fileno()) as job:
                digest = _digest(source.fileno())  # while the other process decodes
                return _answer(job.answer()), digest
        except Busy:
            return UploadRefused(UploadProblem.BUSY), ""
        except DecoderLost:
            if not tries_left:
                raise
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


def _refusal(answer: Answer) -> UploadRefused:
    return answer if isinstance(answer, UploadRefused) else UploadRefused(UploadProblem.BROKEN)
