"""Documents between the door and the vault: take in, replace, cover, read, delete.

The evidence of a sent request changes only by what was asked for (`Purpose`), and each change leaves an event. A file
is written before its row is committed and deleted after its row is gone, so a crash, or a disk that is away, leaves at
most a sealed file without a row, which the worker's round sweeps up; never a row without its file.
"""

import hashlib
import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guides_app.squares import Cell
from requests_app import uncovered
from requests_app.likeness import remember
from requests_app.models import AccessLink, AskedItem, CodeRequest, Page, Slot, UncoveredPicture, Upload, record
from requests_app.states import ANSWER, APPEAL, NOT_WORKED, Party, Status
from requests_app.vault import cipher
from requests_app.vault.sanitise import Accept, CleanPage, UploadProblem, UploadRefused, on_behalf_of, sanitise
from requests_app.vault.sanitise import cover as vault_cover
from requests_app.vault.storage import NoSpace, StoreAway, vault

ONE_AT_A_TIME = {Slot.LABEL, Slot.FRONT, Slot.VIN_PLATE, Slot.IDENTITY, Slot.DISPLAY}
MOST_PER_SLOT = 3
_log = logging.getLogger(__name__)
MUST_BE_COVERED = {Slot.IDENTITY}
PHOTO_ONLY = {Slot.LABEL, Slot.FRONT, Slot.VIN_PLATE, Slot.DISPLAY}


class Purpose(StrEnum):
    """What a customer hands a document in for. It is taken only while the request stands where that is asked for."""

    DRAFT = "draft"
    ANSWER = "answer"
    APPEAL = "appeal"
    FEEDBACK = "feedback"


TAKEN_IN: dict[Purpose, frozenset[Status]] = {
    Purpose.DRAFT: frozenset({Status.DRAFT}),
    Purpose.ANSWER: ANSWER.sources,
    Purpose.APPEAL: APPEAL.sources,
    Purpose.FEEDBACK: NOT_WORKED.sources,
}


_PROBLEMS = {NoSpace: UploadProblem.NO_SPACE, StoreAway: UploadProblem.STORE_AWAY}


class Damaged(Exception):
    """The sealed file is lost or does not open. It is noted, so that whoever works at the desk is told."""


class Closed(Exception):
    """Sent, decided, taken out or replaced meanwhile: this is not the customer's to change any more."""


def accepts(slot: Slot) -> Accept:
    """What may be sent for this slot: radios and cars are photographed, papers may be a PDF."""
    return Accept.IMAGE if slot in PHOTO_ONLY else Accept.IMAGE_OR_PDF


def attach(
    code_request: CodeRequest,
    slot: Slot,
    file: BinaryIO,
    *,
    purpose: Purpose = Purpose.DRAFT,
    item: AskedItem | None = None,
    instead_of: Upload | None = None,
    replace: bool = False,
    covered: frozenset[Cell] = frozenset(),
    link: AccessLink | None = None,
) -> Upload | UncoveredPicture | UploadRefused:
    """Clean a file, seal it and add it to the request. A refused file changes nothing that was there.

    Of a paper that must be covered one page counts, and only with its `covered` squares black; as it came it is no
    document yet, but waits for its covering page, for the holder of the draft or of `link`. In a slot for one
    document, or with `replace`, the documents before it are replaced; otherwise `instead_of` is. An answer to an
    `item` replaces what stood before the item was asked for. Closed, and nothing kept, where the request no longer
    asks for it.
    """
    _check_taken(code_request, slot, purpose, item)
    try:
        with _one_at_a_time(code_request.pk):
            cleaned = sanitise(file, accept=accepts(slot))
        if isinstance(cleaned, UploadRefused):
            return cleaned
        pages, fingerprint = cleaned.pages, cipher.fingerprint(cleaned.source_bytes_digest, purpose="photo")
        if slot in MUST_BE_COVERED:
            pages = pages[:1]
            if not covered or not covered <= pages[0].black:
                return _hold(code_request, slot, pages[0], fingerprint, purpose=purpose, item=item, link=link)
        names = [(vault.write(page.jpeg), vault.write(page.thumb)) for page in pages]
    except (NoSpace, StoreAway) as trouble:
        return UploadRefused(_PROBLEMS[type(trouble)])
    rows = [_row(page, names[at], number=at + 1) for at, page in enumerate(pages)]
    try:
        with transaction.atomic():
            _lock(code_request)
            _check_taken(code_request, slot, purpose, item)
            return _keep(
                code_request,
                slot,
                rows,
                fingerprint,
                likeness=b"" if slot in MUST_BE_COVERED else pages[0].likeness,
                purpose=purpose,
                item=item,
                instead_of=instead_of,
                replace=replace,
            )
    except Closed:
        _drop(*(name for pair in names for name in pair))
        raise


