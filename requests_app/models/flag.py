"""What staff said of a flag, and the desk's own list of cars and radios that were stolen."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from requests_app.models.code_request import CodeRequest
from requests_app.models.desk import Desk
from requests_app.models.sealed import open_text, seal_text


class FlagClearance(models.Model):
    """One flag was looked at: by whom, why it is no reason to say no, and the evidence on which it rested then.

    `evidence` names rows, never a personal datum. It counts in its round, and only for this evidence: what is found
    later opens the flag again.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="flag_clearances")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24)
    evidence = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} ({self.round})"


class WatchedItemQuerySet(models.QuerySet["WatchedItem"]):
    """Questions asked of the list."""

    def valid(self, day: date) -> Self:
        """What counts on this day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class WatchedItem(models.Model):
    """A car or a radio of which somebody said to the desk that it was stolen, from one day to another.

    The number rests sealed. A VIN is found by its fingerprint and by that of its last 6, a radio by its serial number
    as a number of its own or at the head of a label's line.
    """

    class Subject(models.TextChoices):
        VIN = "vin", _("car (VIN)")
        UNIT = "unit", _("radio (serial number)")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="watched_items")
    subject = models.CharField(_("what"), max_length=4, choices=Subject.choices)
    number_sealed = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    second_fingerprint = models.CharField(max_length=64)
    source = models.CharField(_("who says so"), max_length=120)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True, db_index=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = WatchedItemQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("stolen car or radio")
        verbose_name_plural = _("stolen cars and radios")
        constraints = [
            models.UniqueConstraint(fields=["desk", "subject", "fingerprint", "source"], name="a_source_says_it_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="it_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "fingerprint"], name="watched_by_number"),
            models.Index(fields=["desk", "second_fingerprint"], name="watched_by_part_of_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.pk}"

    @property
    def number(self) -> str:
        """The VIN or serial number, opened."""
        return open_text(self.number_sealed, context=self._context)

    def set_number(self, number: str) -> None:
        """Seal the number for this row: its desk, subject and fingerprint must be set."""
        self.number_sealed = seal_text(number, context=self._context) or b""

    @property
    def _context(self) -> str:
        return f"watched:{self.desk_id}:{self.subject}:{self.fingerprint}"
