"""How a family's code is entered, as data: `entry` makes the presses from it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app import entry
from guides_app.models.fact import Fact


class EntryKindChoices(models.TextChoices):
    """The values equal `entry.EntryKind`."""

    BUTTONS = entry.EntryKind.BUTTONS.value, _("Buttons 1 to 4")
    ROTARY = entry.EntryKind.ROTARY.value, _("Round knob")
    STALK = entry.EntryKind.STALK.value, _("Stalk at the steering wheel")
    REMOTE = entry.EntryKind.REMOTE.value, _("Remote control")
    STATION_KEYS = entry.EntryKind.STATION_KEYS.value, _("Number key, then station keys")
    TOUCH = entry.EntryKind.TOUCH.value, _("Keypad on the screen")


class EntryProcedure(Fact):
    """One way to enter the code; the first of a family is the one that customers get."""

    TEXTS = ("next_key", "confirm", "if_nothing")

    kind = models.CharField(max_length=12, choices=EntryKindChoices)
    keys = models.CharField(max_length=80, help_text=_("Names of the keys, with commas: 1, 2, 3, 4"))
    next_key = models.CharField(max_length=40, blank=True, help_text=_("Key that goes on to the next digit."))
    confirm = models.CharField(max_length=40, help_text=_("Key that stores the code."))
    hold_least_seconds = models.PositiveSmallIntegerField(default=0)
    hold_most_seconds = models.PositiveSmallIntegerField(default=0, help_text=_("0: the key is pressed, not held."))
    hears_beep = models.BooleanField(default=False)
    start_digit = models.PositiveSmallIntegerField(default=0)
    if_nothing = models.CharField(max_length=200, blank=True, help_text=_("What to try when nothing happens."))
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(start_digit__lte=9), name="entry_starts_at_one_digit"),
            models.CheckConstraint(
                condition=models.Q(hold_most_seconds__gte=models.F("hold_least_seconds")), name="entry_hold_is_a_range"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        """A procedure from which no presses can be made is refused here, not in front of a customer."""
        super().clean()
        try:
            self.procedure()
        except ValueError as wrong:
            raise ValidationError({"keys": str(wrong)}) from wrong

    def procedure(self, *, shows: str = "") -> entry.Procedure:
        """The pure form; `shows` is what this radio displays while it waits for the code."""
        return entry.Procedure(
            kind=entry.EntryKind(self.kind),
            keys=tuple(key.strip() for key in self.keys.split(",") if key.strip()),
            confirm=self.confirm,
            hold_seconds=(self.hold_least_seconds, self.hold_most_seconds),
            hears_beep=self.hears_beep,
            shows=shows or "CODE",
            start_digit=self.start_digit,
            next_key=self.next_key,
        )
