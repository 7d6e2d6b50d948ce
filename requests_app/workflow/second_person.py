"""The second look: what a second person must have done, and for how long it counts; when one is asked for is said by
`second_person_rules`.

A desk that says in the open that one person works there gives a reason and waits instead; the record says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Value
from django.utils import timezone

from requests_app.flags import Flag, flags_for
from requests_app.missing import Code, Missing
from requests_app.models import (
    TYPED_SOURCES,
    Candidate,
    Check,
    CodeRequest,
    DocumentVerdict,
    Reading,
    SecondLook,
    SourceScore,
    Verdict,
)
from requests_app.policy import Policy, Rule
from requests_app.states import Status
from requests_app.workflow import people
from requests_app.workflow.second_person_rules import OWN_RULE, rules_that_ask
from requests_app.workflow.seeing import answer_pictures, standing_pages

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LOOKED_AT_IN = (Status.CHECKING, Status.LOOKUP, Status.NOT_WORKED)


def what_there_is(
    code_request: CodeRequest, flags: Sequence[Flag] | None = None, pictures: Iterable[str] | None = None
) -> list[str]:
    """What a second look is bound to: readings, checks, verdicts on documents, pictures, typed codes,
    evidence of high flags, the address."""
    found = flags_for(code_request) if flags is None else flags
    if pictures is None:
        pages, answers = standing_pages(code_request), answer_pictures(code_request)
        pictures = [*(page.key for page in pages), *(answer.key for answer in answers)]
    here = {"code_request": code_request, "round": code_request.verification_round}
    rows: dict[str, QuerySet[Any]] = {
        "reading": Reading.objects.filter(**here),
        "check": Check.objects.filter(**here),
        "document": DocumentVerdict.objects.filter(**here),
        "code": Candidate.objects.filter(**here, source__in=TYPED_SOURCES),
    }
    first, *others = (part.order_by().values_list(Value(name), "pk") for name, part in rows.items())
    things = [f"{name}:{pk}" for name, pk in first.union(*others, all=True)]
    things += [f"picture:{key}" for key in pictures]
    high = [flag for flag in found if flag.high and flag.kind not in OWN_RULE]
    things += [f"flag:{flag.kind}:{key}" for flag in high for key in flag.keys]
    return [*things, f"address:{code_request.email_fingerprint}"]


def is_void(
    look: SecondLook,
    code_request: CodeRequest,
    flags: Sequence[Flag] | None = None,
    pictures: Iterable[str] | None = None,
) -> bool:
    """Whether something has come since that this look has not seen. What retention deleted was seen."""
    return not set(what_there_is(code_request, flags, pictures)) <= set(look.looked_at)


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
    pictures: Iterable[str] | None = None,
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
        if look.by_id not in hands.workers | hands.setters | hands.verifiers
        and not is_void(look, code_request, flags, pictures)
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
    missing: tuple[Code, ...]


def state_of(
    code_request: CodeRequest,
    *,
    by: "User | None" = None,
    candidate: Candidate | None = None,
    flags: Sequence[Flag] | None = None,
    candidates: Sequence[Candidate] | None = None,
    scores: Mapping[str, SourceScore] | None = None,
    pictures: Sequence[str] | None = None,
    hands: people.Hands | None = None,
    looks: Looks | None = None,
) -> State:
    """What is asked before this candidate leaves the desk by these hands, and what of it is there. A page that has
    flags, candidates, scores, the keys of the standing pictures, hands or looks may pass them."""
    rules = rules_that_ask(code_request, by=by, candidate=candidate, flags=flags, candidates=candidates, scores=scores)
    looks = looks_of(code_request) if looks is None else looks
    look = agreeing_look(code_request, looks, flags=flags, pictures=pictures, hands=hands)
    alone = bool(rules) and look is None and works_alone(code_request)
    if looks.objections:
        missing: tuple[Code, ...] = (Missing.SECOND_PERSON_OBJECTS,)
    elif not rules or look:
        missing = ()
    else:
        missing = _missing_alone(code_request, looks.alone, flags) if alone else (Missing.SECOND_PERSON,)
    return State(rules, looks, look, alone, missing)


def _missing_alone(
    code_request: CodeRequest, statement: SecondLook | None, flags: Sequence[Flag] | None
) -> tuple[Code, ...]:
    if statement is None or statement.waits_until is None or is_void(statement, code_request, flags):
        return (Missing.ALONE_REASON,)
    return (Missing.ALONE_WAIT,) if timezone.now() < statement.waits_until else ()


def seconds_left(code_request: CodeRequest, hands: people.Hands | None = None) -> set[int]:
    """The colleagues who could still give the second look of this round."""
    return people.colleagues(code_request) - (hands or people.hands_of(code_request)).none_of_them_second
