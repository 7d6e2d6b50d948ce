"""A document is cleaned, sealed and added to its request, or taken out again before it is sent."""

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from guides_app.squares import Cell
from requests_app import uncovered
from requests_app.evidence.deleting import current, delete, drop_files
from requests_app.evidence.machine import expect
from requests_app.evidence.purposes import Closed, Purpose, check_own, check_taken, lock, note
from requests_app.likeness import remember
from requests_app.models import AccessLink, AskedItem, CodeRequest, HandOff, Page, Slot, UncoveredPicture, Upload
from requests_app.vault import cipher
from requests_app.vault.sanitise import Accept, CleanPage, UploadProblem, UploadRefused, on_behalf_of, sanitise
from requests_app.vault.storage import NoSpace, StoreAway, vault

ONE_AT_A_TIME = {Slot.LABEL, Slot.FRONT, Slot.VIN_PLATE, Slot.IDENTITY, Slot.DISPLAY}
MOST_PER_SLOT = 3
MUST_BE_COVERED = {Slot.IDENTITY}
PHOTO_ONLY = {Slot.LABEL, Slot.FRONT, Slot.VIN_PLATE, Slot.DISPLAY}
PROBLEMS = {NoSpace: UploadProblem.NO_SPACE, StoreAway: UploadProblem.STORE_AWAY}


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
    hand_off: HandOff | None = None,
) -> Upload | UncoveredPicture | UploadRefused:
    """Clean a file, seal it and add it to the request. A refused file changes nothing that was there.

    Of a paper that must be covered one page counts, and only with its `covered` squares black; as it came it is no
    document yet, but waits for its covering page, for the holder of the draft, of `link` or of
    `hand_off`. In a slot for one
    document, or with `replace`, the documents before it are replaced; otherwise `instead_of` is. An answer to an
    `item` replaces what stood before the item was asked for. Closed, and nothing kept, where the request no longer
    asks for it.
    """
    check_taken(code_request, slot, purpose, item)
    try:
        with one_at_a_time(code_request.pk):
            cleaned = sanitise(file, accept=accepts(slot))
        if isinstance(cleaned, UploadRefused):
            return cleaned
        pages, fingerprint = cleaned.pages, cipher.fingerprint(cleaned.source_bytes_digest, purpose="photo")
        if slot in MUST_BE_COVERED:
            pages = pages[:1]
            if not covered or not covered <= pages[0].black:
                return _hold(
                    code_request, slot, pages[0], fingerprint, purpose=purpose, item=item, link=link, hand_off=hand_off
                )
        names = [(vault.write(page.jpeg), vault.write(page.thumb)) for page in pages]
    except (NoSpace, StoreAway) as trouble:
        return UploadRefused(PROBLEMS[type(trouble)])
    rows = [page_of(page, names[at], number=at + 1) for at, page in enumerate(pages)]
    try:
        with transaction.atomic():
            lock(code_request)
            check_taken(code_request, slot, purpose, item)
            return keep(
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
        drop_files(*(name for pair in names for name in pair))
        raise


def same_file(uploads: Sequence[Upload], file: BinaryIO) -> Upload | None:
    """The document among these that was made of this very file."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file will do
    file.seek(0)
    fingerprint = cipher.fingerprint(digest, purpose="photo")
    return next((upload for upload in uploads if upload.source_fingerprint == fingerprint), None)


def one_at_a_time(request_id: int) -> AbstractContextManager[None]:
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
    hand_off: HandOff | None,
) -> UncoveredPicture:
    lock(code_request)
    check_taken(code_request, slot, purpose, item)
    return uncovered.hold(code_request, slot, page, fingerprint=fingerprint, link=link, hand_off=hand_off)


def page_of(page: CleanPage, names: tuple[str, str], *, number: int, hints: list[str] | None = None) -> Page:
    """The row of a picture that is sealed under these names, not saved yet."""
    return Page(
        number=number,
        file_name=names[0],
        thumb_name=names[1],
        width=page.width,
        height=page.height,
        hints=list(page.hints) if hints is None else hints,
        digest=hashlib.sha256(page.jpeg).hexdigest(),
        signs=list(page.signs),
    )


def keep(
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
    """Save a document with these pages, and let go of those that it replaces. Call in a transaction, with the lock."""
    uncovered.drop_all(code_request, slot)
    present = current(code_request, slot)
    upload = Upload.objects.create(code_request=code_request, slot=slot, source_fingerprint=fingerprint)
    for row in rows:
        row.upload = upload
    Page.objects.bulk_create(rows)
    for row in rows:
        expect(row)
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
    note(code_request, purpose, "document_added", upload, replaced=[old.pk for old in surplus])
    return upload


def remove(upload: Upload, *, purpose: Purpose = Purpose.DRAFT, item: AskedItem | None = None) -> None:
    """The customer takes a document out again before it is sent. Closed where it has been sent meanwhile."""
    with transaction.atomic():
        lock(upload.code_request)
        check_own(upload, purpose, item)
        delete(upload)
        note(upload.code_request, purpose, "document_removed", upload)
