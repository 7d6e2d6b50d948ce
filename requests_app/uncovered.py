"""Papers that must be covered and came as they are: sealed for their covering page alone, and never for long.

No list of documents, no staff page and no letter shows them; that one waits is all that others are told. Without its
squares such a picture is deleted within 60 minutes, by the worker's round, by `/healthz/ready` or when the
next one comes.
"""

import logging
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from requests_app.keeping import UNCOVERED
from requests_app.models import AccessLink, CodeRequest, HandOff, Slot, UncoveredPicture
from requests_app.vault import cipher
from requests_app.vault.sanitise import CleanPage
from requests_app.vault.storage import vault

_log = logging.getLogger(__name__)
LIFE = UNCOVERED.kept - timedelta(minutes=15)  # at most ten more until the worker's round


def hold(
    code_request: CodeRequest,
    slot: Slot,
    page: CleanPage,
    *,
    fingerprint: str,
    link: AccessLink | None,
    hand_off: HandOff | None = None,
) -> UncoveredPicture:
    """Keep a picture until its squares are chosen; another one of the same slot before it goes. NoSpace if full.

    What is over its time goes as well, as it does when `/healthz/ready` is asked, for the case that no worker runs.
    """
    sweep()
    names = (vault.write(page.jpeg), vault.write(page.thumb))
    with transaction.atomic():
        for before in UncoveredPicture.objects.filter(code_request=code_request, slot=slot):
            drop(before)
        return UncoveredPicture.objects.create(
            code_request=code_request,
            slot=slot,
            link=link,
            hand_off=hand_off,
            file_name=names[0],
            thumb_name=names[1],
            width=page.width,
            height=page.height,
            hints=list(page.hints),
            source_fingerprint=fingerprint,
        )


def waiting(code_request: CodeRequest) -> dict[Slot, UncoveredPicture]:
    """What waits for its squares, by slot. What is over its time counts as gone."""
    rows = code_request.uncovered.filter(created_at__gt=timezone.now() - LIFE) if code_request.pk else ()
    return {Slot(row.slot): row for row in rows}


def read(name: str) -> bytes:
    """A file of such a picture. FileNotFoundError where it is gone or does not open."""
    try:
        return vault.read(name)
    except cipher.Unreadable as damaged:
        raise FileNotFoundError from damaged


def drop_unreadable(picture: UncoveredPicture) -> bool:
    """Delete it where one of its files is lost or does not open; whether it was."""
    try:
        for name in (picture.file_name, picture.thumb_name):
            read(name)
    except FileNotFoundError:
        if drop(picture):
            _log.error("A sealed file of the waiting picture %s is lost or does not open", picture.pk)
            return True
    return False


@transaction.atomic
def drop(picture: UncoveredPicture) -> bool:
    """Delete the row, and the files when that is committed; whether it was there."""
    for name in (picture.file_name, picture.thumb_name):
        transaction.on_commit(partial(vault.delete, name), robust=True)
    return bool(UncoveredPicture.objects.filter(pk=picture.pk).delete()[0])


def drop_all(code_request: CodeRequest, *slots: Slot) -> None:
    """Delete whatever waits for this request (in these slots)."""
    rows = code_request.uncovered.all()
    for picture in rows.filter(slot__in=slots) if slots else rows:
        drop(picture)


def sweep() -> int:
    """Delete what was not covered in time: how many."""
    return sum(drop(picture) for picture in UncoveredPicture.objects.filter(created_at__lte=timezone.now() - LIFE))
