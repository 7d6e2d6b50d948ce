"""Everything the review page shows, gathered once, in a number of questions that does not grow.

What the customer typed as the number is not in here before a clerk has read the photo; no code is in here at all,
but for the one that the answer to "Show" carries. Auditors get the record and masked facts, never evidence or codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import cached_property

from guides_app import entry
from requests_app import workflow
from requests_app.admin import comparing, trust, words
from requests_app.admin.letters import failing
from requests_app.admin.photos import Picture, standing_photos
from requests_app.admin.roles import WORKS, role_at
from requests_app.admin.second_person import SecondPerson
from requests_app.flags import Flag, flags_for
from requests_app.models import (
    AskedItem,
    Check,
    CheckKind,
    CodeRequest,
    Event,
    Feedback,
    Message,
    Reading,
    Role,
)
from requests_app.states import NOT_WORKED, WITH_STAFF, Party, Status, moves_from
from requests_app.workflow.seeing import opened
from requests_app.workflow.verification import READ_CHECKS, standing_checks

if TYPE_CHECKING:
    from django.contrib.auth.models import User

EVENTS_SHOWN = 60
JUDGED = (Status.CHECKING, Status.LOOKUP, Status.NOT_WORKED)
WITH_CODES = (Status.LOOKUP, Status.READY, Status.NOT_WORKED, Status.CLOSED)


@dataclass(frozen=True)
class Question:
    """One question of the verification, with the answer that stands."""

    kind: str
    text: str
    verdict: str
    reason: str
    by: str


@dataclass
class Review:
    """The request as this person may see it."""

    code_request: CodeRequest
    user: "User"
    shown: dict[int, str] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)

    @cached_property
    def works(self) -> bool:
        return role_at(self.user, self.code_request.desk_id) in WORKS

    @cached_property
    def leads(self) -> bool:
        return role_at(self.user, self.code_request.desk_id) == Role.LEAD

    @cached_property
    def moves(self) -> set[str]:
        """The moves that staff may ask for now: the buttons of the page."""
        return {move.name for move in moves_from(self.code_request.status, Party.STAFF)} if self.works else set()

    @property
    def mine(self) -> bool:
        return self.works and self.code_request.clerk_id == self.user.pk

    @property
    def taken(self) -> bool:
        """Somebody else is working on it right now."""
        until = self.code_request.claimed_until
        other = self.code_request.clerk_id not in {None, self.user.pk}
        return other and until is not None and until > self.now

    @property
    def may_act(self) -> bool:
        """The forms are there for the one who works on it; in a state without work, for everybody who works here."""
        return self.works and (self.mine or not self.is_waiting)

    @property
    def is_waiting(self) -> bool:
        return self.code_request.status in WITH_STAFF

    @property
    def first_picture(self) -> Picture | None:
        return next((one for one in self.pictures if not one.sealed), None)

    @cached_property
    def pictures(self) -> list[Picture]:
        if not self.works:
            return []
        return standing_photos(self.code_request, seen=opened(self.code_request, by=self.user))

    @cached_property
    def gone(self) -> datetime | None:
        """When the last document was deleted; asked only where none stands."""
        deleted = self.code_request.uploads.filter(deleted_at__isnull=False).order_by("deleted_at").last()
        return deleted.deleted_at if deleted else None

    @cached_property
    def readings(self) -> list[Reading]:
        if not self.works or self.blind:
            return []
        return list(self.code_request.readings.filter(round=self.code_request.verification_round).order_by("pk"))

    @cached_property
    def number(self) -> comparing.Comparison | None:
        return comparing.compare_number(self.code_request, self.readings)

    @cached_property
    def vin(self) -> comparing.Comparison | None:
        return comparing.compare_vin(self.code_request, self.readings)

    @cached_property
    def flags(self) -> list[Flag]:
        return flags_for(self.code_request)

    @property
    def flag_words(self) -> list[tuple[words.Text, tuple[str, ...], bool]]:
        return [(words.FLAGGED[flag.kind], flag.references, flag.high) for flag in self.flags]

    @cached_property
    def second(self) -> SecondPerson:
        """What is asked of a second person, and what they said."""
        return SecondPerson.of(self.code_request, self.user, self.flags, works=self.works)

    @cached_property
    def blind(self) -> bool:
        """Whether readings and answers are kept from whoever may still give the second look that is missing; also from
        one who has taken the request and not worked on it yet."""
        return self.second.may_look and bool(self.second.rules and self.second.missing)

    @property
    def differs(self) -> bool:
        """Whether a reading differs from the customer's and no reason was given."""
        return any(one is not None and one.cells and not one.settled for one in (self.number, self.vin))

    @cached_property
    def kinds(self) -> tuple[CheckKind, ...]:
        return workflow.required_checks(self.code_request, flags=self.flags)

    @property
    def reads_vin(self) -> bool:
        return CheckKind.VIN in self.kinds

    @cached_property
    def questions(self) -> list[Question]:
        answered = {} if self.blind else standing_checks(self.code_request)
        kinds = [kind for kind in self.kinds if kind not in READ_CHECKS]
        return [_question(kind, answered.get(kind), self.kept) for kind in kinds]

    @cached_property
    def lacking(self) -> list[words.Lack]:
        if self.code_request.status not in JUDGED:
            return []
        return words.missing(workflow.missing(self.code_request, flags=self.flags))

    @cached_property
    def candidates(self) -> list[trust.Judged]:
        if not self.works or self.code_request.status not in WITH_CODES:
            return []
        found = workflow.candidates_of(self.code_request)
        return trust.judge(self.code_request, found, shown=self.shown)

    @property
    def conflict(self) -> bool:
        return any(one.trust is trust.Trust.CONFLICT for one in self.candidates)

    @cached_property
    def presses(self) -> list[entry.Press]:
        """The presses for the code that was just shown; nothing while none was."""
        code = next(iter(self.shown.values()), "")
        return entry.presses(self.procedure, code) if self.procedure and code else []

    @cached_property
    def procedure(self) -> entry.Procedure | None:
        family = self.code_request.family
        return family.procedure() if family and self.shown else None

    @cached_property
    def asked(self) -> list[AskedItem]:
        if self.code_request.verification_round == 1:  # whoever asks for more begins another round
            return []
        return list(self.code_request.asked_items.select_related("answer_upload").order_by("-round", "pk"))

    @property
    def answers_to_show(self) -> list[tuple[AskedItem, str]]:
        """What the customer wrote back. Words may hold the number, so all of them wait for the reading."""
        return [(item, item.answer_text if self.number else "") for item in self.asked]

    @cached_property
    def feedback(self) -> Feedback | None:
        if not any(event.kind == NOT_WORKED.name for event, _text, _by in self.events):
            return None
        return self.code_request.feedback.order_by("pk").last()

    @cached_property
    def failing_letters(self) -> list[Message]:
        return failing(self.code_request)

    @cached_property
    def events(self) -> list[tuple[Event, words.Text, str]]:
        rows = self.code_request.events.select_related("user", "note").order_by("-number")[:EVENTS_SHOWN]
        return [(event, words.happened(event.kind, event.data), _by(event)) for event in rows]


def _question(kind: CheckKind, answer: Check | None, kept: Mapping[str, Any]) -> Question:
    """The answer that stands, or the one in a form that could not be kept."""
    verdict, reason = (answer.verdict, answer.reason) if answer else ("", "")
    return Question(
        kind,
        str(kind.label),
        str(kept.get(f"check-{kind}", verdict)),
        str(kept.get(f"why-{kind}", reason)),
        name_of(answer.by) if answer else "",
    )


def _by(event: Event) -> str:
    return name_of(event.user) if event.user else str(words.BY.get(event.party, event.party))


def name_of(user: "User") -> str:
    """How colleagues know this person."""
    return user.get_full_name() or user.get_username()
