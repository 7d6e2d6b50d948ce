"""What engines read off the photo of a label: one more voice beside customer and clerk, and never a source."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides_app.identifiers import Kind
from requests_app.labels.voting import LabelReading
from requests_app.models.check import Reading
from requests_app.models.code_request import CodeRequest
from requests_app.models.sealed import open_text, seal_text
from requests_app.models.upload import Page


class MachineReading(models.Model):
    """Of one picture, from the moment at which it is due to be read; it goes with the picture.

    `found_sealed` is empty until it was read, and where nothing was certain. `answer` is what the customer said when
    asked whether the number is theirs. `compared` is the clerk's reading that it was held against, and `agrees` whether
    both are the same.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits to be read")
        UNDER_WAY = "under_way", _("Is being read")
        READ = "read", _("Was read")
        FAILED = "failed", _("Could not be read")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes, that is the number")
        NO = "no", _("No")

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="machine_reading")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_since = models.DateTimeField(default=timezone.now)
    found_sealed = models.BinaryField(null=True)
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    compared = models.ForeignKey(Reading, on_delete=models.SET_NULL, null=True, related_name="+")
    agrees = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("machine reading")
        indexes = [
            models.Index(
                fields=["due_since"],
                condition=models.Q(state__in=["waiting", "under_way"]),
                name="labels_due_to_be_read",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.pk})"

    @property
    def found(self) -> LabelReading:
        """What was read, opened."""
        kept = open_text(self.found_sealed, context=found_context(self.page_id))
        return LabelReading(**json.loads(kept)) if kept else LabelReading()

    @classmethod
    def standing_of(cls, code_request: CodeRequest) -> "MachineReading | None":
        """What was read off the photos of the radio that stand; None while nothing is."""
        live = {"page__upload__replaced_at": None, "page__upload__deleted_at": None}
        return cls.telling(cls.objects.filter(page__upload__code_request=code_request, **live))

    @classmethod
    def telling(cls, rows: "Iterable[MachineReading]") -> "MachineReading | None":
        """Of those that were read the newest on which something was found, or else the newest."""
        read = [row for row in rows if row.state == cls.State.READ]
        return max(read, key=lambda row: (row.found_sealed is not None, row.pk), default=None)

    def number(self, kind: Kind) -> str:
        """The number by which a code of this kind is found, or nothing."""
        found = self.found
        return {Kind.SERIAL: found.serial, Kind.VIN: ""}.get(kind, found.precode)

    def number_like(self, other: str, kind: Kind) -> str:
        """The same, to be held against another reading. Where any number may be given, one of another length is
        another number and no other reading of it."""
        number = self.number(kind)
        return "" if kind is Kind.NONE and len(number) != len(other) else number


def seal_found(found: LabelReading, *, page_id: int) -> bytes | None:
    """What was read, as the row of this picture keeps it; nothing where nothing was certain."""
    text = json.dumps(asdict(found)) if found != LabelReading() else ""
    return seal_text(text, context=found_context(page_id))


def found_context(page_id: int) -> str:
    """By what the seal is bound to the picture."""
    return f"machine-reading:{page_id}"
