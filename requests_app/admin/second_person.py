"""What the review page says of the second person: why one is asked for, who looked, what is missing, what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from requests_app.admin import flag_words, words
from requests_app.flags import Flag, FlagKind, own_mailbox
from requests_app.models import Candidate, CodeRequest, Event, SecondLook, SourceScore
from requests_app.policy import Policy
from requests_app.workflow import people, second_person

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class SecondPerson:
    """The state of the second look in this round, for one who opens the page."""

    rules: tuple[words.Text, ...] = ()
    look: SecondLook | None = None
    fell: SecondLook | None = None
    objections: tuple[SecondLook, ...] = ()
    statement: SecondLook | None = None
    missing: words.Text = ""
    alone: bool = False
    may_release_alone: bool = False
    may_look: bool = False
    nobody_left: bool = False
    wait_hours: int = 0

    @property
    def shown(self) -> bool:
        return bool(self.rules or self.look or self.fell or self.objections or self.may_look)

    @classmethod
    def of(
        cls,
        code_request: CodeRequest,
        user: "User",
        flags: Sequence[Flag],
        *,
        works: bool,
        candidates: Sequence[Candidate],
        scores: Mapping[str, SourceScore],
        lowered: Sequence[Event],
        lines: Sequence[people.Line] | None = None,
        pictures: Sequence[str] | None = None,
        looks: second_person.Looks | None = None,
    ) -> Self:
        """Nothing in a state in which nobody decides."""
        if code_request.status not in second_person.LOOKED_AT_IN:
            return cls()
        hands = people.hands_of(code_request, lowered=lowered, lines=lines)
        state = second_person.state_of(
            code_request,
            by=user if works else None,
            flags=flags,
            candidates=candidates,
            scores=scores,
            pictures=pictures,
            hands=hands,
            looks=looks,
        )
        looks = state.looks
        return cls(
            rules=tuple(flag_words.RULES[rule] for rule in state.rules),
            look=state.look,
            fell=next((one for one in looks.of_people if one not in {state.look, *looks.objections}), None),
            objections=looks.objections,
            statement=looks.alone if state.alone and state.missing != ("alone_reason",) else None,
            missing=words.error_of(state.missing[0]).text if state.missing else "",
            alone=state.alone,
            may_release_alone=works and state.missing == ("alone_reason",),
            may_look=works and _may_look(code_request, user, hands, flags),
            nobody_left=state.missing == ("second_person",) and not second_person.seconds_left(code_request, hands),
            wait_hours=Policy.of(code_request).wait_hours,
        )


def _may_look(code_request: CodeRequest, user: "User", hands: people.Hands, flags: Sequence[Flag]) -> bool:
    """Not for who took it and is about to do the first person's work. Whether it came from this person's own mailbox,
    the flags have found out for everybody who works at the desk."""
    is_first = code_request.clerk_id == user.pk and not hands.workers
    from_staff = {key for flag in flags if flag.kind is FlagKind.FROM_STAFF for key in flag.keys}
    own = [own_mailbox(code_request.email)] if f"staff:{user.pk}" in from_staff else []
    return not is_first and not people.may_not_look(code_request, user, hands, own=own)
