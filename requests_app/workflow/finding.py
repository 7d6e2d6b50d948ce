"""From a complete verification to candidates: approve and look up, look again, a code typed by hand."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app.lookup import chain
from requests_app.models import TYPED_SOURCES, Candidate, CodeRequest, Role, Source, record
from requests_app.policy import Policy
from requests_app.states import APPROVE, LOOK_AGAIN, Party, Status
from requests_app.workflow import quota, second_person
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.moves import make
from requests_app.workflow.people import allow, has_no_part, work_on
from requests_app.workflow.quota import Counted

if TYPE_CHECKING:
    from django.contrib.auth.models import User

WITH_CODES = (Status.LOOKUP, Status.READY, Status.NOT_WORKED, Status.CLOSED)


@transaction.atomic
def approve(code_request: CodeRequest, *, by: "User") -> list[Candidate]:
    """The evidence is complete: look the code up. Refused with NotComplete while anything is missing."""
    make(
        APPROVE,
        code_request,
        party=Party.STAFF,
        by=by,
        data={"policy": Policy.of(code_request).as_json()},
        changes={"approved_by": by, "approved_at": timezone.now()},
    )
    return _look_up(code_request, by)


@transaction.atomic
def look_again(code_request: CodeRequest, *, by: "User", reason: str) -> list[Candidate]:
    """The code did not work, the verification stands: look for another one."""
    make(
        LOOK_AGAIN, code_request, party=Party.STAFF, by=by, reason=reason.strip(), changes={"delivered": None}
    )  # fmt: skip
    return _look_up(code_request, by)


@transaction.atomic
def type_code(
    code_request: CodeRequest,
    first: str,
    second: str,
    *,
    source: Source,
    provenance: str,
    by: "User",
    answered_on: date | None = None,
) -> Candidate:
    """Add a code by hand, typed twice, with where it comes from. Only after the verification, as every look-up.

    The manufacturer's answer with its case number and the day of the answer is a source; every other typed code is
    one that another source, or a second person, must confirm.
    """
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    work_on(current, by)
    if current.status != Status.LOOKUP or current.version != code_request.version:
        raise MoveRefused("type_code")
    if len(first) != 4 or not (first.isascii() and first.isdigit()):
        raise NotComplete("four_digits")
    if first != second:
        raise NotComplete("codes_differ")
    if source not in TYPED_SOURCES or not provenance.strip():
        raise NotComplete("source")
    dated = answered_on if source == Source.MANUFACTURER else None
    if dated and dated > timezone.localdate():
        raise NotComplete("answered_on")
    candidate = chain.keep_candidate(
        code_request, source, code=first, provenance=provenance.strip(), by_id=by.pk, answered_on=dated
    )
    said = {"source": source, "dated": dated is not None, "round": current.verification_round}
    record(code_request, "type_code", party=Party.STAFF, user_id=by.pk, data=said)
    return candidate


def see_code(candidate: Candidate, *, by: "User", reason: str) -> str:
    """The code of a candidate, for a person of the desk who says why. The record is committed before it is opened.

    Where the policy asks for a second person, nobody sees it before the second look: whoever sees a code can give it.
    """
    if not reason.strip():
        raise NotComplete("reason")
    code_request = candidate.code_request
    with transaction.atomic():
        allow(code_request, by, Role.CLERK, Role.LEAD)
        current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
        if why := has_no_part(current, by):
            raise NotComplete(why)
        if (
            current.status not in WITH_CODES
            or current.approved_by_id is None
            or candidate.round != current.verification_round
        ):
            raise NotComplete("approval")
        if lacking := second_person.state_of(current, by=by, candidate=candidate).lacking:
            raise NotComplete(*lacking)
        quota.within(code_request, Counted.SEE_CODE, by=by)
        record(
            code_request, Counted.SEE_CODE, party=Party.STAFF, user_id=by.pk, reason=reason.strip(),
            data={"candidate": candidate.pk},
        )  # fmt: skip
    return chain.open_code(candidate)


def _look_up(code_request: CodeRequest, by: "User") -> list[Candidate]:
    quota.within(code_request, Counted.LOOK_UP, by=by)
    found = chain.look_up(code_request, by_id=by.pk)
    record(code_request, Counted.LOOK_UP, party=Party.STAFF, user_id=by.pk, data={"candidates": len(found)})
    return found
