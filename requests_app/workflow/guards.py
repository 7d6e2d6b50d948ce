"""What each guard of the table of moves looks at. `moves.make` runs the guards of a move; nobody else passes any."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from requests_app.lookup import chain
from requests_app.missing import Code, Missing
from requests_app.models import Candidate, CodeRequest, Event, Refusal
from requests_app.permissions import ERASE_REQUESTS
from requests_app.policy import to_cover, unanswered
from requests_app.related import is_one_customer
from requests_app.states import DELIVER, Guard
from requests_app.workflow import people, proven_before, second_person, verification
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Asked:
    """A move that somebody asks for: the request as it stands under the lock, by whom, why, what would change, and the
    mailboxes of who asks as they are in this transaction."""

    code_request: CodeRequest
    by: "User | None"
    reason: str
    changes: Mapping[str, Any]
    own: Collection[str] = ()


def missing_for(guard: Guard, asked: Asked) -> tuple[Code, ...]:
    """What is missing for this guard, as codes of `NotComplete`; nothing when it holds."""
    return GUARDS[guard](asked)


def may_appeal(code_request: CodeRequest) -> bool:
    """Whether the customer's fourteen days are still running."""
    return code_request.answer_until is not None and timezone.now() <= code_request.answer_until


def _answered(asked: Asked) -> tuple[Code, ...]:
    return unanswered(asked.code_request)


def _items_answered(asked: Asked) -> tuple[Code, ...]:
    items = asked.code_request.asked_items.filter(round=asked.code_request.verification_round)
    return (Missing.ITEMS,) if items.filter(answered_at=None).exists() else ()


def _covered(asked: Asked) -> tuple[Code, ...]:
    """No paper waits for its squares."""
    return to_cover(asked.code_request)


def _lead(asked: Asked) -> tuple[Code, ...]:
    if asked.by is not None:
        allow(asked.code_request, asked.by, ERASE_REQUESTS)
    return ()


def _person(asked: Asked) -> tuple[Code, ...]:
    """Nobody who sent the request or refused it before."""
    why = people.has_no_part(asked.code_request, asked.by, own=asked.own) if asked.by else None
    return (why,) if why else ()


def _first_person(asked: Asked) -> tuple[Code, ...]:
    """Nobody who gave the second look of this round."""
    gave = asked.by is not None and people.gave_second_look(asked.code_request, asked.by)
    return (Missing.GAVE_SECOND_LOOK,) if gave else ()


def _reason(asked: Asked) -> tuple[Code, ...]:
    return () if asked.reason.strip() else (Missing.REASON,)


def _complete(asked: Asked) -> tuple[Code, ...]:
    return verification.missing(asked.code_request)


def _approved(asked: Asked) -> tuple[Code, ...]:
    return () if asked.code_request.approved_by_id else (Missing.APPROVAL,)


def _candidate(asked: Asked) -> tuple[Code, ...]:
    """A candidate of this round that has not failed; where sources disagree, with a reason."""
    choice = chain.candidates_of(asked.code_request)
    chosen = asked.changes.get("delivered")
    if not isinstance(chosen, Candidate) or chosen.pk not in {one.pk for one in choice if one.failed_at is None}:
        return (Missing.CANDIDATE,)
    return (Missing.CONFLICT_REASON,) if chain.in_conflict(choice) and not asked.reason.strip() else ()


def _second_look(asked: Asked) -> tuple[Code, ...]:
    chosen = asked.changes.get("delivered")
    candidate = chosen if isinstance(chosen, Candidate) else None
    return second_person.state_of(asked.code_request, by=asked.by, candidate=candidate).missing


def _paid(asked: Asked) -> tuple[Code, ...]:
    waits = asked.code_request.desk.waits_for_payment and asked.code_request.paid_at is None
    return (Missing.UNPAID,) if waits else ()


def _suspicion(asked: Asked) -> tuple[Code, ...]:
    """Suspicion is refused by two people: another one looked and would not give the code either."""
    if asked.changes.get("refusal") != Refusal.CANNOT_VERIFY:
        return ()
    if second_person.works_alone(asked.code_request):
        return () if asked.reason.strip() else (Missing.ALONE_REASON,)
    return () if second_person.looks_of(asked.code_request).objections else (Missing.SECOND_PERSON_SUSPECTS,)


def _unseen(asked: Asked) -> tuple[Code, ...]:
    return (Missing.SEEN,) if asked.code_request.revealed_at else ()


def _seen(asked: Asked) -> tuple[Code, ...]:
    return () if asked.code_request.revealed_at else (Missing.UNSEEN,)


def _appeal_open(asked: Asked) -> tuple[Code, ...]:
    return () if may_appeal(asked.code_request) else (Missing.TOO_LATE,)


def _one_customer(asked: Asked) -> tuple[Code, ...]:
    """It ends for the sake of another open request of the desk, by the same customer as far as is known."""
    kept = asked.changes.get("merged_into")
    if not isinstance(kept, CodeRequest) or kept.pk == asked.code_request.pk:
        return (Missing.MERGE_UNKNOWN,)
    return () if is_one_customer(asked.code_request, kept) else (Missing.MERGE_STRANGERS,)


def _no_code_given(asked: Asked) -> tuple[Code, ...]:
    """Of neither of the two a code was ever sent, also not one that was recalled."""
    kept = asked.changes.get("merged_into")
    two = [one.pk for one in (asked.code_request, kept) if isinstance(one, CodeRequest)]
    given = Event.objects.filter(code_request__in=two, kind=DELIVER.name).exists()
    return (Missing.MERGE_ENDED,) if given else ()


def _proven_before(asked: Asked) -> tuple[Code, ...]:
    """The same owner was given the code of the same radio before, as far as the label read now tells."""
    return proven_before.missing(asked.code_request)


def _still_proven(asked: Asked) -> tuple[Code, ...]:
    """What this round relies on holds now."""
    return proven_before.missing(asked.code_request) if asked.code_request.relies else ()


def _whole(asked: Asked) -> tuple[Code, ...]:
    """The papers of this request were looked at, not those of an earlier one: it gives that one's code or none."""
    return (Missing.AGAIN_ONLY,) if asked.code_request.relies else ()


GUARDS: Mapping[Guard, Callable[[Asked], tuple[Code, ...]]] = {
    Guard.ANSWERED: _answered,
    Guard.ITEMS_ANSWERED: _items_answered,
    Guard.COVERED: _covered,
    Guard.LEAD: _lead,
    Guard.PERSON: _person,
    Guard.FIRST_PERSON: _first_person,
    Guard.REASON: _reason,
    Guard.COMPLETE: _complete,
    Guard.APPROVED: _approved,
    Guard.CANDIDATE: _candidate,
    Guard.SECOND_LOOK: _second_look,
    Guard.PAID: _paid,
    Guard.SUSPICION: _suspicion,
    Guard.UNSEEN: _unseen,
    Guard.SEEN: _seen,
    Guard.APPEAL_OPEN: _appeal_open,
    Guard.ONE_CUSTOMER: _one_customer,
    Guard.NO_CODE_GIVEN: _no_code_given,
    Guard.PROVEN_BEFORE: _proven_before,
    Guard.STILL_PROVEN: _still_proven,
    Guard.WHOLE: _whole,
}
