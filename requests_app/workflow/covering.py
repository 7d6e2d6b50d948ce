"""Staff cover for the customer what they need not see. There is no way back: the picture before is deleted."""

from typing import TYPE_CHECKING

from django.db import transaction

from guides_app.squares import Cell
from requests_app import evidence
from requests_app.models import CodeRequest, Page, Upload, record
from requests_app.states import OPEN, Party
from requests_app.vault.sanitise import UploadRefused
from requests_app.workflow.errors import MoveRefused, WorkflowError
from requests_app.workflow.people import work_on

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KIND = "cover_document"


def cover_for_customer(page: Page, cells: frozenset[Cell], *, by: "User") -> Page | UploadRefused:
    """Paint these squares of a picture black, and delete the picture before. What was read and judged of it counts no
    more, because it names another picture.

    For whoever may work on the request, while it is open; MoveRefused where it is not, or where this picture does not
    stand any more.
    """
    _may_cover(page, page.code_request, by)
    try:
        painted = evidence.paint(page, cells)
        if isinstance(painted, UploadRefused):
            return painted
        _exchange(page, painted, by)
    except evidence.Closed as gone:
        raise MoveRefused(KIND) from gone
    return page


def _exchange(page: Page, painted: evidence.Painted, by: "User") -> None:
    upload, code_request = page.upload, page.code_request
    try:
        with transaction.atomic():
            current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
            _may_cover(page, current, by)
            evidence.exchange(page, painted)
            about = {"slot": upload.slot, "upload": upload.pk, "page": page.number, "round": current.verification_round}
            said = {**about, **painted.digests}
            record(current, KIND, party=Party.STAFF, user_id=by.pk, data=said, locked=True)
    except (WorkflowError, evidence.Closed):
        evidence.drop_files(*painted.names)
        raise


def _may_cover(page: Page, code_request: CodeRequest, by: "User") -> None:
    """By the rows as they are now. Decisive only with the request's row locked, and read after that."""
    work_on(code_request, by)
    stands = Upload.objects.filter(pk=page.upload_id, replaced_at=None, deleted_at=None, code_request__status__in=OPEN)
    if not stands.exists():
        raise MoveRefused(KIND)
