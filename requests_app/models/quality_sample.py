"""Codes that were sent and are read once more by somebody else afterwards, to see how well the desk reads."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from requests_app.models.check import Verdict
from requests_app.models.code_request import CodeRequest
from requests_app.models.upload import Upload
from requests_app.states import Status

READABLE = (Status.READY, Status.CLOSED, Status.NOT_WORKED)


class SampleRows(models.QuerySet["QualitySample"]):
    def unread(self, desks: Iterable[int]) -> Self:
        """Those that can still be read: the papers are there, and nothing was begun anew."""
        papers = Upload.objects.filter(code_request=OuterRef("code_request"), replaced_at=None, deleted_at=None)
        here = self.filter(code_request__desk__in=desks, code_request__status__in=READABLE, verdict="")
        return here.filter(Exists(papers), round=F("code_request__verification_round"))

    def differing(self, desks: Iterable[int]) -> Self:
        """Those that did not agree, and that no lead has dealt with."""
        return self.filter(NOT_AGREED, code_request__desk__in=desks, settled_at=None)


NOT_AGREED = Q(verdict=Verdict.NO) | Q(verdict=Verdict.YES) & (Q(number_agrees=False) | Q(vin_agrees=False))


class QualitySample(models.Model):
    """One round of a request, drawn when its code was sent. What its reader read is compared at once and not kept."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="quality_samples")
    round = models.PositiveSmallIntegerField()
    drawn_at = models.DateTimeField(auto_now_add=True)
    verdict = models.CharField(max_length=3, choices=Verdict.choices, blank=True)
    number_agrees = models.BooleanField(null=True)
    vin_agrees = models.BooleanField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = SampleRows.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("quality sample")
        constraints = [models.UniqueConstraint(fields=["code_request", "round"], name="a_round_is_sampled_once")]
        indexes = [
            models.Index(fields=["code_request"], condition=Q(verdict=""), name="samples_unread"),
            models.Index(fields=["code_request"], condition=NOT_AGREED & Q(settled_at=None), name="samples_differing"),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}: {self.verdict}"

    @property
    def agrees(self) -> bool:
        """Whether its reader would give the code, too, and read the same."""
        return self.verdict == Verdict.YES and self.number_agrees is not False and self.vin_agrees is not False
