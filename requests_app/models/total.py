"""What a desk did on one day, in numbers."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models.desk import Desk


class DailyTotal(models.Model):
    """So many of a kind on this day of the desk's time zone, by a key that names a reason, a radio, a step or a
    number of minutes. Nothing of a person. A day that is over has a row of kind SENT, be it 0, once it was counted."""

    class Kind(models.TextChoices):
        BEGUN = "begun", _("Requests begun")
        SENT = "sent", _("Requests sent")
        DROPPED = "dropped", _("Requests dropped unsent, by how far they came")
        DECIDED = "decided", _("First decisions, by minutes after the sending")
        IN_TIME = "in_time", _("First decisions in time")
        ASKED = "asked", _("First decisions that asked for more")
        ASKED_FOR = "asked_for", _("What was asked for, and why")
        REFUSED = "refused", _("Refusals, by reason")
        WORKED = "worked", _("First codes that worked, by radio and source")
        FAILED = "failed", _("First codes that did not work, by radio and source")
        AGREED = "agreed", _("Second looks that agreed")
        DIFFERED = "differed", _("Second looks that did not agree")
        LETTER = "letter", _("Letters that could not be sent")
        SAMPLE_AGREED = "sample_yes", _("Quality samples that agreed")
        SAMPLE_DIFFERED = "sample_no", _("Quality samples that did not agree")
        OVERDUE = "overdue", _("Deletions overdue, by what is deleted")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80, blank=True)
    count = models.PositiveIntegerField()
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "day", "kind", "key"], name="a_total_stands_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}: {self.count}"
