"""What software of staff sends and gets."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework import serializers

from requests_app.api.bases import PageQuery, When
from requests_app.api.customer_shapes import STATES, StateText
from requests_app.api.reading import Choice, Text
from requests_app.flags import FlagKind
from requests_app.models import (
    Asker,
    CheckKind,
    DocumentProblem,
    NumberUnknown,
    Reading,
    Slot,
    Verdict,
)
from requests_app.queue_filters import FLAGS
from requests_app.queue_tabs import TABS

REASON, NUMBER, NAME = 300, 60, 100
VIEWS = {tab.slug: tab for tab in TABS if tab.named_by is None}
FLAG_KINDS = [(kind.value, kind.value) for kind in FlagKind]


class QueueQuery(PageQuery):
    """Of the queue."""

    view = Choice(choices=[(slug, slug) for slug in VIEWS], default="waiting", help_text="As the tabs of the queue.")
    state = Choice(choices=STATES, required=False)
    radio = Text(max_length=50, required=False, help_text="One of `/radios`.")
    language = Choice(choices=settings.LANGUAGES, required=False)
    missing = Choice(choices=Slot.choices, required=False, help_text="A document that is not there.")
    flag = Choice(
        choices=[(one, one) for one in FLAGS], required=False, help_text="One flag, or `any`, or any that is `high`."
    )
    clerk = Choice(choices=[("me", "me")], required=False, help_text="`me`: those that this person has.")


class InQueueSerializer(serializers.Serializer[Any]):
    """A line of the queue, from a row of its columns."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES, source="status")
    state_text = StateText(source="status")
    car = serializers.CharField(source="guide__slug", allow_null=True, help_text="Null: other.")
    radio = serializers.CharField(source="family__slug", allow_null=True, help_text="Null: the customer is not sure.")
    language = serializers.CharField()
    sent_at = When()
    promised_at = When(allow_null=True, help_text="By when the desk answers.")
    came_by = serializers.CharField(allow_blank=True, help_text="By which move of the customer it came back.")
    clerk = serializers.SerializerMethodField(help_text="Who has it, as colleagues know them.")
    claimed = serializers.SerializerMethodField(help_text="Whether the clerk works on it right now.")
    parked_until = When(allow_null=True)
    parked_for = serializers.CharField(allow_blank=True)
    second_look_wanted = serializers.SerializerMethodField()

    def get_clerk(self, one: Any) -> str | None:
        return f"{one.clerk__first_name or ''} {one.clerk__last_name or ''}".strip() or one.clerk__username

    def get_claimed(self, one: Any) -> bool:
        return one.claimed_until is not None and one.claimed_until > timezone.now()

    def get_second_look_wanted(self, one: Any) -> bool:
        return one.second_look_since is not None


class ColleagueSerializer(serializers.Serializer[Any]):
    """Somebody who works at the desk."""

    key = serializers.IntegerField(source="pk")
    name = serializers.SerializerMethodField()

    def get_name(self, user: Any) -> str:
        return str(user.get_full_name() or user.get_username())


class ColleagueListSerializer(serializers.Serializer[Any]):
    """Everybody who works at the desk."""

    items = ColleagueSerializer(many=True)


class NextSerializer(serializers.Serializer[Any]):
    """What was handed out."""

    reference = serializers.CharField(allow_null=True, help_text="Null: nothing waits for this person.")


class PictureSerializer(serializers.Serializer[Any]):
    """A page of a document."""

    key = serializers.IntegerField(source="pk")
    number = serializers.IntegerField()
    opened = serializers.BooleanField(help_text="Whether this person has opened it in this round.")
    damaged = serializers.BooleanField()


class EvidenceSerializer(serializers.Serializer[Any]):
    """A document that stands."""

    key = serializers.IntegerField(source="pk")
    slot = serializers.ChoiceField(choices=Slot.choices)
    pages = PictureSerializer(many=True)


class EvidenceListSerializer(serializers.Serializer[Any]):
    """The documents that stand."""

    items = EvidenceSerializer(many=True)


class JudgedSerializer(serializers.Serializer[Any]):
    """Whether what stands in a slot was accepted."""

    slot = serializers.ChoiceField(choices=Slot.choices)
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    problem = serializers.CharField(allow_blank=True)


class ReadOffSerializer(serializers.Serializer[Any]):
    """Something that was read in this round; what, is not told, for the next person reads it blind."""

    subject = serializers.ChoiceField(choices=Reading.Subject.choices)
    agrees = serializers.BooleanField(allow_null=True, help_text="Null: there was nothing to compare it with.")
    stands = serializers.BooleanField(help_text="Whether the verification may rest on it.")


