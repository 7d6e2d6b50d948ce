"""The second look: when a policy asks for a second person, what they must have done, and for how long it counts.

A desk that says in the open that one person works there gives a reason and waits instead; the record says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app.flags import Flag, FlagKind, flags_for, unconfirmed
from requests_app.lookup.chain import candidates_of, verified_reading
from requests_app.models import (
    TYPED_SOURCES,
    VIN_TAIL,
    Candidate,
    CheckKind,
    CodeRequest,
    Event,
    EvidenceLevel,
    Reading,
    SecondLook,
    Slot,
    Verdict,
    record,
)
from requests_app.policy import Policy, Rule, checks_for, missing_slots
from requests_app.states import Party, Status
from requests_app.workflow import people, verification
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.seeing import standing_pages, unopened

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LOOKED_AT_IN = (Status.CHECKING, Status.LOOKUP, Status.NOT_WORKED)
OWN_RULE = {
    FlagKind.OVERRIDE: Rule.OVERRIDE,
    FlagKind.TYPED_CODE: Rule.TYPED_CODE,
    FlagKind.POLICY_LOWERED: Rule.LOWERED,
}


def rules_that_ask(
    code_request: CodeRequest,
    *,
    by: "User | None" = None,
    candidate: Candidate | None = None,
    flags: Sequence[Flag] | None = None,
) -> tuple[Rule, ...]:
    """The rules that ask for a second person, if `by` sent this candidate now: those of the frozen policy, and two that
    no policy switches off: it was lowered before the sending, or a second person said no in an earlier round.

    Before one is chosen, typed codes ask only where there is no other.
    """
    policy = Policy.of(code_request)
    kinds = {flag.kind for flag in (flags_for(code_request) if flags is None else flags) if flag.high}
    asks = {
        Rule.HIGH_FLAG: policy.high_flag and bool(kinds - set(OWN_RULE)),
        Rule.OVERRIDE: policy.override and FlagKind.OVERRIDE in kinds,
        Rule.TYPED_CODE: policy.typed_code and _rests_on_typing(code_request, candidate),
        Rule.FIRST_RELEASES: _is_a_beginner(code_request, policy.first_releases, by),
        Rule.DRAWN: policy.drawn,
        Rule.ALWAYS: policy.always,
        Rule.LOWERED: FlagKind.POLICY_LOWERED in kinds,
        Rule.OBJECTED: _was_objected_to(code_request),
    }
    return tuple(rule for rule, asked in asks.items() if asked)


def _was_objected_to(code_request: CodeRequest) -> bool:
    """In a round that was begun anew; an appeal against a refusal is judged by other people, from the beginning."""
    if code_request.verification_round == 1:
        return False
    earlier = code_request.second_looks.filter(round__lt=code_request.verification_round, verdict=Verdict.NO)
    rounds = set(earlier.values_list("round", flat=True))
    return bool(rounds and rounds - people.refused_rounds(code_request))


def _rests_on_typing(code_request: CodeRequest, candidate: Candidate | None) -> bool:
    if code_request.approved_by_id is None:
        return False
    usable = [one for one in candidates_of(code_request) if one.failed_at is None]
    if candidate is not None:
        return unconfirmed(candidate, usable)
    return bool(usable) and all(unconfirmed(one, usable) for one in usable)


def _is_a_beginner(code_request: CodeRequest, first: int, by: "User | None") -> bool:
    """Whether whoever approved or sends has released fewer requests than this before."""
    releasers = {by.pk if by else None, code_request.approved_by_id} - {None}
    return first > 0 and any(_releases(pk, code_request, first) < first for pk in releasers if pk)


def _releases(user_id: int, code_request: CodeRequest, enough: int) -> int:
    sent = Event.objects.filter(user_id=user_id, kind="deliver").exclude(code_request=code_request)
    return len(set(sent.values_list("code_request_id", flat=True).order_by().distinct()[:enough]))


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
    differing and does not count. At the counter it needs the originals. A no stands until the same person says yes.
    """
    current = _locked(code_request, by)
    if why := people.may_not_look(current, by):
        raise NotComplete(why)
    lacking = list(unopened(current, by=by))
    if Policy.of(current).level is EvidenceLevel.COUNTER and not originals_seen:
        lacking.append("originals")
    if not reason.strip():
        lacking.append("second_reason")
    if verdict == Verdict.YES:
        lacking += [f"slot:{slot}" for slot in _gone(current)]
    if verdict == Verdict.YES and verification.missing(current):
        lacking.append("first_person")
    if lacking:
        raise NotComplete(*lacking)
    agreeing = verdict == Verdict.YES
    look = SecondLook.objects.create(
        code_request=current,
        round=current.verification_round,
        verdict=verdict,
        reason=reason.strip()[:300],
        number_agrees=_number_agrees(current, number) if agreeing else None,
        vin_agrees=_vin_agrees(current, vin6, vin_not_on_paper) if agreeing else None,
        looked_at=what_there_is(current),
        by=by,
    )
    _record(look, "second_look")
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
        raise NotComplete("second_person")
    if not reason.strip():
        raise NotComplete("alone_reason")
    if lacking := verification.missing(current):
        raise NotComplete(*lacking)
    look = SecondLook.objects.create(
        code_request=current,
        round=current.verification_round,
        verdict=Verdict.YES,
        reason=reason.strip()[:300],
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
        "vin_agrees": look.vin_agrees, "look": look.pk,
    }  # fmt: skip
    record(look.code_request, kind, party=Party.STAFF, user_id=look.by_id, reason=look.reason, data=said)


