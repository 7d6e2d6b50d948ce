"""Questions that people ask, answered: for every radio, for one family, or for one car."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app.models.fact import Fact


class Topic(models.TextChoices):
    """Where on the page an answer stands."""

    BATTERY = "battery", _("After a battery change")
    SWAPPED = "swapped", _("Radio swapped or second-hand")
    VIN_OR_SERIAL = "vin_or_serial", _("Which number is which")
    DEALER = "dealer", _("Asking a dealer")
    QUESTION = "question", _("Questions people ask")


class Answer(Fact):
    """One question or heading, and its answer."""

    TEXTS = ("title", "body")

    topic = models.CharField(max_length=13, choices=Topic)
    title = models.CharField(max_length=120)
    body = models.TextField(help_text=_("Markdown, at most 8 lines."))
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.title
