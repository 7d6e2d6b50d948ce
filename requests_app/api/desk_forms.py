"""What software of staff sends: the bodies of its acts. Whether it is enough is for the workflow."""

from rest_framework import serializers

from requests_app.api.desk_shapes import FLAG_KINDS
from requests_app.api.reading import Choice, Flag, Strict, Text, Whole
from requests_app.models import (
    TYPED_SOURCES,
    AnswerDays,
    CheckKind,
    DocumentProblem,
    ParkReason,
    Refusal,
    Slot,
    Verdict,
)
from requests_app.workflow.claims import LONGEST_CASE

REASON, NUMBER, NAME = 300, 60, 100


class NothingSerializer(Strict):
    """Nothing is said besides."""


class ReasonSerializer(Strict):
    """Why."""

    reason = Text(max_length=REASON)


class ClaimSerializer(Strict):
    """Whether a colleague's claim is taken over."""

    take_over = Flag(default=False)


class HandingSerializer(Strict):
    """To whom."""

    to = Whole(help_text="One of `/desk/colleagues`.")
    note = Text(max_length=REASON, allow_blank=True, default="")


class ParkingSerializer(Strict):
    """Until when, and for what."""

    reason = Choice(choices=ParkReason.by_hand())
    until = serializers.DateTimeField()
    case = Text(
        max_length=LONGEST_CASE, allow_blank=True, default="", help_text="The manufacturer's; the customer is told."
    )
    note = Text(max_length=REASON, allow_blank=True, default="")


class NumberSerializer(Strict):
    """What stands on the photo."""

    number = Text(max_length=NUMBER)
    stand_by = Text(
        max_length=REASON, allow_blank=True, default="", help_text="Why this counts against what the customer typed."
    )


class VinSerializer(Strict):
    """What stands on the certificate, or that nothing does."""

    vin = Text(max_length=NUMBER, allow_blank=True, default="", help_text="The last 6 characters, or all 17.")
    stand_by = Text(max_length=REASON, allow_blank=True, default="")
    instead = Text(
        max_length=REASON,
        allow_blank=True,
        default="",
        help_text="Where the papers name no VIN: what stands in for it.",
    )


class HolderSerializer(Strict):
    """The holder's name as it stands on the papers."""

    name = Text(max_length=NAME)


class CheckSerializer(Strict):
    """An answer to a question of the verification."""

    kind = Choice(choices=CheckKind.choices)
    verdict = Choice(choices=Verdict.choices)
    reason = Text(max_length=REASON, allow_blank=True, default="", help_text="A no needs one.")


class JudgingSerializer(Strict):
    """Whether a document is accepted."""

    slot = Choice(choices=Slot.choices)
    verdict = Choice(choices=Verdict.choices)
    problem = Choice(choices=DocumentProblem.choices, required=False, help_text="A no needs one.")


class ClearingSerializer(Strict):
    """Why a flag is no reason to say no."""

    kind = Choice(choices=FLAG_KINDS)
    reason = Text(max_length=REASON)


class ItemSerializer(Strict):
    """One thing to ask for."""

    slot = Choice(choices=Slot.choices)
    problem = Choice(choices=DocumentProblem.choices)
    note = Text(max_length=REASON, allow_blank=True, default="", help_text="The customer reads it.")


class AskingSerializer(Strict):
    """What the customer is asked for, in one letter."""

    items = serializers.ListField(child=ItemSerializer(), min_length=1, max_length=len(Slot))
    days = Choice(
        choices=[(str(days), str(label)) for days, label in AnswerDays.choices], default=str(int(AnswerDays.TWO_WEEKS))
    )


class RefusalSerializer(Strict):
    """Why no code is given; `reason` is for the record alone."""

    refusal = Choice(choices=Refusal.choices)
    reason = Text(max_length=REASON, allow_blank=True, default="")


class TypedSerializer(Strict):
    """A code by hand, twice, with where it comes from."""

    code = Text(max_length=20)
    code_again = Text(max_length=20)
    source = Choice(  # type: ignore[assignment]  # the name of a column, too
        choices=[(source.value, source.label) for source in TYPED_SOURCES]
    )
    provenance = Text(max_length=200)
    answered_on = serializers.DateField(required=False, help_text="Of the manufacturer's answer.")


class DeliverySerializer(Strict):
    """Which code."""

    candidate = Whole()
    reason = Text(max_length=REASON, allow_blank=True, default="", help_text="Needed where sources disagree.")


class SecondLookSerializer(Strict):
    """The verdict of a second person, with an own reading."""

    verdict = Choice(choices=Verdict.choices)
    reason = Text(max_length=REASON)
    number = Text(max_length=NUMBER, allow_blank=True, default="")
    vin = Text(max_length=NUMBER, allow_blank=True, default="")
    vin_not_on_paper = Flag(default=False)
    originals_seen = Flag(default=False)


class PaymentSerializer(Strict):
    """Whether it is paid."""

    paid = Flag()


class NoteSerializer(Strict):
    """For colleagues; `@name` names one."""

    text = Text(max_length=2000)


class MergingSerializer(Strict):
    """The other request of the same customer, which ends."""

    other = Text(max_length=20)


class ShowingSerializer(Strict):
    """Why an identity paper is opened, if there is something to say."""

    reason = Text(max_length=REASON, allow_blank=True, default="")
