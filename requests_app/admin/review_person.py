"""Who looks at a request on its page, and what that person may do with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import cached_property

from requests_app.admin import words
from requests_app.admin.forms import TEXTS
from requests_app.admin.on_record import earlier_of_car, earlier_of_radio
from requests_app.models import (
    AnswerPicture,
    CodeRequest,
    DocumentVerdict,
    FlagClearance,
    InternalNote,
    Message,
    OpenQuestion,
    SecondLook,
    UnsentForm,
)
from requests_app.permissions import ERASE_REQUESTS, WORK_ON_REQUESTS, allows
from requests_app.states import OPEN, WITH_STAFF, Party, moves_from
from requests_app.workflow.unsent import Unsent, unsent_of
from requests_app.written_once import WrittenOnce

if TYPE_CHECKING:
    from django.contrib.auth.models import User

COLUMNS = (
    "pk", "desk_id", "verification_round", "vin_fingerprint", "vin_tail_fingerprint", "number_fingerprint",
    "part_fingerprint", "serial_fingerprint", "email_fingerprint",
)  # fmt: skip


def _beside(user: int, *values: int | str) -> QuerySet[CodeRequest, Any]:
    """For the request of these columns: the name of each kind of thing that stands beside it, else nothing."""
    one = CodeRequest(**dict(zip(COLUMNS, values, strict=True)))
    in_round = {"code_request": one.pk, "round": one.verification_round}
    rows: dict[str, QuerySet[Any]] = {
        "notes": InternalNote.objects.filter(code_request=one.pk),
        "letters": Message.objects.troubled().filter(code_request=one.pk),
        "unsent": UnsentForm.objects.filter(code_request=one.pk, by=user),
        "looks": SecondLook.objects.filter(**in_round),
        "said": FlagClearance.objects.filter(**in_round),
        "documents": DocumentVerdict.objects.filter(**in_round),
        "cars": earlier_of_car(one),
        "radios": earlier_of_radio(one),
        "questions": OpenQuestion.objects.filter(**in_round),
        "answers": AnswerPicture.objects.filter(
            candidate__code_request=one.pk, candidate__round=one.verification_round
        ),
    }
    names = (Case(When(Exists(part), then=Value(name))) for name, part in rows.items())
    return CodeRequest.objects.filter(pk=one.pk).values_list(*names)


BESIDE = WrittenOnce(_beside)


@dataclass
class Looker:
    """One person at one request."""

    code_request: CodeRequest
    user: "User"
    shown: dict[int, str] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)

    @cached_property
    def works(self) -> bool:
        return allows(self.user, WORK_ON_REQUESTS, self.code_request)

    @cached_property
    def erases(self) -> bool:
        return allows(self.user, ERASE_REQUESTS, self.code_request)

    @cached_property
    def moves(self) -> set[str]:
        """The moves that staff may ask for now: the buttons of the page."""
        return {move.name for move in moves_from(self.code_request.status, Party.STAFF)} if self.works else set()

    @property
    def state(self) -> words.Text:
        return words.STATES[self.code_request.state]

    @property
    def mine(self) -> bool:
        return self.works and self.code_request.clerk_id == self.user.pk

    @property
    def taken(self) -> bool:
        """Somebody else is working on it right now."""
        return self.code_request.is_in_hand(self.now) and self.code_request.clerk_id != self.user.pk

    @property
    def may_act(self) -> bool:
        """The forms are there for the one who works on it; in a state without work, for everybody who works here."""
        return self.works and (self.mine or not self.is_waiting)

    @property
    def is_waiting(self) -> bool:
        return self.code_request.status in WITH_STAFF

    @property
    def covers(self) -> bool:
        """Whether this person may cover parts of the documents."""
        return self.may_act and self.code_request.status in OPEN

    @cached_property
    def there(self) -> set[str]:
        """What stands beside the request at all, of what most requests have not: one question instead of one each."""
        found = BESIDE.fetch(self.user.pk, *(getattr(self.code_request, name) for name in COLUMNS))
        return {str(name) for names in found for name in names if name}

    @cached_property
    def unsent(self) -> Unsent:
        """What this person typed here and did not send."""
        if not self.works or "unsent" not in self.there:
            return Unsent()
        return unsent_of(self.code_request, by=self.user, texts=TEXTS)

    @property
    def typed(self) -> dict[str, Mapping[str, str]]:
        """The same by the names of the forms, as the templates say them."""
        return {name.replace("-", "_"): fields for name, fields in self.unsent.forms.items()}
