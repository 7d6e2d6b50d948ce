"""What customers' software sends and gets."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from guides_app.squares import CELLS
from requests_app import workflow
from requests_app.api.bases import PageQuery, When
from requests_app.api.reading import AnyFile, Choice, Flag, Strict, Text
from requests_app.identity import canonical_reference
from requests_app.models import AskedItem, Asker, CodeRequest, DocumentProblem, NumberUnknown, ParkReason, Slot, Upload
from requests_app.models.code_request import STATUS_CHOICES
from requests_app.policy import slots_for, unanswered
from requests_app.states import Status
from requests_app.templatetags.request_words import problem_words, refusal_words
from requests_app.workflow.answers import LONGEST_TEXT

STATES = [(status.value, status.value) for status in Status]
STATE_TEXTS: dict[str, Any] = {str(status): label for status, label in STATUS_CHOICES}
LONGEST = 300  # of a whole line of a label, with room


class AnswersSerializer(Strict):
    """Everything that the customer says, at once. It is read by the rules of the customers' own pages."""

    car = Text(max_length=50, help_text="A guide of `/guides`, or `other`.")
    radio = Text(max_length=50, allow_blank=True, default="", help_text="One of `/radios`; empty: not sure.")
    number = Text(
        max_length=LONGEST,
        allow_blank=True,
        default="",
        help_text="As it stands on the label; the whole line is best. Of a radio that goes by its car, the whole VIN.",
    )
    number_as_typed = Flag(default=False, help_text="The customer has looked again at a number that was `doubtful`.")
    number_unknown = Choice(
        choices=NumberUnknown.choices, allow_blank=True, default="", help_text="Why there is no number."
    )
    vin_tail = Text(
        max_length=LONGEST, allow_blank=True, default="", help_text="The last 6 characters of the VIN, if known."
    )
    asker = Choice(choices=Asker.choices, help_text="Who asks, in relation to the holder of the car's papers.")
    name = Text(max_length=LONGEST, help_text="Full name, as on the certificate.")
    owner_name = Text(
        max_length=LONGEST, allow_blank=True, default="", help_text="Of the owner, where somebody else asks."
    )
    email = Text(max_length=LONGEST, help_text="The link to the code goes there.")
    language = Choice(choices=settings.LANGUAGES, default="en", help_text="Of the letters.")


ANSWERS = {
    "car": "dacia-duster-1",
    "number": "S053",
    "vin_tail": "210987",
    "asker": "owner",
    "name": "Ana Ionescu",
    "email": "ana@customer.example",
}


class SendingSerializer(Strict):
    """The customer's declaration."""

    declaration = Flag(
        help_text="The customer owns the car, or its owner has asked them to get the code, and what is sent is true."
    )

    def validate_declaration(self, declared: bool) -> bool:
        """Nothing is sent without it."""
        if not declared:
            raise serializers.ValidationError(_("Ask the customer; without this nothing is sent."), code="required")
        return declared


DECLARED = {"declaration": True}


class StateText(serializers.CharField):
    """A state in words. Django's own way makes all choices anew for each row, which is a sixth of a list's time."""

    def to_representation(self, value: str) -> str:
        return str(STATE_TEXTS[value])


class RequestInListSerializer(serializers.Serializer[CodeRequest]):
    """Where a request stands."""

    key = serializers.IntegerField(source="pk")
    reference = serializers.CharField(allow_null=True, help_text="What the customer knows it by, once it is sent.")
    state = serializers.ChoiceField(choices=STATES)
    state_text = StateText(source="status")
    code_ready = serializers.SerializerMethodField(
        help_text="Whether a code waits. It is never told here: the link in the customer's letter leads to it."
    )
    begun_at = When(source="started_at")
    sent_at = When(allow_null=True)
    promised_at = When(allow_null=True, help_text="By when the desk answers.")
    expected_at = serializers.SerializerMethodField(help_text="While the manufacturer is asked: when its answer comes.")
    answer_until = When(allow_null=True, help_text="Until when the customer can answer, or disagree with a refusal.")
    ended_at = When(allow_null=True)

    def get_code_ready(self, one: CodeRequest) -> bool:
        return workflow.has_code_to_show(one)

    def get_expected_at(self, one: CodeRequest) -> str | None:
        parked = one.parked_for == ParkReason.MANUFACTURER
        shown: str | None = When().to_representation(one.parked_until) if parked and one.parked_until else None
        return shown


