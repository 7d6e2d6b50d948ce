"""The forms of the Desk about one request: what may stand in each field, and what of it is kept while it is not sent.

Whether an answer is enough is for `workflow`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guides_app.squares import Box
from requests_app.admin import words
from requests_app.admin.desk_form import DeskForm, choice, text, tick, told_as
from requests_app.flags import FlagKind
from requests_app.missing import Missing
from requests_app.models import (
    LONGEST_INTERNAL_NOTE,
    TYPED_SOURCES,
    AnswerDays,
    CheckKind,
    DocumentProblem,
    FormName,
    Refusal,
    Slot,
    Source,
    Verdict,
)
from requests_app.workflow import Item, Mark
from requests_app.workflow.verification import READ_CHECKS

LONGEST_PLACE, LONGEST_CODE = 200, 20
ANSWERED_CHECKS = tuple(kind for kind in CheckKind if kind not in READ_CHECKS)
DOCUMENT_ANSWERS: list[tuple[str, words.Text]] = [
    (Verdict.YES.value, _("Accepted")),
    *((value, label) for value, label in DocumentProblem.choices if value != DocumentProblem.MISSING),
]
"""What may be said of a document: that it is accepted, or why it is not."""


class ReviewForm(DeskForm):
    """One look: the reading, the checks, and what is asked for with them."""

    name = FormName.REVIEW
    READ = frozenset({"number", "vin6", "stand_by", "not_on_paper", "instead_of_vin"})
    places: ClassVar[Mapping[str, str]] = {
        **{f"check-{kind}": f"check-{kind}" for kind in ANSWERED_CHECKS},
        **{f"why-{kind}": f"check-{kind}" for kind in ANSWERED_CHECKS},
        **{f"document-{slot}": f"document-{slot}" for slot in Slot},
    }

    number = text()
    vin6 = text()
    stand_by = text()
    not_on_paper = tick()
    instead_of_vin = text()

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for kind in ANSWERED_CHECKS:
            self.fields[f"check-{kind}"] = choice(Verdict.choices)
            self.fields[f"why-{kind}"] = text()
        for slot in Slot:
            self.fields[f"document-{slot}"] = choice(DOCUMENT_ANSWERS)

    def answers(self) -> dict[CheckKind, tuple[Verdict, str]]:
        """The questions that were answered; a reason belongs to a no only."""
        found = {}
        for kind in ANSWERED_CHECKS:
            if verdict := self.cleaned_data[f"check-{kind}"]:
                why = self.cleaned_data[f"why-{kind}"] if verdict == Verdict.NO else ""
                found[kind] = (Verdict(verdict), why)
        return found

    def documents(self) -> dict[Slot, tuple[Verdict, DocumentProblem | None]]:
        """The documents of which it was said whether they are accepted, and if not, what is wrong."""
        said = {slot: self.cleaned_data[f"document-{slot}"] for slot in Slot}
        return {
            slot: (Verdict.YES, None) if answer == Verdict.YES else (Verdict.NO, DocumentProblem(answer))
            for slot, answer in said.items()
            if answer
        }


class FlagsForm(DeskForm):
    """Why flags are no reason to say no: one reason for each, in the field `clear-KIND`."""

    name = FormName.FLAGS
    places: ClassVar[Mapping[str, str]] = {f"clear-{kind}": f"flag-{kind}" for kind in FlagKind}

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for kind in FlagKind:
            self.fields[f"clear-{kind}"] = text()

    def reasons(self) -> dict[FlagKind, str]:
        """Those that were given."""
        said = {kind: str(self.cleaned_data[f"clear-{kind}"]) for kind in FlagKind}
        return {kind: reason for kind, reason in said.items() if reason}


class HolderForm(DeskForm):
    """The holder's name as it stands on the papers."""

    name = FormName.HOLDER

    holder = text()


class CandidateForm(DeskForm):
    """Which code, and why."""

    name = FormName.SEND
    places: ClassVar[Mapping[str, str]] = {"candidate": "code"}

    candidate = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, error_messages={"invalid": told_as(Missing.CANDIDATE)}
    )
    reason = text()


