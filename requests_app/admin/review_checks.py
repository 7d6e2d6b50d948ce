"""What the review page shows of the verification: documents, readings, questions, flags, the second person.

What the customer typed as the number is not in here before a clerk has read the photo.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import cached_property

from requests_app import workflow
from requests_app.admin import comparing, words
from requests_app.admin.flags_told import Told, told
from requests_app.admin.forms import DOCUMENT_ANSWERS
from requests_app.admin.happened import name_of
from requests_app.admin.on_record import number_on_record, vin_on_record
from requests_app.admin.photos import Picture, photos_of
from requests_app.admin.review_person import Looker
from requests_app.admin.second_person import SecondPerson
from requests_app.flags import Flag, Known, flags_for
from requests_app.lookup.learning import scores_of
from requests_app.models import (
    AnswerPicture,
    Candidate,
    Check,
    CheckKind,
    DocumentVerdict,
    Event,
    FlagClearance,
    FormName,
    Page,
    Reading,
    Slot,
    SourceScore,
    Verdict,
)
from requests_app.policy import lowerings_of, shown_on
from requests_app.states import Status
from requests_app.workflow.clearing import said_of_flags
from requests_app.workflow.people import OF_HANDS, Line
from requests_app.workflow.second_person import Looks
from requests_app.workflow.seeing import OPENINGS, answer_pictures, openings, standing_pages
from requests_app.workflow.verification import (
    READ_CHECKS,
    Standing,
    document_verdicts,
    keys_by_slot,
    readings_of,
    standing_of,
)

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
    slots: tuple[Slot, ...] = ()

    @property
    def shows(self) -> str:
        """The documents that it asks for, as the page names them."""
        return " ".join(self.slots)


@dataclass(frozen=True)
class Document:
    """What stands in one slot, and what was said of it: "yes", or the code of a problem."""

    slot: Slot
    answer: str
    words: words.Text
    by: str

    @property
    def accepted(self) -> bool:
        return self.answer == Verdict.YES


class Verification(Looker):
    """The evidence of a request, and what was read and answered, as this person may see it."""

    @cached_property
    def pictures(self) -> list[Picture]:
        return photos_of(self.code_request, self._pages, seen=self.seen) if self.works else []

    @cached_property
    def seen(self) -> set[str]:
        """The keys of the pictures that this person has opened in this round."""
        return {data["picture"] for kind, user, data in self._lines if kind in OPENINGS and user == self.user.pk}

    @cached_property
    def slots_of(self) -> dict[str, tuple[Slot, ...]]:
        """The documents that each field and each question asks for."""
        kinds = {"number": CheckKind.NUMBER, "vin6": CheckKind.VIN, **{kind.value: kind for kind in self.kinds}}
        return {name: shown_on(self.code_request, kind) for name, kind in kinds.items()}

    @property
    def traps(self) -> list[tuple[str, str, tuple[words.Text, ...]]]:
        """What to look at on each document that is there."""
        slots = dict.fromkeys(one.slot for one in self.pictures if one.slot)
        return [(slot, str(slot.label), words.TRAPS[slot]) for slot in slots if slot in words.TRAPS]

    @cached_property
    def gone(self) -> datetime | None:
        """When the last document was deleted; asked only where none stands."""
        deleted = self.code_request.uploads.filter(deleted_at__isnull=False).order_by("deleted_at").last()
        return deleted.deleted_at if deleted else None

    @cached_property
    def readings(self) -> list[Reading]:
        return self._readings if self.works and not self.blind else []

    @cached_property
    def number(self) -> comparing.Comparison | None:
        found = comparing.compare_number(self.code_request, self.readings)
        found = comparing.with_machine(found, self.code_request, self._pages)
        return comparing.beside(found, number_on_record(self.code_request) if found and "cars" in self.there else None)

    @cached_property
    def vin(self) -> comparing.Comparison | None:
        found = comparing.compare_vin(self.code_request, self.readings)
        return comparing.beside(found, vin_on_record(self.code_request) if found and "radios" in self.there else None)

    @property
    def differs(self) -> bool:
        """Whether a reading differs from the customer's and no reason was given."""
        return any(one is not None and one.cells and not one.settled for one in (self.number, self.vin))

    @cached_property
    def flags(self) -> list[Flag]:
        known = Known(self._readings, self._found, self._lowered)
        return flags_for(self.code_request, known)

    @cached_property
    def told_flags(self) -> list[Told]:
        """The flags with their evidence; what was said of them is kept from whoever may give the second look."""
        may, typed = self.may_act and not self.blind, self.unsent.of(FormName.FLAGS)
        return told(self.code_request, self.flags, may_clear=may, blind=self.blind, typed=typed, said=self._said)

    @property
    def may_clear(self) -> bool:
        return any(flag.to_clear for flag in self.told_flags)

    @property
    def may_read_holder(self) -> bool:
        """While the papers are checked by this person."""
        return self.may_act and not self.blind and self.code_request.status == Status.CHECKING

    @property
    def holder_typed(self) -> str:
        """What stands in a form that was not sent."""
        return self.unsent.of(FormName.HOLDER).get("holder", "")

    @cached_property
    def second(self) -> SecondPerson:
        """What is asked of a second person, and what they said."""
        return SecondPerson.of(
            self.code_request,
            self.user,
            self.flags,
            works=self.works,
            candidates=self._found,
            scores=self._scores,
            lowered=self._lowered,
            lines=self._lines,
            pictures=[*(page.key for page in self._pages), *(one.key for one in self._answer_pictures)],
            looks=None if "looks" in self.there else Looks(),
        )

    @cached_property
    def blind(self) -> bool:
        """Whether readings and answers are kept from whoever may still give the second look that is missing; also from
        one who has taken the request and not worked on it yet."""
        return self.second.may_look and bool(self.second.rules and self.second.missing)

    @cached_property
    def kinds(self) -> tuple[CheckKind, ...]:
        return workflow.required_checks(self.code_request)

    @property
    def reads_vin(self) -> bool:
        return CheckKind.VIN in self.kinds

    @cached_property
    def questions(self) -> list[Question]:
        answered = {} if self.blind else self._standing.checks
        kinds = [kind for kind in self.kinds if kind not in READ_CHECKS]
        typed = self.unsent.of(FormName.REVIEW)
        return [_question(kind, answered.get(kind), typed, self.slots_of.get(kind, ())) for kind in kinds]

    @cached_property
    def documents(self) -> list[Document]:
        """Each slot in which something stands, and whether it is accepted; of a form that was not sent what it says."""
        judged = {} if self.blind else self._verdicts
        typed = self.unsent.of(FormName.REVIEW)
        slots = dict.fromkeys(one.slot for one in self.pictures if one.slot)
        return [_document(slot, judged.get(slot), typed) for slot in slots]

    @property
    def document_answers(self) -> list[tuple[str, words.Text]]:
        """What may be said of a document."""
        return DOCUMENT_ANSWERS

    @property
    def judged(self) -> int:
        """Of how many documents something was said."""
        return sum(1 for one in self.documents if one.answer)

    @cached_property
    def _verdicts(self) -> Mapping[str, DocumentVerdict]:
        return document_verdicts(self.code_request, keys_by_slot(self._pages)) if "documents" in self.there else {}

    @cached_property
    def missing(self) -> list[words.FormError]:
        if self.code_request.status not in JUDGED:
            return []
        return words.errors_of(workflow.missing(self.code_request, flags=self.flags, standing=self._standing))

    @cached_property
    def _lines(self) -> list[Line]:
        """The lines of the record that tell whose hands it went through, and what this person has opened."""
        asked = Q(kind__in=OF_HANDS) | openings(self.code_request, self.user)
        return list(self.code_request.events.filter(asked).values_list("kind", "user_id", "data"))

    @cached_property
    def _answer_pictures(self) -> list[AnswerPicture]:
        return answer_pictures(self.code_request) if "answers" in self.there else []

    @cached_property
    def _standing(self) -> Standing:
        return standing_of(
            self.code_request,
            pages=self._pages,
            readings=self._readings,
            said=self._said,
            documents=self._verdicts,
        )

    @cached_property
    def _pages(self) -> list[Page]:
        return standing_pages(self.code_request)

    @cached_property
    def _readings(self) -> list[Reading]:
        return readings_of(self.code_request)

    @cached_property
    def _said(self) -> list[FlagClearance]:
        """What was said of flags in this round."""
        return said_of_flags(self.code_request) if "said" in self.there else []

    @cached_property
    def _lowered(self) -> list[Event]:
        return lowerings_of(self.code_request)

    @cached_property
    def _found(self) -> list[Candidate]:
        """The candidates as they are kept; asked for once."""
        return workflow.candidates_of(self.code_request) if self.code_request.status in WITH_CODES else []

    @cached_property
    def _scores(self) -> Mapping[str, SourceScore]:
        """How their sources did before."""
        return scores_of(self.code_request) if self._found else {}


def _document(slot: Slot, judged: DocumentVerdict | None, typed: Mapping[str, str]) -> Document:
    answer = typed.get(f"document-{slot}", (judged.problem or judged.verdict) if judged else "")
    return Document(slot, answer, dict(DOCUMENT_ANSWERS).get(answer, ""), name_of(judged.by) if judged else "")


def _question(kind: CheckKind, answer: Check | None, typed: Mapping[str, str], slots: tuple[Slot, ...]) -> Question:
    """The answer that stands, or the one in a form that was not sent."""
    verdict, reason = (answer.verdict, answer.reason) if answer else ("", "")
    return Question(
        kind,
        str(kind.label),
        typed.get(f"check-{kind}", verdict),
        typed.get(f"why-{kind}", reason),
        name_of(answer.by) if answer else "",
        slots,
    )
