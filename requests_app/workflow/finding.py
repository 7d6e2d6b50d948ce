"""From a complete verification to candidates: approve and look up, look again, a code typed by hand."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app.lookup import chain
from requests_app.models import TYPED_SOURCES, Candidate, CodeRequest, Source, record
from requests_app.states import APPROVE, LOOK_AGAIN, Party, Status
from requests_app.workflow import quota, verification
from requests_app.workflow.moves import MoveRefused, NotComplete, allow, make
from requests_app.workflow.quota import Counted

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def approve(code_request: CodeRequest, *, by: "User") -> list[Candidate]:
    """The evidence is complete: look the code up. Refused with NotComplete while anything is missing."""
    if lacking := verification.missing(code_request):
        raise NotComplete(*lacking)
    if by.pk == code_request.refused_by_id:
        raise NotComplete("another_person")
    make(
        APPROVE,
        code_request,
        party=Party.STAFF,
        by=by,
        data={"round": code_request.verification_round},
        changes={"approved_by": by, "approved_at": timezone.now()},
        guard=_complete,
    )
    return _look_up(code_request, by)


@transaction.atomic
def look_again(code_request: CodeRequest, *, by: "User", reason: str) -> list[Candidate]:
    """The code did not work, the verification stands: look for another one."""
    if not reason.strip():
        raise NotComplete("reason")
    make(
        LOOK_AGAIN, code_request, party=Party.STAFF, by=by, reason=reason.strip(),
        changes={"delivered": None}, guard=_complete,
    )  # fmt: skip
    return _look_up(code_request, by)


@transaction.atomic
def type_code(
    code_request: CodeRequest, first: str, second: str, *, source: Source, provenance: str, by: "User"
) -> Candidate:
    """Add a code by hand, typed twice, with where it comes from. Only after the verification, as every look-up."""
    allow(code_request, by)
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    if current.status != Status.LOOKUP or current.version != code_request.version:
        raise MoveRefused("type_code")
    if len(first) != 4 or not (first.isascii() and first.isdigit()):
        raise NotComplete("four_digits")
    if first != second:
        raise NotComplete("codes_differ")
    if source not in TYPED_SOURCES or not provenance.strip():
        raise NotComplete("source")
    candidate = chain.keep_candidate(code_request, source, code=first, provenance=provenance.strip(), by_id=by.pk)
    record(code_request, "type_code", party=Party.STAFF, user_id=by.pk, data={"source": source})
    return candidate


def candidates_of(code_request: CodeRequest) -> list[Candidate]:
    """The candidates of this round, those that have not failed first."""
    rows = code_request.candidates.filter(round=code_request.verification_round).order_by("pk")
    return sorted(rows, key=lambda candidate: candidate.failed_at is not None)


def _look_up(code_request: CodeRequest, by: "User") -> list[Candidate]:
    quota.within(code_request, Counted.LOOK_UP, by=by)
    found = chain.look_up(code_request, by_id=by.pk)
    record(code_request, Counted.LOOK_UP, party=Party.STAFF, user_id=by.pk, data={"candidates": len(found)})
    return found


def _complete(code_request: CodeRequest) -> str:
    return ", ".join(verification.missing(code_request))
