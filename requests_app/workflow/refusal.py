"""Refusing a request: the coded reasons, who may use which, and the appeal to another person."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models import CodeRequest, Letter
from requests_app.notifications import outbox
from requests_app.states import APPEAL, REFUSE, Party
from requests_app.workflow.moves import NotComplete, make, new_round
from requests_app.workflow.verification import people_of_round

if TYPE_CHECKING:
    from django.contrib.auth.models import User

APPEAL_DAYS = 14


class Refusal(models.TextChoices):
    """Why a request is refused, as staff see it; the customer's words are in the templates, one per code."""

    NOT_READABLE = "not_readable", _("Photos still not readable")
    NOT_HOLDER = "not_holder", _("Holder and requester do not match, no permission")
    MISMATCH = "mismatch", _("Radio not of this car, and no proof of purchase")
    NO_CODE = "no_code", _("This radio has no code, or is not of our brands")
    NOT_FOUND = "not_found", _("Nobody has the code")
    CANNOT_VERIFY = "cannot_verify", _("Cannot be verified (second person required)")
    DUPLICATE = "duplicate", _("The same request is open")
    OUTSIDE = "outside", _("Not our country or network")
    ABUSE = "abuse", _("Test or abuse (no letter)")


@transaction.atomic
def refuse(code_request: CodeRequest, refusal: Refusal, *, by: "User", reason: str = "") -> None:
    """Refuse with a coded reason; `reason` is for the record only. Suspicion needs a second, different person."""
    if refusal is Refusal.CANNOT_VERIFY and code_request.second_person_id in {None, by.pk}:
        raise NotComplete("second_person")
    now = timezone.now()
    make(
        REFUSE,
        code_request,
        party=Party.STAFF,
        by=by,
        reason=reason.strip(),
        data={"refusal": refusal, "people": sorted(people_of_round(code_request))},
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


def may_appeal(code_request: CodeRequest) -> bool:
    """Whether the customer's fourteen days are still running."""
    return code_request.answer_until is not None and timezone.now() <= code_request.answer_until


@transaction.atomic
def appeal(code_request: CodeRequest) -> None:
    """The customer answers a refusal; another person verifies anew."""
    if not may_appeal(code_request):
        raise NotComplete("too_late")
    make(
        APPEAL,
        code_request,
        party=Party.CUSTOMER,
        changes={**new_round(code_request), "ended_at": None, "answer_until": None},
    )