class TypedCodeForm(DeskForm):
    """A code typed by hand, twice. Its digits are kept nowhere but in the code."""

    name = FormName.TYPE_CODE
    never_kept = frozenset({"first", "second"})

    first = text(LONGEST_CODE)
    second = text(LONGEST_CODE)
    source = forms.ChoiceField(
        choices=[(source.value, source.label) for source in TYPED_SOURCES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), told_as(Missing.SOURCE)),
    )
    provenance = text(LONGEST_PLACE)
    answered_on = forms.DateField(required=False, error_messages={"invalid": told_as(Missing.ANSWERED_ON)})

    def __init__(self, data: Mapping[str, Any], *, attached: bool = False) -> None:
        super().__init__(data)
        self.attached = attached

    def error_list(self) -> list[words.FormError]:
        """A file that came with it is not kept, and the page says so."""
        return [*super().error_list(), *([words.error_of(Missing.ANSWER_AGAIN)] if self.attached else [])]

    def chosen(self) -> Source:
        return Source(self.cleaned_data["source"])


def read_mark(text: str) -> Mark | None:
    """The mark on a photo that a field holds, as `written` put it there: the page's key and a box of squares."""
    key, _colon, squares = text.partition(":")
    box = Box.read(squares)
    return Mark(int(key), box) if box and key.isascii() and key.isdigit() and len(key) < 18 else None


def written(mark: Mark) -> str:
    """A mark as a field holds it."""
    return f"{mark.page}:{mark.box}"


def _is_a_mark(text: str) -> None:
    if read_mark(text) is None:
        raise forms.ValidationError(told_as(Missing.MARK), code="invalid")


class AskForm(DeskForm):
    """What is wrong with which document, with a word for the customer."""

    name = FormName.ASK
    places: ClassVar[Mapping[str, str]] = {
        **{f"problem-{slot}": "items" for slot in Slot},
        **{f"mark-{slot}": "items" for slot in Slot},
    }

    days = choice(AnswerDays.choices, error_messages={"invalid_choice": told_as(Missing.ANSWER_DAYS)})

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for slot in Slot:
            self.fields[f"problem-{slot}"] = choice(DocumentProblem.choices)
            self.fields[f"note-{slot}"] = text()
            self.fields[f"mark-{slot}"] = forms.CharField(
                required=False, validators=[_is_a_mark], error_messages={"invalid": told_as(Missing.MARK)}
            )

    def answer_days(self) -> AnswerDays:
        """How long the customer has; two weeks where nothing is chosen."""
        return AnswerDays(int(self.cleaned_data["days"] or AnswerDays.TWO_WEEKS))

    def items(self) -> list[Item]:
        """What is asked for, in the order of the documents."""
        return [
            Item(
                slot,
                DocumentProblem(problem),
                self.cleaned_data[f"note-{slot}"],
                read_mark(self.cleaned_data[f"mark-{slot}"]),
            )
            for slot in Slot
            if (problem := self.cleaned_data[f"problem-{slot}"])
        ]


class RefusalForm(DeskForm):
    """Why a request is refused, and a word for the record."""

    name = FormName.REFUSE
    places: ClassVar[Mapping[str, str]] = {"refusal": "refusals"}

    refusal = forms.ChoiceField(
        choices=Refusal.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), told_as(Missing.REFUSAL)),
    )
    reason = text()


class SecondLookForm(DeskForm):
    """The verdict of a second person, with an own reading."""

    name = FormName.SECOND_LOOK
    places: ClassVar[Mapping[str, str]] = {
        "verdict": "verdict", "reason": "id_second_reason", "not_on_paper": "id_vin6", "originals": "originals",
    }  # fmt: skip

    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), told_as(Missing.SECOND_VERDICT)),
    )
    reason = text()
    number = text()
    vin6 = text()
    not_on_paper = tick()
    originals = tick()


class ReasonForm(DeskForm):
    """Why something is done, in a few words."""

    reason = text()


class RecheckForm(ReasonForm):
    name = FormName.RECHECK
    places: ClassVar[Mapping[str, str]] = {"reason": "id_recheck"}


class LookAgainForm(ReasonForm):
    name = FormName.LOOK_AGAIN
    places: ClassVar[Mapping[str, str]] = {"reason": "id_again"}


class AloneForm(ReasonForm):
    name = FormName.ALONE
    places: ClassVar[Mapping[str, str]] = {"reason": "id_alone"}


class NoteForm(DeskForm):
    """A note for colleagues."""

    name = FormName.NOTE

    note = text(LONGEST_INTERNAL_NOTE)


FORMS: dict[FormName, type[DeskForm]] = {
    form.name: form
    for form in (
        ReviewForm, CandidateForm, TypedCodeForm, AskForm, RefusalForm, SecondLookForm, AloneForm, RecheckForm,
        LookAgainForm, NoteForm,
    )
}  # fmt: skip
TEXTS = ("note", "why-", "reason", "provenance", "instead_of_vin", "stand_by")
"""How the fields begin that hold words; what was read off a paper is not among them."""
