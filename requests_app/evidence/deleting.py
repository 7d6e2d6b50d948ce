"""Documents that stand, and their end: rows now, files when that is committed."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from requests_app import uncovered
from requests_app.models import CodeRequest, Slot, Upload
from requests_app.vault.storage import vault


def current(code_request: CodeRequest, slot: Slot | None = None) -> list[Upload]:
    """The documents that stand, oldest first, with their pages."""
    rows = code_request.uploads.filter(replaced_at=None, deleted_at=None).prefetch_related("pages")
    return list(rows.filter(slot=slot) if slot else rows)


@transaction.atomic
def delete(upload: Upload) -> None:
    """Delete a document: its pages now, their files when that is committed. The row stays and says when."""
    names = [name for page in upload.pages.all() for name in (page.file_name, page.thumb_name)]
    upload.pages.all().delete()
    Upload.objects.filter(pk=upload.pk).update(deleted_at=timezone.now())
    for name in names:
        transaction.on_commit(partial(vault.delete, name), robust=True)


def delete_all(code_request: CodeRequest, *slots: Slot, until: datetime | None = None) -> int:
    """Delete every document of a request (of these slots, and handed in until then): how many."""
    if not slots:
        uncovered.drop_all(code_request)
    rows = code_request.uploads.filter(deleted_at=None)
    rows = rows.filter(slot__in=slots) if slots else rows
    uploads = list(rows.filter(created_at__lte=until) if until else rows)
    for upload in uploads:
        delete(upload)
    return len(uploads)


def drop_files(*names: str) -> None:
    """Delete sealed files that no row names."""
    for name in names:
        vault.delete(name)
