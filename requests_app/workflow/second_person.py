"""The second look: when a policy asks for a second person, what they must have done, and for how long it counts.

A desk that says in the open that one person works there gives a reason and waits instead; the record says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from requests_app.flags import Flag, FlagKind, flags_for, unconfirmed
from requests_app.lookup import learning
from requests_app.lookup.chain import candidates_of
from requests_app.models import (
    TYPED_SOURCES,
    Candidate,
    CodeRequest,
    Event,
    SecondLook,
    Verdict,
)
from requests_app.policy import Policy, Rule
from requests_app.states import Status
from requests_app.workflow import people
from requests_app.workflow.seeing import answer_pictures, standing_pages

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
    candidates: Sequence[Candidate] | None = None,
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
        Rule.TYPED_CODE: policy.typed_code and _rests_on_typing(code_request, candidate, candidates),
        Rule.FIRST_RELEASES: _is_a_beginner(code_request, policy.first_releases, by),
        Rule.DRAWN: policy.drawn,
        Rule.ALWAYS: policy.always,
        Rule.LOWERED: FlagKind.POLICY_LOWERED in kinds,
        Rule.OBJECTED: _was_objected_to(code_request),
        Rule.WEAK_SOURCE: _rests_on_weak_source(code_request, policy.below, candidate, candidates),
    }
    return tuple(rule for rule, asked in asks.items() if asked)


def _was_objected_to(code_request: CodeRequest) -> bool:
    """In a round that was begun anew; an appeal against a refusal is judged by other people, from the beginning."""
    if code_request.verification_round == 1:
        return False
    earlier = code_request.second_looks.filter(round__lt=code_request.verification_round, verdict=Verdict.NO)
    rounds = set(earlier.values_list("round", flat=True))
    return bool(rounds and rounds - people.refused_rounds(code_request))


def _rests_on_typing(
    code_request: CodeRequest, candidate: Candidate | None, candidates: Sequence[Candidate] | None
) -> bool:
    if code_request.approved_by_id is None:
        return False
    found = candidates_of(code_request) if candidates is None else candidates
    usable = [one for one in found if one.failed_at is None]
    if candidate is not None:
        return unconfirmed(candidate, usable)
    return bool(usable) and all(unconfirmed(one, usable) for one in usable)


def _rests_on_weak_source(
    code_request: CodeRequest, below: int, candidate: Candidate | None, candidates: Sequence[Candidate] | None
) -> bool:
    """Whether no source that was right often enough gives the same code; before one is chosen, whether that holds for
    every code."""
    if code_request.approved_by_id is None or not below:
        return False
    weak = learning.weak_sources(learning.scores_of(code_request), below)
    found = candidates_of(code_request) if weak and candidates is None else candidates or []
    usable = [one for one in found if one.failed_at is None]
    sound = {one.code_fingerprint for one in usable if one.source not in weak}
    if candidate is not None:
        return candidate.source in weak and candidate.code_fingerprint not in sound
    return bool(usable) and not sound


def _is_a_beginner(code_request: CodeRequest, first: int, by: "User | None") -> bool:
    """Whether whoever approved or sends has released fewer requests than this at this desk before."""
    releasers = {by.pk if by else None, code_request.approved_by_id} - {None}
    return first > 0 and any(_releases(pk, code_request, first) < first for pk in releasers if pk)


def _releases(user_id: int, code_request: CodeRequest, enough: int) -> int:
    sent = Event.objects.filter(user_id=user_id, kind="deliver", at_desk=code_request.desk_id)
    sent = sent.exclude(code_request=code_request)
    return len(set(sent.values_list("code_request_id", flat=True).order_by().distinct()[:enough]))


def what_there_is(code_request: CodeRequest, flags: Sequence[Flag] | None = None) -> list[str]:
    """What a second look is bound to: readings, checks, verdicts on documents, pictures, typed codes,
    evidence of high flags, the address."""
    found = flags_for(code_request) if flags is None else flags
    here = {"round": code_request.verification_round}
    things = [f"reading:{pk}" for pk in code_request.readings.filter(**here).values_list("pk", flat=True)]
    things += [f"check:{pk}" for pk in code_request.checks.filter(**here).values_list("pk", flat=True)]
    things += [f"document:{pk}" for pk in code_request.document_verdicts.filter(**here).values_list("pk", flat=True)]
    things += [f"picture:{page.key}" for page in standing_pages(code_request)]
    typed = code_request.candidates.filter(**here, source__in=TYPED_SOURCES)
    things += [f"code:{pk}" for pk in typed.values_list("pk", flat=True)]
    things += [f"picture:{picture.key}" for picture in answer_pictures(code_request)]
    high = [flag for flag in found if flag.high and flag.kind not in OWN_RULE]
    things += [f"flag:{flag.kind}:{key}" for flag in high for key in flag.keys]
    return [*things, f"address:{code_request.email_fingerprint}"]


def is_void(look: SecondLook, code_request: CodeRequest, flags: Sequence[Flag] | None = None) -> bool:
    """Whether something has come since that this look has not seen. What retention deleted was seen."""
    return not set(what_there_is(code_request, flags)) <= set(look.looked_at)


@dataclass(frozen=True)
class Looks:
    """The second looks of this round: the newest of each second person, and the statement of one who works alone."""

    of_people: tuple[SecondLook, ...] = ()
    alone: SecondLook | None = None

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


def agreeing_look(
    code_request: CodeRequest,
    looks: Looks | None = None,
    *,
    flags: Sequence[Flag] | None = None,
    hands: people.Hands | None = None,
) -> SecondLook | None:
    """A yes that counts now: read the same, nothing changed since, by somebody who did nothing else in the round."""
    looks = looks or looks_of(code_request)
    candidates = [
        look
        for look in looks.of_people
        if look.verdict == Verdict.YES and look.number_agrees is not False and look.vin_agrees is not False
    ]
    if not candidates:
        return None
    hands = hands or people.hands_of(code_request)
    counting = (
        look
        for look in candidates
        if look.by_id not in hands.workers | hands.setters | hands.verifiers and not is_void(look, code_request, flags)
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
    candidates: Sequence[Candidate] | None = None,
    hands: people.Hands | None = None,
    looks: Looks | None = None,
) -> State:
    """What is asked before this candidate leaves the desk by these hands, and what of it is there. A page that has
    flags, candidates, hands or looks may pass them."""
    rules = rules_that_ask(code_request, by=by, candidate=candidate, flags=flags, candidates=candidates)
    looks = looks_of(code_request) if looks is None else looks
    look = agreeing_look(code_request, looks, flags=flags, hands=hands)
    alone = bool(rules) and look is None and works_alone(code_request)
    if looks.objections:
        lacking: tuple[str, ...] = ("second_person_objects",)
    elif not rules or look:
        lacking = ()
    else:
        lacking = _lacking_alone(code_request, looks.alone, flags) if alone else ("second_person",)
    return State(rules, looks, look, alone, lacking)


def _lacking_alone(
    code_request: CodeRequest, statement: SecondLook | None, flags: Sequence[Flag] | None
) -> tuple[str, ...]:
    if statement is None or statement.waits_until is None or is_void(statement, code_request, flags):
        return ("alone_reason",)
    return ("alone_wait",) if timezone.now() < statement.waits_until else ()


def seconds_left(code_request: CodeRequest, hands: people.Hands | None = None) -> set[int]:
    """The colleagues who could still give the second look of this round."""
    return people.colleagues(code_request) - (hands or people.hands_of(code_request)).none_of_them_second
