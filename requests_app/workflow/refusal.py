"""Refusing a request: the coded reasons, who may use which, and the appeal to another person."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app.models import CodeRequest, Letter, Refusal
from requests_app.notifications import outbox
from requests_app.promise import answer_by
from requests_app.states import APPEAL, REFUSE, Party
from requests_app.workflow.moves import make, new_round
from requests_app.workflow.people import hands_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

APPEAL_DAYS = 14


@transaction.atomic
def refuse(code_request: CodeRequest, refusal: Refusal, *, by: "User", reason: str = "") -> None:
    """Refuse with a coded reason; `reason` is for the record only. Suspicion needs a second, different person."""
    now = timezone.now()
    make(
        REFUSE,
        code_request,
        party=Party.STAFF,
        by=by,
        reason=reason.strip(),
        data={"refusal": refusal, "people": sorted(hands_of(code_request).workers)},
        changes={
            "refused_by": by,
            "refusal": refusal,
            "ended_at": now,
            "answer_until": now + timedelta(days=APPEAL_DAYS),
            "delivered": None,
            "clerk": None,
            "claimed_until": None,
        },
    )
    outbox.cancel(code_request)
    if refusal is not Refusal.ABUSE:
        outbox.write(code_request, Letter.REFUSED, key=str(code_request.version))


@transaction.atomic
def appeal(code_request: CodeRequest) -> None:
    """The customer answers a refusal; another person verifies anew."""
    make(
        APPEAL,
        code_request,
        party=Party.CUSTOMER,
        changes={
            **new_round(code_request),
            "ended_at": None,
            "answer_until": None,
            "promised_at": answer_by(code_request.desk, timezone.now()),
        },
    )