def _one_at_a_time(request_id: int) -> AbstractContextManager[None]:
    """Of one request the decoder gets one file at a time; another one meanwhile is refused as BUSY."""
    return on_behalf_of(f"request {request_id}", most=1)


@transaction.atomic
def _hold(
    code_request: CodeRequest,
    slot: Slot,
    page: CleanPage,
    fingerprint: str,
    *,
    purpose: Purpose,
    item: AskedItem | None,
    link: AccessLink | None,
) -> UncoveredPicture:
    _lock(code_request)
    _check_taken(code_request, slot, purpose, item)
    return uncovered.hold(code_request, slot, page, fingerprint=fingerprint, link=link)


def attach_covered(
    picture: UncoveredPicture,
    cells: frozenset[Cell],
    *,
    purpose: Purpose = Purpose.DRAFT,
    item: AskedItem | None = None,
) -> Upload | UploadRefused:
    """Paint the squares of a picture that waited for them, and add it. The picture as it came goes at once."""
    slot, code_request = Slot(picture.slot), picture.code_request
    try:
        before = uncovered.read(picture.file_name)
    except FileNotFoundError as gone:
        if not UncoveredPicture.objects.filter(pk=picture.pk).exists():
            raise Closed from gone
        _log.error("A sealed file of the waiting picture %s is lost or does not open", picture.pk)
        return UploadRefused(UploadProblem.BROKEN)
    painted = _painted(before, cells, request_id=code_request.pk)
    if isinstance(painted, UploadRefused):
        return painted
    row = _row(painted.page, painted.names, number=1, hints=picture.hints)
    try:
        with transaction.atomic():
            _lock(code_request)
            _check_taken(code_request, slot, purpose, item)
            if not uncovered.drop(picture):
                raise Closed
            return _keep(code_request, slot, [row], picture.source_fingerprint, purpose=purpose, item=item)
    except Closed:
        _drop(*painted.names)
        raise


def _row(page: CleanPage, names: tuple[str, str], *, number: int, hints: list[str] | None = None) -> Page:
    return Page(
        number=number,
        file_name=names[0],
        thumb_name=names[1],
        width=page.width,
        height=page.height,
        hints=list(page.hints) if hints is None else hints,
    )


@dataclass(frozen=True)
class _Painted:
    """A picture with squares black, sealed under names of its own; and the SHA-256 (hex) before and after."""

    page: CleanPage
    names: tuple[str, str]
    digests: dict[str, str]


def _painted(before: bytes, cells: frozenset[Cell], *, request_id: int) -> _Painted | UploadRefused:
    try:
        with _one_at_a_time(request_id):
            page = vault_cover(before, cells)
        if isinstance(page, UploadRefused):
            return page
        digests = {"before": hashlib.sha256(before).hexdigest(), "after": hashlib.sha256(page.jpeg).hexdigest()}
        return _Painted(page, (vault.write(page.jpeg), vault.write(page.thumb)), digests)
    except (NoSpace, StoreAway) as trouble:
        return UploadRefused(_PROBLEMS[type(trouble)])


