"""From a complete verification to candidates: approve and look up, look again, a code typed by hand."""

from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.utils import timezone

from requests_app import evidence
from requests_app.lookup import chain
from requests_app.missing import Missing, MissingOf
from requests_app.models import TYPED_SOURCES, AnswerPicture, Candidate, CodeRequest, Source, record
from requests_app.policy import Policy
from requests_app.states import APPROVE, LOOK_AGAIN, Party, Status
from requests_app.vault.sanitise import UploadRefused
from requests_app.workflow import again, quota, second_person
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.moves import make
from requests_app.workflow.people import allow, has_no_part, work_on
from requests_app.workflow.quota import Counted
from requests_app.workflow.wanting import judge_wanted

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


def type_code(
    code_request: CodeRequest,
    first: str,
    second: str,
    *,
    source: Source,
    provenance: str,
    by: "User",
    answered_on: date | None = None,
    answer: BinaryIO | None = None,
) -> Candidate:
    """Add a code by hand, typed twice, with where it comes from. Only after the verification, as every look-up.

    The manufacturer's answer with its case number, its day and a picture of it (`answer`) is a source; every other
    typed code is one that another source, or a second person, must confirm. Typed once more, an answer is replaced as
    a whole.
    """
    _check_typed(first, second, source, provenance, answered_on, answer)
    _check_typing(code_request, by)
    names = _sealed(code_request, answer) if answer else []
    try:
        return _keep_typed(code_request, first, source, provenance.strip(), by, answered_on, names)
    except Exception:
        evidence.drop_files(*names)
        raise


def _check_typed(
    first: str, second: str, source: Source, provenance: str, answered_on: date | None, answer: BinaryIO | None
) -> None:
    if len(first) != 4 or not (first.isascii() and first.isdigit()):
        raise NotComplete(Missing.FOUR_DIGITS)
    if first != second:
        raise NotComplete(Missing.CODES_DIFFER)
    if source not in TYPED_SOURCES or not provenance.strip():
        raise NotComplete(Missing.SOURCE)
    if answer and source != Source.MANUFACTURER:
        raise NotComplete(Missing.ANSWER_OF_MANUFACTURER)
    if source == Source.MANUFACTURER and (answered_on > timezone.localdate() if answered_on else answer):
        raise NotComplete(Missing.ANSWERED_ON)


@transaction.atomic
def _check_typing(code_request: CodeRequest, by: "User") -> CodeRequest:
    """The request as it stands, where this person may type a code for it now."""
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    work_on(current, by)
    if current.status != Status.LOOKUP or current.version != code_request.version:
        raise MoveRefused("type_code")
    if current.relies:
        raise NotComplete(Missing.AGAIN_ONLY)
    return current


def _sealed(code_request: CodeRequest, answer: BinaryIO) -> list[str]:
    names = evidence.seal_answer(code_request, answer)
    if isinstance(names, UploadRefused):
        raise NotComplete(MissingOf.ANSWER.named(names.problem))
    return names


@transaction.atomic
def _keep_typed(
    code_request: CodeRequest,
    code: str,
    source: Source,
    provenance: str,
    by: "User",
    answered_on: date | None,
    names: list[str],
) -> Candidate:
    current = _check_typing(code_request, by)
    dated = answered_on if source == Source.MANUFACTURER else None
    before = {one.pk: (one.provenance, one.answered_on) for one in current.candidates.all()}
    candidate = chain.keep_candidate(
        code_request, source, code=code, provenance=provenance, by_id=by.pk, answered_on=dated
    )
    if names or before.get(candidate.pk) not in {None, (candidate.provenance, candidate.answered_on)}:
        evidence.keep_answer(candidate, names)
    said = {"source": source, "dated": dated is not None, "pictures": len(names), "round": current.verification_round}
    record(code_request, "type_code", party=Party.STAFF, user_id=by.pk, data=said)
    judge_wanted(current)
    return candidate


def see_code(candidate: Candidate, *, by: "User", reason: str) -> str:
    """The code of a candidate, for a person of the desk who says why. The record is committed before it is opened.

    Where the policy asks for a second person, nobody sees it before the second look: whoever sees a code can give it.
    """
    if not reason.strip():
        raise NotComplete(Missing.REASON)
    code_request = candidate.code_request
    with transaction.atomic():
        allow(code_request, by)
        current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
        if why := has_no_part(current, by):
            raise NotComplete(why)
        _check_open(current, candidate)
        if missing := second_person.state_of(current, by=by, candidate=candidate).missing:
            raise NotComplete(*missing)
        quota.within(code_request, Counted.SEE_CODE, by=by)
        record(
            code_request, Counted.SEE_CODE, party=Party.STAFF, user_id=by.pk, reason=reason.strip(),
            data={"candidate": candidate.pk, "source": candidate.source},
        )  # fmt: skip
    return chain.open_code(candidate)


@transaction.atomic
def see_answer(picture: AnswerPicture, *, by: "User") -> None:
    """Record that this person opens the manufacturer's answer, before it is opened: it mostly shows the code.

    The second person looks at it before the verdict, so it does not wait for that; it is counted as codes are.
    """
    candidate, code_request = picture.candidate, picture.code_request
    allow(code_request, by)
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    if why := has_no_part(current, by):
        raise NotComplete(why)
    _check_open(current, candidate)
    quota.within(code_request, Counted.SEE_ANSWER, by=by)
    seen = {"answer": picture.pk, "picture": picture.key, "round": current.verification_round}
    record(code_request, Counted.SEE_ANSWER, party=Party.STAFF, user_id=by.pk, data=seen)


def _check_open(code_request: CodeRequest, candidate: Candidate) -> None:
    """Only what was found after the approval of this round is opened."""
    here = candidate.round == code_request.verification_round
    if not (here and code_request.approved_by_id and code_request.status in WITH_CODES):
        raise NotComplete(Missing.APPROVAL)


def _look_up(code_request: CodeRequest, by: "User") -> list[Candidate]:
    quota.within(code_request, Counted.LOOK_UP, by=by)
    look_up = again.find_again if code_request.relies else chain.look_up
    found = look_up(code_request, by_id=by.pk)
    record(code_request, Counted.LOOK_UP, party=Party.STAFF, user_id=by.pk, data={"candidates": len(found)})
    judge_wanted(code_request)
    return found