class AnsweredSerializer(serializers.Serializer[Any]):
    """A question of the verification, and the answer that stands."""

    kind = serializers.ChoiceField(choices=CheckKind.choices)
    verdict = serializers.ChoiceField(choices=Verdict.choices, allow_null=True)


class FlagSerializer(serializers.Serializer[Any]):
    """A reason to look twice."""

    kind = serializers.ChoiceField(choices=FLAG_KINDS)
    high = serializers.BooleanField(help_text="A high one is cleared with a reason before anything is approved.")
    cleared = serializers.BooleanField()
    references = serializers.ListField(child=serializers.CharField(), help_text="Other requests that it rests on.")


class CandidateSerializer(serializers.Serializer[Any]):
    """A code that a source gave. The code itself is told on the page of the Desk alone."""

    key = serializers.IntegerField(source="pk")
    source = serializers.CharField()  # type: ignore[assignment]  # the name of a column, too
    provenance = serializers.CharField(allow_blank=True)
    failed = serializers.SerializerMethodField(help_text="Whether a customer said that it does not work.")
    same_as = serializers.IntegerField(allow_null=True, help_text="The first of those with the same code.")

    def get_failed(self, candidate: Any) -> bool:
        return candidate.failed_at is not None


class AskedSerializer(serializers.Serializer[Any]):
    """What was asked of the customer."""

    round = serializers.IntegerField()
    slot = serializers.ChoiceField(choices=Slot.choices)
    problem = serializers.ChoiceField(choices=DocumentProblem.choices)
    note = serializers.CharField(allow_blank=True)
    answered_at = When(allow_null=True)
    answer = serializers.CharField(allow_blank=True, help_text="In words; told once somebody has read the number.")


class CaseSerializer(serializers.Serializer[Any]):
    """A request as whoever works on it sees it. What the customer typed as number and VIN is not told: it is read off
    the photo."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    state_text = serializers.CharField()
    round = serializers.IntegerField(help_text="Of the verification.")
    language = serializers.CharField()
    car = serializers.CharField(allow_null=True)
    radio = serializers.CharField(allow_null=True)
    number_kind = serializers.CharField(allow_blank=True)
    number_unknown = serializers.ChoiceField(choices=NumberUnknown.choices, allow_blank=True)
    asker = serializers.ChoiceField(choices=Asker.choices, allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    owner_name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True, help_text="Masked.")
    sent_at = When()
    promised_at = When(allow_null=True)
    answer_until = When(allow_null=True)
    clerk = serializers.CharField(allow_null=True)
    parked_until = When(allow_null=True)
    parked_for = serializers.CharField(allow_blank=True)
    park_case = serializers.CharField(allow_blank=True)
    waits_for_payment = serializers.BooleanField()
    paid_at = When(allow_null=True)
    refusal = serializers.CharField(allow_blank=True)
    moves = serializers.ListField(child=serializers.CharField(), help_text="Which moves staff may ask for now.")
    missing = serializers.ListField(child=serializers.CharField(), help_text="What the verification missing, as codes.")
    rules = serializers.ListField(child=serializers.CharField(), help_text="Which rules ask for a second person.")
    second_person = serializers.ListField(
        child=serializers.CharField(), help_text="What of the second look is missing, as codes."
    )
    verdicts = JudgedSerializer(many=True, help_text="On the documents that stand.")
    readings = ReadOffSerializer(many=True)
    checks = AnsweredSerializer(many=True)
    flags = FlagSerializer(many=True)
    candidates = CandidateSerializer(many=True)
    in_conflict = serializers.BooleanField(help_text="Whether sources disagree about the code.")
    asked = AskedSerializer(many=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """A place where a reading is not what the customer typed."""

    position = serializers.IntegerField()
    read = serializers.CharField(source="left", allow_blank=True)
    typed = serializers.CharField(source="right", allow_blank=True)
    confusable = serializers.BooleanField()


class ReadResultSerializer(serializers.Serializer[Any]):
    """How a reading compares."""

    subject = serializers.ChoiceField(choices=Reading.Subject.choices)
    agrees = serializers.BooleanField(allow_null=True)
    stands = serializers.BooleanField()
    differences = DifferenceSerializer(many=True)


class SecondLookResultSerializer(serializers.Serializer[Any]):
    """What came of it."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    number_agrees = serializers.BooleanField(allow_null=True)
    vin_agrees = serializers.BooleanField(allow_null=True)
