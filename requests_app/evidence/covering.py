"""Squares of a picture painted black for good: of one that waits for them, or of a document that is there."""

import hashlib
import logging
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from guides_app.squares import Cell
from requests_app import uncovered
from requests_app.evidence.deleting import drop_files
from requests_app.evidence.machine import expect
from requests_app.evidence.purposes import Closed, Purpose, check_own, check_taken, lock, note
from requests_app.evidence.reading import Damaged, read_picture
from requests_app.evidence.taking import PROBLEMS, keep, one_at_a_time, page_of
from requests_app.models import AskedItem, Page, Slot, UncoveredPicture, Upload
from requests_app.vault.sanitise import CleanPage, UploadProblem, UploadRefused
from requests_app.vault.sanitise import cover as vault_cover
from requests_app.vault.storage import NoSpace, StoreAway, vault

_log = logging.getLogger(__name__)


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
    row = page_of(painted.page, painted.names, number=1, hints=picture.hints)
    try:
        with transaction.atomic():
            lock(code_request)
            check_taken(code_request, slot, purpose, item)
            if not uncovered.drop(picture):
                raise Closed
            return keep(code_request, slot, [row], picture.source_fingerprint, purpose=purpose, item=item)
    except Closed:
        drop_files(*painted.names)
        raise


@dataclass(frozen=True)
class Painted:
    """A picture with squares black, sealed under names of its own; and the SHA-256 (hex) before and after."""

    page: CleanPage
    names: tuple[str, str]
    digests: dict[str, str]


def _painted(before: bytes, cells: frozenset[Cell], *, request_id: int) -> Painted | UploadRefused:
    try:
        with one_at_a_time(request_id):
            page = vault_cover(before, cells)
        if isinstance(page, UploadRefused):
            return page
        digests = {"before": hashlib.sha256(before).hexdigest(), "after": hashlib.sha256(page.jpeg).hexdigest()}
        return Painted(page, (vault.write(page.jpeg), vault.write(page.thumb)), digests)
    except (NoSpace, StoreAway) as trouble:
        return UploadRefused(PROBLEMS[type(trouble)])


def cover(
    page: Page, cells: frozenset[Cell], *, purpose: Purpose = Purpose.DRAFT, item: AskedItem | None = None
) -> Page | UploadRefused:
    """Paint squares of a picture black for good: the picture before goes as soon as the new one is kept."""
    code_request, painted = page.upload.code_request, paint(page, cells)
    if isinstance(painted, UploadRefused):
        return painted
    try:
        with transaction.atomic():
            lock(code_request)
            check_own(page.upload, purpose, item)
            exchange(page, painted)
            note(code_request, purpose, "document_covered", page.upload, page=page.number, **painted.digests)
    except Closed:
        drop_files(*painted.names)
        raise
    return page


def paint(page: Page, cells: frozenset[Cell]) -> Painted | UploadRefused:
    """Seal a copy of a picture with these squares black. Until `exchange` no row names it: whoever does not exchange
    drops its files."""
    try:
        before = read_picture(page)
    except FileNotFoundError as gone:
        raise Closed from gone
    except Damaged:
        return UploadRefused(UploadProblem.BROKEN)
    return _painted(before, cells, request_id=page.code_request.pk)


def exchange(page: Page, painted: Painted) -> None:
    """The painted picture takes the place of the one before, whose files go when that is committed. Call in a
    transaction, with the lock.

    Only over the very picture that was covered: of two at once one would uncover what the other hid.
    """
    before = (page.file_name, page.thumb_name)
    page.file_name, page.thumb_name = painted.names
    page.width, page.height, page.digest = painted.page.width, painted.page.height, painted.digests["after"]
    changes = {name: getattr(page, name) for name in ("file_name", "thumb_name", "width", "height", "digest")}
    if not Page.objects.filter(pk=page.pk, file_name=before[0]).update(**changes):
        raise Closed
    expect(page)
    transaction.on_commit(partial(drop_files, *before), robust=True)
