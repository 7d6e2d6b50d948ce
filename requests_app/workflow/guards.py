"""What each guard of the table of moves looks at. `moves.make` runs the guards of a move; nobody else passes any."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from requests_app.lookup import chain
from requests_app.models import Candidate, CodeRequest, Refusal, Role
from requests_app.policy import unanswered
from requests_app.states import Guard
from requests_app.uncovered import waiting
from requests_app.workflow import people, second_person, verification
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Asked:
    """A move that somebody asks for: the request as it stands under the lock, by whom, why, and what would change."""

    code_request: CodeRequest
    by: "User | None"
    reason: str
    changes: Mapping[str, Any]


def lacking(guard: Guard, asked: Asked) -> tuple[str, ...]:
    """What is missing for this guard, as codes of `NotComplete`; nothing when it holds."""
    return GUARDS[guard](asked)


def may_appeal(code_request: CodeRequest) -> bool:
    """Whether the customer's fourteen days are still running."""
    return code_request.answer_until is not None and timezone.now() <= code_request.answer_until


def _answered(asked: Asked) -> tuple[str, ...]:
    return unanswered(asked.code_request)


def _items_answered(asked: Asked) -> tuple[str, ...]:
    items = asked.code_request.asked_items.filter(round=asked.code_request.verification_round)
    return ("items",) if items.filter(answered_at=None).exists() or waiting(asked.code_request) else ()


def _lead(asked: Asked) -> tuple[str, ...]:
    if asked.by is not None:
        allow(asked.code_request, asked.by, Role.LEAD)
    return ()


def _person(asked: Asked) -> tuple[str, ...]:
    """Nobody who sent the request or refused it before."""
    why = people.has_no_part(asked.code_request, asked.by) if asked.by else ""
    return (why,) if why else ()


def _first_person(asked: Asked) -> tuple[str, ...]:
    """Nobody who gave the second look of this round."""
    gave = asked.by is not None and people.gave_second_look(asked.code_request, asked.by)
    return ("gave_second_look",) if gave else ()


def _reason(asked: Asked) -> tuple[str, ...]:
    return () if asked.reason.strip() else ("reason",)


def _complete(asked: Asked) -> tuple[str, ...]:
    return verification.missing(asked.code_request)


def _approved(asked: Asked) -> tuple[str, ...]:
    return () if asked.code_request.approved_by_id else ("approval",)


def _candidate(asked: Asked) -> tuple[str, ...]:
    """A candidate of this round that has not failed; where sources disagree, with a reason."""
    choice = chain.candidates_of(asked.code_request)
    chosen = asked.changes.get("delivered")
    if not isinstance(chosen, Candidate) or chosen.pk not in {one.pk for one in choice if one.failed_at is None}:
        return ("candidate",)
    return ("conflict_reason",) if chain.in_conflict(choice) and not asked.reason.strip() else ()


def _second_look(asked: Asked) -> tuple[str, ...]:
    chosen = asked.changes.get("delivered")
    candidate = chosen if isinstance(chosen, Candidate) else None
    return second_person.state_of(asked.code_request, by=asked.by, candidate=candidate).lacking


def _suspicion(asked: Asked) -> tuple[str, ...]:
    """Suspicion is refused by two people: another one looked and would not give the code either."""
    if asked.changes.get("refusal") != Refusal.CANNOT_VERIFY:
        return ()
    if second_person.works_alone(asked.code_request):
        return () if asked.reason.strip() else ("alone_reason",)
    return () if second_person.looks_of(asked.code_request).objections else ("second_person_suspects",)


def _unseen(asked: Asked) -> tuple[str, ...]:
    return ("seen",) if asked.code_request.revealed_at else ()


def _seen(asked: Asked) -> tuple[str, ...]:
    return () if asked.code_request.revealed_at else ("unseen",)


def _appeal_open(asked: Asked) -> tuple[str, ...]:
    return () if may_appeal(asked.code_request) else ("too_late",)


GUARDS: Mapping[Guard, Callable[[Asked], tuple[str, ...]]] = {
    Guard.ANSWERED: _answered,
    Guard.ITEMS_ANSWERED: _items_answered,
    Guard.LEAD: _lead,
    Guard.PERSON: _person,
    Guard.FIRST_PERSON: _first_person,
    Guard.REASON: _reason,
    Guard.COMPLETE: _complete,
    Guard.APPROVED: _approved,
    Guard.CANDIDATE: _candidate,
    Guard.SECOND_LOOK: _second_look,
    Guard.SUSPICION: _suspicion,
    Guard.UNSEEN: _unseen,
    Guard.SEEN: _seen,
    Guard.APPEAL_OPEN: _appeal_open,
}
