"""What was asked of which source, and what came back: attempts, sealed candidates, and the registry of known codes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models.code_request import CodeRequest
from requests_app.models.desk import Desk


class Source(models.TextChoices):
    """Where a code may come from."""

    REGISTRY = "registry", _("Known codes of this desk")
    CALCULATOR = "calculator", _("Calculated from the pre-code")
    MANUFACTURER = "manufacturer", _("Manufacturer")
    DEALER = "dealer", _("Dealer system or file")
    PAPERS = "papers", _("Code card or service book")


TYPED_SOURCES = (Source.MANUFACTURER, Source.DEALER, Source.PAPERS)


class Attempt(models.Model):
    """One question to one source. An outage is not a no."""

    class Result(models.TextChoices):
        FOUND = "found", _("found")
        NOT_FOUND = "not_found", _("not found")
        UNAVAILABLE = "unavailable", _("not available")

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="attempts")
    round = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=Source.choices)
    result = models.CharField(max_length=11, choices=Result.choices)
    detail = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source}: {self.result}"


class Candidate(models.Model):
    """A code that a source gave, sealed. `code_fingerprint` tells whether two sources agree without opening either."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="candidates")
    round = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=Source.choices)
    provenance = models.CharField(max_length=200)
    answered_on = models.DateField(null=True)
    sealed_code = models.BinaryField()
    code_fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    choice_reason = models.CharField(max_length=300, blank=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.pk}"

    @property
    def is_typed(self) -> bool:
        """By hand, and not a dated answer of the manufacturer."""
        return self.source in TYPED_SOURCES and not (self.source == Source.MANUFACTURER and self.answered_on)


class KnownCode(models.Model):
    """A code the desk knows for a number or a VIN; both are kept so that neither can be read from the database."""

    class Subject(models.TextChoices):
        NUMBER = "number", _("radio's number")
        VIN = "vin", _("VIN (radio fitted at the factory)")

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="known_codes")
    subject = models.CharField(_("known by"), max_length=6, choices=Subject.choices)
    fingerprint = models.CharField(max_length=64)
    sealed_code = models.BinaryField()
    code_fingerprint = models.CharField(max_length=64)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    provenance = models.CharField(_("where exactly"), max_length=200)
    times_worked = models.PositiveIntegerField(default=0)
    times_failed = models.PositiveIntegerField(default=0)
    last_worked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("known code")
        verbose_name_plural = _("known codes")
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "subject", "fingerprint", "code_fingerprint"], name="a_known_code_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.pk}"