def _check_taken(code_request: CodeRequest, slot: Slot, purpose: Purpose, item: AskedItem | None) -> None:
    """Closed unless this may be handed in as the request stands. Decisive only with the request's row locked."""
    row = CodeRequest.objects.filter(pk=code_request.pk).values("status", "verification_round").first()
    if row is None or row["status"] not in TAKEN_IN[purpose]:
        raise Closed
    if purpose is Purpose.ANSWER:
        asked = (code_request.pk, slot, row["verification_round"])
        if item is None or (item.code_request_id, item.slot, item.round) != asked:
            raise Closed


def _lock(code_request: CodeRequest) -> None:
    """Nobody moves the request while its evidence changes. Call in a transaction."""
    CodeRequest.objects.select_for_update().only("pk").filter(pk=code_request.pk).first()


def _keep(
    code_request: CodeRequest,
    slot: Slot,
    rows: list[Page],
    fingerprint: str,
    *,
    likeness: bytes = b"",
    purpose: Purpose,
    item: AskedItem | None,
    instead_of: Upload | None = None,
    replace: bool = False,
) -> Upload:
    uncovered.drop_all(code_request, slot)
    present = current(code_request, slot)
    upload = Upload.objects.create(code_request=code_request, slot=slot, source_fingerprint=fingerprint)
    for row in rows:
        row.upload = upload
    Page.objects.bulk_create(rows)
    if likeness:
        remember(upload, likeness)
    beside: list[Upload] = []
    if not (replace or slot in ONE_AT_A_TIME):
        asked_at = item.created_at if item else code_request.started_at
        beside = [old for old in present if old != instead_of and old.created_at >= asked_at][1 - MOST_PER_SLOT :]
    surplus = [old for old in present if old not in beside]
    for old in surplus:
        if purpose is Purpose.DRAFT:
            delete(old)
        else:
            Upload.objects.filter(pk=old.pk).update(replaced_at=timezone.now())
    _note(code_request, purpose, "document_added", upload, replaced=[old.pk for old in surplus])
    return upload


def remove(upload: Upload, *, purpose: Purpose = Purpose.DRAFT, item: AskedItem | None = None) -> None:
    """The customer takes a document out again before it is sent. Closed where it has been sent meanwhile."""
    with transaction.atomic():
        _lock(upload.code_request)
        _check_own(upload, purpose, item)
        delete(upload)
        _note(upload.code_request, purpose, "document_removed", upload)


def _check_own(upload: Upload, purpose: Purpose, item: AskedItem | None) -> None:
    """Closed unless this document was handed in for this purpose and stands."""
    _check_taken(upload.code_request, Slot(upload.slot), purpose, item)
    stands = Upload.objects.filter(pk=upload.pk, replaced_at=None, deleted_at=None).exists()
    refused_at = upload.code_request.ended_at if purpose is Purpose.APPEAL else None
    asked_at = item.created_at if item else refused_at
    if not stands or (asked_at and upload.created_at < asked_at):
        raise Closed


def _note(code_request: CodeRequest, purpose: Purpose, kind: str, upload: Upload, **data: Any) -> None:
    """Drafts have no record yet; whatever changes the evidence of a sent request has its line."""
    if purpose is Purpose.DRAFT:
        CodeRequest.objects.filter(pk=code_request.pk).update(touched_at=timezone.now())
        return
    data = {"purpose": purpose, "slot": upload.slot, "upload": upload.pk, **data}
    record(code_request, kind, party=Party.CUSTOMER, data=data)


def cover(
    page: Page, cells: frozenset[Cell], *, purpose: Purpose = Purpose.DRAFT, item: AskedItem | None = None
) -> Page | UploadRefused:
    """Paint squares of a picture black for good: the picture before goes as soon as the new one is kept."""
    code_request = page.upload.code_request
    try:
        before = read_picture(page)
    except FileNotFoundError as gone:
        raise Closed from gone
    except Damaged:
        return UploadRefused(UploadProblem.BROKEN)
    painted = _painted(before, cells, request_id=code_request.pk)
    if isinstance(painted, UploadRefused):
        return painted
    try:
        with transaction.atomic():
            _lock(code_request)
            _check_own(page.upload, purpose, item)
            _exchange(page, painted)
            _note(code_request, purpose, "document_covered", page.upload, page=page.number, **painted.digests)
    except Closed:
        _drop(*painted.names)
        raise
    return page