class RequestSerializer(RequestInListSerializer):
    """A request of this software."""

    car = serializers.CharField(source="guide.slug", allow_null=True, help_text="Null: other.")
    radio = serializers.CharField(source="family.slug", allow_null=True, help_text="Null: not sure.")
    language = serializers.CharField()
    number = serializers.SerializerMethodField(help_text="Of a draft: as the number was read. Later empty.")
    documents = serializers.SerializerMethodField(help_text="Which documents are asked for.")
    missing = serializers.SerializerMethodField(help_text="Of a draft: what it still needs, as codes.")
    why_refused = serializers.SerializerMethodField(help_text="Of a refused one: what the customer is told.")

    def get_number(self, one: CodeRequest) -> str:
        return (one.vin or one.number) if one.status == Status.DRAFT else ""

    def get_documents(self, one: CodeRequest) -> list[str]:
        return [str(slot) for slot in slots_for(one)]

    def get_missing(self, one: CodeRequest) -> list[str]:
        return list(unanswered(one)) if one.status == Status.DRAFT else []

    def get_why_refused(self, one: CodeRequest) -> str | None:
        return str(refusal_words(one.refusal)) if one.status == Status.REFUSED else None


class ListQuery(PageQuery):
    """Of a list of requests."""

    state = Choice(choices=STATES, required=False)
    reference = Text(max_length=20, required=False, help_text="What the customer knows it by.")

    def validate_reference(self, typed: str) -> str:
        """In the spelling in which it is kept."""
        reference = canonical_reference(typed)
        if not reference:
            raise serializers.ValidationError(_("A reference is like RC-7K4M-2Q."))
        return reference


class DocumentSerializer(serializers.Serializer[Upload]):
    """A document that was taken in."""

    key = serializers.IntegerField(source="pk")
    slot = serializers.ChoiceField(choices=Slot.choices, help_text="What it shows.")
    pages = serializers.SerializerMethodField(help_text="How many.")
    hints = serializers.SerializerMethodField(help_text="What the customer should look at: `blurred`, `dark` …")
    added_at = When(source="created_at")

    def get_pages(self, upload: Upload) -> int:
        return len(upload.pages.all())

    def get_hints(self, upload: Upload) -> list[str]:
        return sorted({hint for page in upload.pages.all() for hint in page.hints})


class DocumentListSerializer(serializers.Serializer[Any]):
    """The documents that stand."""

    items = DocumentSerializer(many=True)


class FileSerializer(Strict):
    """A photo, or of papers a PDF."""

    file = AnyFile(allow_empty_file=True, help_text="JPG, PNG, WebP … of at most 25 MB; of papers also PDF.")
    covered = Text(
        max_length=400,
        allow_blank=True,
        default="",
        help_text="Of an identity paper: the squares to paint black, at least half of 6 rows and 8 columns and all but "
        "the name, as `row-column` with commas: `1-1,1-2`.",
    )

    def validate_covered(self, text: str) -> frozenset[tuple[int, int]]:
        """The squares."""
        names = [name for name in text.split(",") if name]
        if unknown := [name for name in names if name not in CELLS]:
            raise serializers.ValidationError(_("%(name)s is no square.") % {"name": unknown[0][:10]})
        return frozenset(CELLS[name] for name in names)


class DocumentFileSerializer(FileSerializer):
    """A document for a draft."""

    slot = Choice(choices=[(slot, label) for slot, label in Slot.choices if slot != Slot.DISPLAY])


class QuestionSerializer(serializers.Serializer[AskedItem]):
    """One thing that the desk asks for."""

    key = serializers.IntegerField(source="pk")
    slot = serializers.ChoiceField(choices=Slot.choices, help_text="The document that is asked for.")
    problem = serializers.ChoiceField(choices=DocumentProblem.choices)
    problem_text = serializers.SerializerMethodField(help_text="The same, as the customer is told.")
    note = serializers.CharField(allow_blank=True, help_text="What the desk says besides.")
    answered = serializers.SerializerMethodField()
    text = serializers.CharField(source="answer_text", allow_blank=True, help_text="What was answered in words.")

    def get_problem_text(self, item: AskedItem) -> str:
        return str(problem_words(item))

    def get_answered(self, item: AskedItem) -> bool:
        return item.answered_at is not None


class QuestionListSerializer(serializers.Serializer[Any]):
    """What the desk asks for now."""

    items = QuestionSerializer(many=True)


class WordsSerializer(Strict):
    """An answer in words."""

    text = Text(max_length=LONGEST_TEXT)


WORDS = {"text": "The certificate comes with the post on Monday."}
