"""Sealed pictures are opened here and nowhere else; one that is lost or does not open is noted."""

import logging

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from requests_app.evidence.purposes import lock
from requests_app.models import AnswerPicture, Page, record
from requests_app.states import Party, Status
from requests_app.vault import cipher
from requests_app.vault.storage import vault

Kept = Page | AnswerPicture
_log = logging.getLogger(__name__)


class Damaged(Exception):
    """The sealed file is lost or does not open. It is noted, so that whoever works at the desk is told."""


def read_picture(picture: Kept) -> bytes:
    """The cleaned JPEG of a page. The caller has checked and recorded who reads it. Damaged, or StoreAway."""
    return _read(picture, picture.file_name)


def read_thumb(page: Page) -> bytes:
    """The small JPEG of a page (at most 30 KB). Damaged, or StoreAway."""
    return _read(page, page.thumb_name)


def check(picture: Kept) -> bool:
    """Whether all files of a page open, and it is noted if not. A page whose file is back is sound again."""
    try:
        read_picture(picture)
        if isinstance(picture, Page):
            read_thumb(picture)
    except Damaged:
        return False
    except FileNotFoundError:
        return True
    if picture.damaged_at:
        _rows(picture).update(damaged_at=None)
    return True


def _rows(picture: Kept) -> QuerySet[Page] | QuerySet[AnswerPicture]:
    model = Page if isinstance(picture, Page) else AnswerPicture
    return model.objects.filter(pk=picture.pk)


def _read(picture: Kept, name: str) -> bytes:
    """FileNotFoundError where the page was replaced or deleted meanwhile."""
    try:
        return vault.read(name)
    except (FileNotFoundError, cipher.Unreadable) as error:
        _note_damage(picture, name, error)
        raise Damaged from error


@transaction.atomic
def _note_damage(picture: Kept, name: str, error: Exception) -> None:
    """Once for each damage. FileNotFoundError where no page has this file any more."""
    code_request = picture.code_request
    lock(code_request)
    rows = _rows(picture)
    names = [*rows.values_list("file_name", flat=True)]
    if isinstance(picture, Page):
        names += Page.objects.filter(pk=picture.pk).values_list("thumb_name", flat=True)
    if name not in names:
        raise FileNotFoundError
    if not rows.filter(damaged_at=None).update(damaged_at=timezone.now()):
        return
    if code_request.status != Status.DRAFT:
        of: dict[str, object]
        if isinstance(picture, Page):
            of = {"upload": picture.upload_id, "slot": picture.upload.slot}
        else:
            of = {"candidate": picture.candidate_id}
        record(code_request, "document_damaged", party=Party.SYSTEM, data={**of, "page": picture.number})
    kind, what = type(picture).__name__.lower(), str(error) or type(error).__name__
    _log.error("A sealed file of %s %s is lost or does not open: %s", kind, picture.pk, what)
