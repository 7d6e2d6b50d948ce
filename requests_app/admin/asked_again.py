"""What the review page says of an earlier request whose verification this one may rely on."""

from dataclasses import dataclass
from datetime import datetime

from requests_app.admin import words
from requests_app.admin.happened import name_of
from requests_app.models import CodeRequest
from requests_app.states import Status
from requests_app.workflow import proven_before


@dataclass(frozen=True)
class Again:
    """The earlier request, whether this round relies on it, and what differs where it could."""

    reference: str
    approved_at: datetime | None
    approved_by: str
    relies: bool
    may_rely: bool
    missing: list[words.FormError]


def again_of(code_request: CodeRequest, *, may_act: bool) -> Again | None:
    """Nothing where the customer began it like any other request."""
    earlier = code_request.again_of
    if earlier is None:
        return None
    approval = proven_before.approval_of(earlier)
    relies = code_request.relies
    may_rely = may_act and not relies and code_request.status == Status.CHECKING
    return Again(
        str(earlier.reference),
        approval.at if approval else None,
        name_of(approval.user) if approval and approval.user else "",
        relies,
        may_rely,
        words.errors_of(proven_before.missing(code_request)) if may_rely else [],
    )
