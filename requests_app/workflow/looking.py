"""Giving a second look, or the statement of one who works alone: what it needs, and what of it is kept."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app.lookup.chain import verified_reading
from requests_app.missing import Missing, MissingOf
from requests_app.models import (
    VIN_TAIL,
    CheckKind,
    CodeRequest,
    Reading,
    SecondLook,
    Slot,
    Verdict,
    record,
)
from requests_app.policy import Policy, checks_for, missing_slots
from requests_app.states import Party
from requests_app.workflow import people, reading, verification
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.second_person import LOOKED_AT_IN, what_there_is, works_alone
from requests_app.workflow.seeing import standing_pages, unopened, unopened_answers
from requests_app.workflow.wanting import judge_wanted

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def second_look(
    code_request: CodeRequest,
    verdict: Verdict,
    *,
    by: "User",
    reason: str,
    number: str = "",
    vin6: str = "",
    vin_not_on_paper: bool = False,
    originals_seen: bool = False,
) -> SecondLook:
    """Keep the verdict of a second, different person who has opened every paper of the round.

    A yes needs the first person's work complete and an own blind reading of number and VIN; what differs is kept as
    differing and does not count. Where originals were shown instead of copies, it needs them.
    A no stands until the same person says yes.
    """
    current = _locked(code_request, by)
    if why := people.may_not_look(current, by):
        raise NotComplete(why)
    missing = [*unopened(current, by=by), *unopened_answers(current, by=by)]
    if Policy.of(current).originals_shown and not originals_seen:
        missing.append(Missing.ORIGINALS)
    if not reason.strip():
        missing.append(Missing.SECOND_REASON)
    if verdict == Verdict.YES:
        missing += [MissingOf.SLOT.named(slot) for slot in _gone(current)]
    if verdict == Verdict.YES and verification.missing(current):
        missing.append(Missing.FIRST_PERSON)
    if missing:
        raise NotComplete(*missing)
    agreeing = verdict == Verdict.YES
    look = SecondLook.objects.create(
        code_request=current,
        round=current.verification_round,
        verdict=verdict,
        reason=reason.strip(),
        number_agrees=number_agrees(current, number) if agreeing else None,
        vin_agrees=vin_agrees(current, vin6, vin_not_on_paper) if agreeing else None,
        looked_at=what_there_is(current),
        by=by,
    )
    _record(look, "second_look")
    judge_wanted(current)
    return look


def _gone(code_request: CodeRequest) -> list[Slot]:
    """What no new look can see any more. An identity paper is deleted at the approval, on purpose."""
    present = {page.upload.slot for page in standing_pages(code_request)}
    return [slot for slot in missing_slots(code_request, list(present)) if slot is not Slot.IDENTITY]


@transaction.atomic
def release_alone(code_request: CodeRequest, *, by: "User", reason: str) -> SecondLook:
    """The one person of a desk says why the code may be given without a second person; it counts after the waiting."""
    current = _locked(code_request, by)
    people.work_on(current, by)
    if not works_alone(current):
        raise NotComplete(Missing.SECOND_PERSON)
    if not reason.strip():
        raise NotComplete(Missing.ALONE_REASON)
    if missing := verification.missing(current):
        raise NotComplete(*missing)
    look = SecondLook.objects.create(
        code_request=current,
        round=current.verification_round,
        verdict=Verdict.YES,
        reason=reason.strip(),
        looked_at=what_there_is(current),
        waits_until=timezone.now() + timedelta(hours=Policy.of(current).wait_hours),
        by=by,
    )
    _record(look, "release_alone")
    return look


def _locked(code_request: CodeRequest, by: "User") -> CodeRequest:
    people.allow(code_request, by)
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    if current.status not in LOOKED_AT_IN or current.verification_round != code_request.verification_round:
        raise MoveRefused("second_look")
    return current


def _record(look: SecondLook, kind: str) -> None:
    said = {
        "round": look.round, "verdict": look.verdict, "number_agrees": look.number_agrees,
        "vin_agrees": look.vin_agrees, "look": look.pk, "first": first_person(look.code_request),
    }  # fmt: skip
    record(look.code_request, kind, party=Party.STAFF, user_id=look.by_id, reason=look.reason, data=said)


def first_person(code_request: CodeRequest) -> int | None:
    """Whose work a second person looks at: who approved, or else who read the number in this round."""
    reading = verified_reading(code_request, Reading.Subject.NUMBER)
    return code_request.approved_by_id or (reading.by_id if reading else None)


def number_agrees(code_request: CodeRequest, typed: str) -> bool:
    """Whether the number that somebody else read is the one that counts in this round."""
    kind = Kind(code_request.number_kind or Kind.PRECODE)
    number = reading.clean_number(typed, kind)
    if not number:
        raise NotComplete(Missing.SECOND_NUMBER)
    first = verified_reading(code_request, Reading.Subject.NUMBER)
    return first is not None and first.value == (number[-VIN_TAIL:] if kind is Kind.VIN else number)


def vin_agrees(code_request: CodeRequest, typed: str, not_on_paper: bool) -> bool | None:
    """The same of the end of the VIN; None where it is not read."""
    if CheckKind.VIN not in checks_for(code_request):
        return None
    first = verified_reading(code_request, Reading.Subject.VIN6)
    if not_on_paper:
        return first is not None and first.not_on_paper
    if not typed.strip():
        raise NotComplete(Missing.SECOND_VIN)
    return first is not None and first.value == reading.clean_vin_tail(typed)
