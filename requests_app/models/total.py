"""What a desk did on one day, in numbers."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models.desk import Desk


class DailyTotal(models.Model):
    """So many of a kind on this day of the desk's time zone. Nothing of a person.

    The key names a reason, a radio, a guide and a radio with a stroke between them, a step or a number of minutes. A
    day that is over has a row of kind SENT, be it 0, once it was counted.
    """

    class Kind(models.TextChoices):
        BEGUN = "begun", _("Requests begun, by guide and radio")
        SENT = "sent", _("Requests sent, by guide and radio")
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
        GUIDE_DROPPED = "guide_dropped", _("Requests dropped unsent, by guide and radio")
        GUIDE_NO_NUMBER = "guide_no_number", _("Sent or dropped without the radio’s number, by guide and radio")
        GUIDE_ASKED = "guide_asked", _("More was asked for the first time, by guide and radio")
        GUIDE_ANSWERED = "guide_answered", _("First words on how the code went, by guide and radio")
        GUIDE_WORKED = "guide_worked", _("First codes that worked, by guide and radio")
        GUIDE_FAILED = "guide_failed", _("Codes that did not work for the first time, by guide and radio")
        OVERDUE = "overdue", _("Deletions overdue, by what is deleted")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=15, choices=Kind.choices)
    key = models.CharField(max_length=101, blank=True)
    count = models.PositiveIntegerField()
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "kind", "day", "key"], name="a_total_stands_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}: {self.count}"
