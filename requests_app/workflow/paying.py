"""Whether a request is paid, as staff say: no payment is made here."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app.models import CodeRequest, record
from requests_app.states import Party, Status
from requests_app.workflow.errors import MoveRefused
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PAYABLE = (Status.RECEIVED, Status.CHECKING, Status.NEEDS_INFO, Status.LOOKUP, Status.READY, Status.NOT_WORKED)


@transaction.atomic
def mark_paid(code_request: CodeRequest, *, paid: bool, by: "User") -> None:
    """Set the mark or take it away, with its line. Raises MoveRefused where it says so already, or all is over."""
    allow(code_request, by)
    rows = CodeRequest.objects.filter(pk=code_request.pk, status__in=PAYABLE, paid_at__isnull=paid)
    if not rows.update(paid_at=timezone.now() if paid else None):
        raise MoveRefused("paid")
    code_request.refresh_from_db(fields=["paid_at"])
    record(code_request, "paid" if paid else "unpaid", party=Party.STAFF, user_id=by.pk)
