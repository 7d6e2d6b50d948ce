"""Written steps of a family: taking the radio out, finding the label, things to know before entering the code."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app.models.fact import Fact


class Section(models.TextChoices):
    """Where in the guide a step stands."""

    DISPLAY = "display", _("Reading the number on the display")
    LABEL = "label", _("Reaching the label")
    ENTRY = "entry", _("Entering the code")
    AFTER = "after", _("After the code")


class FamilyStep(Fact):
    """One step: what to do, and how one sees that it is done."""

    TEXTS = ("title", "body")

    section = models.CharField(max_length=8, choices=Section)
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True, help_text=_("Markdown, at most 8 lines."))
    is_caution = models.BooleanField(default=False)
    pictures = models.JSONField(default=list, blank=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.title
