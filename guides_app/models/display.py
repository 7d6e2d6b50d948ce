"""What a radio shows: its messages, and the key combinations that make it show its number."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app.models.fact import Fact


class DisplayState(models.TextChoices):
    """What a message on the display amounts to."""

    READY = "ready", _("Ready for the code")
    ERROR = "error", _("Wrong code")
    WAIT = "wait", _("Waiting time")
    SAFE = "safe", _("Safe mode")
    NOTHING = "nothing", _("Nothing on the display")
    PAIRING = "pairing", _("Other lock, no code")


class DisplayReading(Fact):
    """Keys that are held to see the number on the display; tried in order, each once."""

    keys = models.CharField(max_length=40, help_text=_("Keys held together, with a plus: 1+6"))
    hold_least_seconds = models.PositiveSmallIntegerField(default=2)
    hold_most_seconds = models.PositiveSmallIntegerField(default=10)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.keys

    def key_list(self) -> list[str]:
        """The keys one by one."""
        return [key.strip() for key in self.keys.split("+")]


class DisplayMessage(Fact):
    """Words on the display, what they mean and what to do. Without a family it holds for all of them."""

    TEXTS = ("means", "advice")

    state = models.CharField(max_length=8, choices=DisplayState)
    words = models.CharField(max_length=80, help_text=_("As the display shows them, with commas."))
    means = models.CharField(max_length=200)
    advice = models.TextField(help_text=_("Markdown."))
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.words

    def word_list(self) -> list[str]:
        """The words one by one."""
        return [word.strip() for word in self.words.split(",") if word.strip()]
