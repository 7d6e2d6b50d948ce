"""A family of radios that look, lock and take their code alike. Guides go by family first and by car second."""

from collections.abc import Iterable
from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app import entry, identifiers, lockout
from guides_app.models.entry_procedure import EntryProcedure
from guides_app.models.fact import Fact
from guides_app.models.family_step import FamilyStep, Section
from guides_app.models.lockout_rule import LockoutRule, careful_rule
from guides_app.models.translated import Translated

F = TypeVar("F", bound=Fact)


class NumberKind(models.TextChoices):
    """What the code is found by. The values equal `identifiers.Kind`."""

    PRECODE = identifiers.Kind.PRECODE.value, _("Pre-code")
    SERIAL = identifiers.Kind.SERIAL.value, _("Serial number")
    VIN = identifiers.Kind.VIN.value, _("VIN of the car")
    NONE = identifiers.Kind.NONE.value, _("No number")


class Looks(models.TextChoices):
    """How a radio is recognised by its face; each has a drawing in templates/components/drawings."""

    BUTTONS = "buttons", _("Radio with buttons 1 to 6 and a display")
    KNOB = "knob", _("Radio with a round knob and few buttons")
    TOUCH = "touch", _("Touch screen")
    SEPARATE = "separate", _("Display on the dashboard, keys at the steering wheel")
    HIDDEN = "hidden", _("Radio without a display, keys at the steering wheel")
    REMOTE = "remote", _("Radio without a display, with a remote control")


class Removal(models.TextChoices):
    """How the radio leaves the dashboard, if its label must be read."""

    KEYS = "keys", _("With 2 release keys")
    TRIM = "trim", _("Trim and screws")
    WORKSHOP = "workshop", _("Ask a workshop")


class RadioFamilyQuerySet(models.QuerySet["RadioFamily"]):
    """The questions asked of families."""

    def carrying_a_code(self) -> Self:
        """Families with which a code can be asked for at all."""
        return self.filter(carries_code=True)

    def looking_like(self, looks: str) -> Self:
        """Families with this face."""
        return self.filter(looks=looks)

    def most_common_first(self) -> Self:
        """By the number of cars in which they are found; those without a code come last."""
        return self.annotate(cars=models.Count("fitments")).order_by("-carries_code", "-cars", "name")


class RadioFamily(Translated):
    """A family of radios. What it does not say itself holds for it as for the family that it is `alike`."""

    TEXTS = ("name", "summary")

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    looks = models.CharField(max_length=10, choices=Looks)
    number_kind = models.CharField(max_length=8, choices=NumberKind, default=NumberKind.PRECODE)
    short_precode_allowed = models.BooleanField(default=False)
    serial_length = models.PositiveSmallIntegerField(null=True, blank=True)
    carries_code = models.BooleanField(default=True)
    display_word = models.CharField(max_length=20, blank=True, help_text=_("What it shows while locked, e.g. CODE."))
    removal = models.CharField(max_length=8, choices=Removal, default=Removal.WORKSHOP)
    summary = models.TextField(blank=True, help_text=_("Markdown."))
    alike = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="kin")
    history = HistoricalRecords()

    objects = RadioFamilyQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = _("radio families")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number_kind="serial") | models.Q(serial_length__isnull=True),
                name="only_serials_have_a_length",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def kind(self) -> identifiers.Kind:
        """What `identifiers.read_number` needs to know."""
        return identifiers.Kind(self.number_kind)

    def read_number(self, text: str) -> identifiers.Reading:
        """Read what somebody typed, by the rules of this family."""
        return identifiers.read_number(
            text, kind=self.kind(), short_allowed=self.short_precode_allowed, serial_length=self.serial_length
        )

    def clean(self) -> None:
        """Likeness is one step deep, so that nobody has to follow a chain to know where a fact comes from."""
        super().clean()
        if self.alike and (self.alike_id == self.pk or self.alike.alike_id or (self.pk and self.kin.exists())):
            raise ValidationError({"alike": _("Choose a family that is not itself alike another one.")})

    def said(self, facts: Iterable[F]) -> list[F]:
        """Of facts of one kind: what this family says, or else what the family says that it is alike."""
        kept = list(facts)
        own = [fact for fact in kept if fact.family_id == self.pk]
        return own or [fact for fact in kept if self.alike_id and fact.family_id == self.alike_id]

    def procedures(self) -> list[EntryProcedure]:
        """The ways to enter the code, the one that customers get first."""
        return self.said(EntryProcedure.objects.filter(family__in=self.speakers()).select_related("source"))

    def speakers(self) -> list[int]:
        """This family, and the one that it is alike."""
        return [pk for pk in (self.pk, self.alike_id) if pk]

    def procedure(self) -> entry.Procedure | None:
        """How the code is entered; None while nobody has told us."""
        first = next(iter(self.procedures()), None)
        return first.procedure(shows=self.display_word) if first else None

    def lockout_rules(self) -> list[LockoutRule]:
        """What each source says about the wait, the careful one first."""
        return self.said(LockoutRule.objects.filter(family__in=self.speakers()).select_related("source"))

    def lockout_rule(self) -> lockout.Rule:
        """The careful reading of the waiting rules; `NOT_KNOWN` without any."""
        return careful_rule(self.lockout_rules())

    def steps(self) -> list[FamilyStep]:
        """The written steps in their order, section by section."""
        steps = list(FamilyStep.objects.filter(family__in=self.speakers()).select_related("source"))
        return [
            step for section in Section for step in self.said(step for step in steps if step.section == section.value)
        ]
