"""When the policy of a request asks for a second person before its code is sent."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from requests_app.flags import Flag, FlagKind, flags_for, unconfirmed
from requests_app.lookup import learning
from requests_app.lookup.chain import candidates_of
from requests_app.models import Candidate, CodeRequest, Event, SourceScore, Verdict
from requests_app.policy import Policy, Rule
from requests_app.workflow import people

if TYPE_CHECKING:
    from django.contrib.auth.models import User

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
    scores: Mapping[str, SourceScore] | None = None,
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
        Rule.WEAK_SOURCE: _rests_on_weak_source(code_request, policy.below, candidate, candidates, scores),
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
    code_request: CodeRequest,
    below: int,
    candidate: Candidate | None,
    candidates: Sequence[Candidate] | None,
    scores: Mapping[str, SourceScore] | None,
) -> bool:
    """Whether no source that was right often enough gives the same code; before one is chosen, whether that holds for
    every code."""
    if code_request.approved_by_id is None or not below:
        return False
    weak = learning.weak_sources(learning.scores_of(code_request) if scores is None else scores, below)
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
