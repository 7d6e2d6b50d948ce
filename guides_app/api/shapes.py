"""What is told of guides and radios: a fact as it is kept, with who says so and how sure it is."""

from typing import Any

from rest_framework import serializers

from guides_app.models import (
    Answer,
    DisplayMessage,
    DisplayReading,
    EntryProcedure,
    FamilyStep,
    Fitment,
    Guide,
    LockoutRule,
    RadioFamily,
    Source,
)
from guides_app.models.identifier_rule import WhatItIs
from guides_app.views import folio

SAID = ("source", "confidence")


class ReadOnly(serializers.ModelSerializer[Any]):
    """What is told: every member is there in every answer."""

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        for field in fields.values():
            field.read_only = True
        return fields


class SourceSerializer(ReadOnly):
    """Who says so."""

    address = serializers.CharField(allow_blank=True, help_text="Where to read it, if it can be read.")

    class Meta:
        model = Source
        fields = ("slug", "title", "kind", "address")


class FactSerializer(ReadOnly):
    """One fact, who says so, and how sure it is. Those that disagree stand side by side, the careful one first."""

    source = serializers.SlugRelatedField[Source](slug_field="slug", read_only=True)  # type: ignore[assignment]


class FitSerializer(FactSerializer):
    """A radio that is found in a car."""

    radio = serializers.SlugRelatedField[RadioFamily](source="family", slug_field="slug", read_only=True)

    class Meta:
        model = Fitment
        fields = ("radio", "year_from", "year_to", "note", *SAID)


class EntrySerializer(FactSerializer):
    """A way to enter the code."""

    class Meta:
        model = EntryProcedure
        fields = (
            "kind", "keys", "next_key", "confirm", "hold_least_seconds", "hold_most_seconds", "hears_beep",
            "start_digit", "if_nothing", *SAID,
        )  # fmt: skip


class WaitSerializer(FactSerializer):
    """How long the radio makes one wait after wrong codes."""

    class Meta:
        model = LockoutRule
        fields = ("kind", "first_minutes", "cap_minutes", "permanent_after", "statement", *SAID)


class ReadingSerializer(FactSerializer):
    """Keys that are held to see the number on the display."""

    class Meta:
        model = DisplayReading
        fields = ("keys", "hold_least_seconds", "hold_most_seconds", *SAID)


class MessageSerializer(FactSerializer):
    """What the display shows, and what it means. `advice` is Markdown."""

    class Meta:
        model = DisplayMessage
        fields = ("state", "words", "means", "advice", *SAID)


class StepSerializer(FactSerializer):
    """A step of a section. `body` is Markdown."""

    class Meta:
        model = FamilyStep
        fields = ("section", "title", "body", "is_caution", *SAID)


class AdviceSerializer(FactSerializer):
    """A question and its answer. `body` is Markdown."""

    class Meta:
        model = Answer
        fields = ("topic", "title", "body", *SAID)


class LabelSerializer(serializers.Serializer[folio.LabelLine]):
    """A kind of number on the label, with a sample of each shape."""

    what = serializers.ChoiceField(choices=WhatItIs.choices)
    samples = serializers.ListField(child=serializers.CharField())


class GuideInListSerializer(ReadOnly):
    """A car."""

    make = serializers.CharField(source="car_model.brand.name")
    model = serializers.CharField(source="car_model.name")
    radios = serializers.SerializerMethodField(help_text="Those that are found in it, the likeliest first.")

    class Meta:
        model = Guide
        fields: tuple[str, ...] = ("slug", "label", "make", "model", "generation", "year_from", "year_to", "radios")

    def get_radios(self, guide: Guide) -> list[str]:
        return [family.slug for family in guide.fitting_families()]


class RadioInListSerializer(ReadOnly):
    """A family of radios."""

    class Meta:
        model = RadioFamily
        fields: tuple[str, ...] = ("slug", "name", "looks", "number_kind", "carries_code", "display_word")


class GuideListSerializer(serializers.Serializer[Any]):
    """All cars with a guide."""

    items = GuideInListSerializer(many=True)


class RadioListSerializer(serializers.Serializer[Any]):
    """All families of radios."""

    items = RadioInListSerializer(many=True)


class GuideSerializer(GuideInListSerializer):
    """What is known of one car; more stands with its radios. `summary` is Markdown."""

    language = serializers.CharField(source="told.language", help_text="In which the texts are.")
    fits = FitSerializer(source="told.fits", many=True)
    advice = AdviceSerializer(source="told.folio.of_car", many=True)
    sources = SourceSerializer(source="told.sources", many=True)

    class Meta(GuideInListSerializer.Meta):
        fields = (*GuideInListSerializer.Meta.fields, "language", "summary", "fits", "advice", "sources")


class RadioSerializer(RadioInListSerializer):
    """What is known of one family of radios, with what holds for every radio. `summary` is Markdown."""

    language = serializers.CharField(source="told.language", help_text="In which the texts are.")
    entry = EntrySerializer(source="told.radio.procedures", many=True)
    waits = WaitSerializer(source="told.radio.waits.rules", many=True)
    readings = ReadingSerializer(source="told.radio.readings", many=True)
    steps = StepSerializer(source="told.steps", many=True)
    numbers = LabelSerializer(source="told.radio.label", many=True)
    messages = MessageSerializer(source="told.messages", many=True)
    advice = AdviceSerializer(source="told.advice", many=True)
    sources = SourceSerializer(source="told.sources", many=True)

    class Meta(RadioInListSerializer.Meta):
        fields = (
            *RadioInListSerializer.Meta.fields, "removal", "language", "summary", "entry", "waits", "readings", "steps",
            "numbers", "messages", "advice", "sources",
        )  # fmt: skip
