"""Uploads become clean pictures or a refusal, while there is room to keep them: the vault's door to the one intake."""

from typing import BinaryIO

from guides_app.pictures import intake, logo
from guides_app.pictures.answers import Sign
from guides_app.pictures.formats import accept_attribute, names
from guides_app.pictures.intake import Accept, Clean, CleanPage, Hint, UploadProblem, UploadRefused
from guides_app.pictures.likeness import Likeness, turns_from_bytes
from guides_app.pictures.limits import MAX_MEGABYTES, MAX_PDF_PAGES
from guides_app.pictures.logo import Logo
from guides_app.pictures.waiting import on_behalf_of
from guides_app.squares import COLUMNS, ROWS, Cell
from requests_app.vault.storage import vault

__all__ = [
    "MAX_MEGABYTES",
    "MAX_PDF_PAGES",
    "Accept",
    "Clean",
    "CleanPage",
    "Hint",
    "Likeness",
    "Logo",
    "Sign",
    "UploadProblem",
    "UploadRefused",
    "accept_attribute",
    "cover",
    "logo_of",
    "names",
    "on_behalf_of",
    "sanitise",
    "turns_from_bytes",
]


def sanitise(upload: BinaryIO, *, accept: Accept) -> Clean | UploadRefused:
    """The pictures in `upload`, read from where it stands. Never raises because of what is in the file."""
    return intake.take_in(upload, accept=accept) if vault.has_room() else UploadRefused(UploadProblem.NO_SPACE)


def cover(
    jpeg: bytes, cells: frozenset[Cell], *, columns: int = COLUMNS, rows: int = ROWS
) -> CleanPage | UploadRefused:
    """A cleaned picture of ours again, with these cells black. ValueError for a cell outside of the grid."""
    if not vault.has_room():
        return UploadRefused(UploadProblem.NO_SPACE)
    return intake.cover(jpeg, cells, columns=columns, rows=rows)


def logo_of(upload: BinaryIO) -> Logo | UploadRefused:
    """The picture in `upload` as a small one for pages and letters. Never raises because of what is in the file."""
    return logo.logo_of(upload) if vault.has_room() else UploadRefused(UploadProblem.NO_SPACE)
