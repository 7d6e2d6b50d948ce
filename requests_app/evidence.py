"""Documents between the door and the vault: take in, replace, read, delete.

A file is written before its row is committed and deleted after its row is gone, so a crash leaves at most a sealed
file without a row, which the worker's round sweeps up; never a row without its file.
"""

from functools import partial
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from guides_app.squares import Cell
from requests_app.models import CodeRequest, Page, Slot, Upload
from requests_app.states import Status
from requests_app.vault import cipher
from requests_app.vault.sanitise import Accept, Clean, CleanPage, Problem, Refused, sanitise
from requests_app.vault.sanitise import cover as vault_cover
from requests_app.vault.storage import NoSpace, vault

ONE_AT_A_TIME = {Slot.LABEL, Slot.FRONT, Slot.VIN_PLATE, Slot.IDENTITY, Slot.DISPLAY}
MOST_PER_SLOT = 3
PHOTO_ONLY = {Slot.LABEL, Slot.FRONT, Slot.VIN_PLATE, Slot.DISPLAY}


def accepts(slot: Slot) -> Accept:
    """What may be sent for this slot: radios and cars are photographed, papers may be a PDF."""
    return Accept.IMAGE if slot in PHOTO_ONLY else Accept.IMAGE_OR_PDF


def attach(code_request: CodeRequest, slot: Slot, file: BinaryIO, *, replace: bool = False) -> Upload | Refused:
    """Clean a file, seal it and add it to the request. A refused file changes nothing that was there.

    In a slot for one document, or with `replace`, the document before it is replaced and deleted.
    """
    cleaned = sanitise(file, accept=accepts(slot))
    if isinstance(cleaned, Refused):
        return cleaned
    try:
        names = [(vault.write(page.jpeg), vault.write(page.thumb)) for page in cleaned.pages]
    except NoSpace:
        return Refused(Problem.NO_SPACE)
    return _keep(code_request, slot, cleaned, names, replace=replace or slot in ONE_AT_A_TIME)


@transaction.atomic
def _keep(
    code_request: CodeRequest, slot: Slot, cleaned: Clean, names: list[tuple[str, str]], *, replace: bool
) -> Upload:
    CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    present = current(code_request, slot)
    upload = Upload.objects.create(
        code_request=code_request,
        slot=slot,
        source_fingerprint=cipher.fingerprint(cleaned.source_bytes_digest, purpose="photo"),
    )
    Page.objects.bulk_create(
        Page(
            upload=upload,
            number=number,
            file_name=file_name,
            thumb_name=thumb_name,
            width=page.width,
            height=page.height,
            hints=list(page.hints),
        )
        for number, (page, (file_name, thumb_name)) in enumerate(zip(cleaned.pages, names, strict=True), start=1)
    )
    surplus = present if replace else present[: max(0, len(present) - MOST_PER_SLOT + 1)]
    drafted = code_request.status == Status.DRAFT
    for old in surplus:
        if drafted:
            delete(old)
        else:
            Upload.objects.filter(pk=old.pk).update(replaced_at=timezone.now())
    CodeRequest.objects.filter(pk=code_request.pk).update(touched_at=timezone.now())
    return upload


class Closed(Exception):
    """Sent, taken out or replaced meanwhile: this picture is not the customer's to change any more."""


def cover(page: Page, cells: frozenset[Cell]) -> Page | Refused:
    """Paint squares of a draft's picture black for good: the picture before goes as soon as the new one is kept."""
    before = (page.file_name, page.thumb_name)
    try:
        covered = vault_cover(read_picture(page), cells)
    except FileNotFoundError as gone:
        raise Closed from gone
    if isinstance(covered, Refused):
        return covered
    try:
        names = (vault.write(covered.jpeg), vault.write(covered.thumb))
    except NoSpace:
        return Refused(Problem.NO_SPACE)
    try:
        _exchange(page, covered, before=before, names=names)
    except Closed:
        _drop(*names)
        raise
    return page


@transaction.atomic
def _exchange(page: Page, covered: CleanPage, *, before: tuple[str, str], names: tuple[str, str]) -> None:
    """Only over the very picture that was covered: of two at once one would uncover what the other hid."""
    drafts = CodeRequest.objects.select_for_update().filter(uploads__pages=page, uploads__deleted_at=None)
    draft = drafts.filter(status=Status.DRAFT).first()
    rows = Page.objects.filter(pk=page.pk, file_name=before[0])
    page.file_name, page.thumb_name = names
    page.width, page.height = covered.width, covered.height
    changes = {"file_name": names[0], "thumb_name": names[1], "width": covered.width, "height": covered.height}
    if draft is None or not rows.update(**changes):
        raise Closed
    CodeRequest.objects.filter(pk=draft.pk).update(touched_at=timezone.now())
    transaction.on_commit(partial(_drop, *before))


def _drop(*names: str) -> None:
    for name in names:
        vault.delete(name)


def current(code_request: CodeRequest, slot: Slot | None = None) -> list[Upload]:
    """The documents that stand, oldest first, with their pages."""
    rows = code_request.uploads.filter(replaced_at=None, deleted_at=None).prefetch_related("pages")
    return list(rows.filter(slot=slot) if slot else rows)


def read_picture(page: Page) -> bytes:
    """The cleaned JPEG of a page. The caller has checked and recorded who reads it."""
    return vault.read(page.file_name)


def read_thumb(page: Page) -> bytes:
    """The small JPEG of a page (at most 30 KB)."""
    return vault.read(page.thumb_name)


@transaction.atomic
def delete(upload: Upload) -> None:
    """Delete a document: its pages now, their files when that is committed. The row stays and says when."""
    names = [name for page in upload.pages.all() for name in (page.file_name, page.thumb_name)]
    upload.pages.all().delete()
    Upload.objects.filter(pk=upload.pk).update(deleted_at=timezone.now())
    for name in names:
        transaction.on_commit(partial(vault.delete, name))


def delete_all(code_request: CodeRequest, *slots: Slot) -> int:
    """Delete every document of a request (of these slots): how many."""
    rows = code_request.uploads.filter(deleted_at=None)
    uploads = list(rows.filter(slot__in=slots) if slots else rows)
    for upload in uploads:
        delete(upload)
    return len(uploads)
