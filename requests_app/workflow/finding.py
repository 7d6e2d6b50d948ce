"""From a complete verification to candidates: approve and look up, look again, a code typed by hand."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app.lookup import chain
from requests_app.models import TYPED_SOURCES, Candidate, CodeRequest, Source, record
from requests_app.states import APPROVE, LOOK_AGAIN, Party, Status
from requests_app.workflow import quota
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.moves import make
from requests_app.workflow.people import allow
from requests_app.workflow.quota import Counted

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def approve(code_request: CodeRequest, *, by: "User") -> list[Candidate]:
    """The evidence is complete: look the code up. Refused with NotComplete while anything is missing."""
    make(
        APPROVE,
        code_request,
        party=Party.STAFF,
        by=by,
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


def _look_up(code_request: CodeRequest, by: "User") -> list[Candidate]:
    quota.within(code_request, Counted.LOOK_UP, by=by)
    found = chain.look_up(code_request, by_id=by.pk)
    record(code_request, Counted.LOOK_UP, party=Party.STAFF, user_id=by.pk, data={"candidates": len(found)})
    return found