def _exchange(page: Page, painted: _Painted) -> None:
    """Only over the very picture that was covered: of two at once one would uncover what the other hid."""
    before = (page.file_name, page.thumb_name)
    page.file_name, page.thumb_name = painted.names
    page.width, page.height = painted.page.width, painted.page.height
    changes = {name: getattr(page, name) for name in ("file_name", "thumb_name", "width", "height")}
    if not Page.objects.filter(pk=page.pk, file_name=before[0]).update(**changes):
        raise Closed
    transaction.on_commit(partial(_drop, *before), robust=True)


def _drop(*names: str) -> None:
    for name in names:
        vault.delete(name)


def current(code_request: CodeRequest, slot: Slot | None = None) -> list[Upload]:
    """The documents that stand, oldest first, with their pages."""
    rows = code_request.uploads.filter(replaced_at=None, deleted_at=None).prefetch_related("pages")
    return list(rows.filter(slot=slot) if slot else rows)


def read_picture(page: Page) -> bytes:
    """The cleaned JPEG of a page. The caller has checked and recorded who reads it. Damaged, or StoreAway."""
    return _read(page, page.file_name)


def read_thumb(page: Page) -> bytes:
    """The small JPEG of a page (at most 30 KB). Damaged, or StoreAway."""
    return _read(page, page.thumb_name)


def check(page: Page) -> bool:
    """Whether both files of a page open, and it is noted if not. A page whose file is back is sound again."""
    try:
        read_picture(page)
        read_thumb(page)
    except Damaged:
        return False
    except FileNotFoundError:
        return True
    if page.damaged_at:
        Page.objects.filter(pk=page.pk).update(damaged_at=None)
    return True


def _read(page: Page, name: str) -> bytes:
    """FileNotFoundError where the page was replaced or deleted meanwhile."""
    try:
        return vault.read(name)
    except (FileNotFoundError, cipher.Unreadable) as error:
        _note_damage(page, name, error)
        raise Damaged from error


@transaction.atomic
def _note_damage(page: Page, name: str, error: Exception) -> None:
    """Once for each damage. FileNotFoundError where no page has this file any more."""
    _lock(page.upload.code_request)
    rows = Page.objects.filter(Q(file_name=name) | Q(thumb_name=name), pk=page.pk)
    if not rows.exists():
        raise FileNotFoundError
    if not rows.filter(damaged_at=None).update(damaged_at=timezone.now()):
        return
    code_request = page.upload.code_request
    if code_request.status != Status.DRAFT:
        data = {"upload": page.upload_id, "page": page.number}
        record(code_request, "document_damaged", party=Party.SYSTEM, data=data)
    _log.error("A sealed file of page %s is lost or does not open: %s", page.pk, str(error) or type(error).__name__)


@transaction.atomic
def delete(upload: Upload) -> None:
    """Delete a document: its pages now, their files when that is committed. The row stays and says when."""
    names = [name for page in upload.pages.all() for name in (page.file_name, page.thumb_name)]
    upload.pages.all().delete()
    Upload.objects.filter(pk=upload.pk).update(deleted_at=timezone.now())
    for name in names:
        transaction.on_commit(partial(vault.delete, name), robust=True)


def delete_all(code_request: CodeRequest, *slots: Slot) -> int:
    """Delete every document of a request (of these slots): how many."""
    if not slots:
        uncovered.drop_all(code_request)
    rows = code_request.uploads.filter(deleted_at=None)
    uploads = list(rows.filter(slot__in=slots) if slots else rows)
    for upload in uploads:
        delete(upload)
    return len(uploads)