def _number_agrees(code_request: CodeRequest, typed: str) -> bool:
    kind = Kind(code_request.number_kind or Kind.PRECODE)
    number = verification.clean_number(typed, kind)
    if not number:
        raise NotComplete("second_number")
    first = verified_reading(code_request, Reading.Subject.NUMBER)
    return first is not None and first.value == (number[-VIN_TAIL:] if kind is Kind.VIN else number)


def _vin_agrees(code_request: CodeRequest, typed: str, not_on_paper: bool) -> bool | None:
    if CheckKind.VIN not in checks_for(code_request):
        return None
    first = verified_reading(code_request, Reading.Subject.VIN6)
    if not_on_paper:
        return first is not None and first.not_on_paper
    if not typed.strip():
        raise NotComplete("second_vin")
    return first is not None and first.value == verification.clean_vin_tail(typed)


def what_there_is(code_request: CodeRequest) -> list[str]:
    """What a second look is bound to: readings, checks, pictures, typed codes, high flags and the address."""
    here = {"round": code_request.verification_round}
    things = [f"reading:{pk}" for pk in code_request.readings.filter(**here).values_list("pk", flat=True)]
    things += [f"check:{pk}" for pk in code_request.checks.filter(**here).values_list("pk", flat=True)]
    things += [f"picture:{page.key}" for page in standing_pages(code_request)]
    typed = code_request.candidates.filter(**here, source__in=TYPED_SOURCES)
    things += [f"code:{pk}" for pk in typed.values_list("pk", flat=True)]
    things += [f"flag:{flag.kind}" for flag in flags_for(code_request) if flag.high and flag.kind not in OWN_RULE]
    return [*things, f"address:{code_request.email_fingerprint}"]


def is_void(look: SecondLook, code_request: CodeRequest) -> bool:
    """Whether something has come since that this look has not seen. What retention deleted was seen."""
    return not set(what_there_is(code_request)) <= set(look.looked_at)


@dataclass(frozen=True)
class Looks:
    """The second looks of this round: the newest of each second person, and the statement of one who works alone."""

    of_people: tuple[SecondLook, ...]
    alone: SecondLook | None

    @property
    def objections(self) -> tuple[SecondLook, ...]:
        """Of those who would not give the code; each stands until that person says yes."""
        return tuple(look for look in self.of_people if look.verdict == Verdict.NO)


def looks_of(code_request: CodeRequest) -> Looks:
    """Read in one question."""
    rows = code_request.second_looks.filter(round=code_request.verification_round).select_related("by").order_by("pk")
    found = list(rows)
    newest = {look.by_id: look for look in found if look.waits_until is None}
    return Looks(tuple(newest.values()), next((look for look in reversed(found) if look.waits_until), None))


def agreeing_look(code_request: CodeRequest, looks: Looks | None = None) -> SecondLook | None:
    """A yes that counts now: read the same, nothing changed since, by somebody who did nothing else in the round."""
    looks = looks or looks_of(code_request)
    candidates = [
        look
        for look in looks.of_people
        if look.verdict == Verdict.YES and look.number_agrees is not False and look.vin_agrees is not False
    ]
    if not candidates:
        return None
    hands = people.hands_of(code_request)
    counting = (
        look
        for look in candidates
        if look.by_id not in hands.workers | hands.setters and not is_void(look, code_request)
    )
    return next(counting, None)


def works_alone(code_request: CodeRequest) -> bool:
    """Whether the desk has said in its policy that one person works there, and one person does, and did lately."""
    if not Policy.of(code_request).single_person or len(people.colleagues(code_request)) != 1:
        return False
    return not people.left_lately(code_request)


@dataclass(frozen=True)
class State:
    """Where the second look stands: the rules that ask, a look that counts, and what is missing, as codes."""

    rules: tuple[Rule, ...]
    looks: Looks
    look: SecondLook | None
    alone: bool
    lacking: tuple[str, ...]


def state_of(
    code_request: CodeRequest,
    *,
    by: "User | None" = None,
    candidate: Candidate | None = None,
    flags: Sequence[Flag] | None = None,
) -> State:
    """What is asked before this candidate leaves the desk by these hands, and what of it is there."""
    rules = rules_that_ask(code_request, by=by, candidate=candidate, flags=flags)
    looks = looks_of(code_request)
    look = agreeing_look(code_request, looks)
    alone = bool(rules) and look is None and works_alone(code_request)
    if looks.objections:
        lacking: tuple[str, ...] = ("second_person_objects",)
    elif not rules or look:
        lacking = ()
    else:
        lacking = _lacking_alone(code_request, looks.alone) if alone else ("second_person",)
    return State(rules, looks, look, alone, lacking)


def _lacking_alone(code_request: CodeRequest, statement: SecondLook | None) -> tuple[str, ...]:
    if statement is None or statement.waits_until is None or is_void(statement, code_request):
        return ("alone_reason",)
    return ("alone_wait",) if timezone.now() < statement.waits_until else ()


def seconds_left(code_request: CodeRequest) -> set[int]:
    """The colleagues who could still give the second look of this round."""
    return people.colleagues(code_request) - people.hands_of(code_request).none_of_them_second
