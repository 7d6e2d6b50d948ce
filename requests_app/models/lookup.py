"""What was asked of which source, and what came back: attempts, sealed candidates, and questions still open."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from requests_app.models.code_request import CodeRequest

LONGEST_SOURCE = 24  # of a slug; with that of a radio it makes the key of a daily total


class Source(models.TextChoices):
    """Where a code may come from; sources that are plugged in have slugs of their own beside these."""

    REGISTRY = "registry", _("Known codes of this desk")
    CALCULATOR = "calculator", _("Calculated from the pre-code")
    MANUFACTURER = "manufacturer", _("Manufacturer")
    DEALER = "dealer", _("Dealer system or file")
    PAPERS = "papers", _("Code card or service book")


TYPED_SOURCES = (Source.MANUFACTURER, Source.DEALER, Source.PAPERS)


class Attempt(models.Model):
    """One question to one source, and how many milliseconds it took. An outage is not a no, nor is an answer that is
    not believed."""

    class Result(models.TextChoices):
        FOUND = "found", _("found")
        NOT_FOUND = "not_found", _("not found")
        UNAVAILABLE = "unavailable", _("not available")
        REFUSED = "refused", _("not believed")

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="attempts")
    round = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=LONGEST_SOURCE)
    result = models.CharField(max_length=11, choices=Result.choices)
    detail = models.CharField(max_length=200, blank=True)
    took = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["at"], name="attempts_by_time")]

    def __str__(self) -> str:
        return f"{self.source}: {self.result}"


class CandidateQuerySet(models.QuerySet["Candidate"]):
    """Questions asked of candidates."""

    def with_pictured(self) -> Self:
        """With what `is_pictured` says, in the same question."""
        there = AnswerPicture.objects.filter(candidate=models.OuterRef("pk"), damaged_at=None)
        return self.annotate(is_pictured=models.Exists(there))


class Candidate(models.Model):
    """A code that a source gave, sealed. `code_fingerprint` tells whether two sources agree without opening either.

    `failed_at` is when the customer said that it did not work; `failed_before`, that others said so of the same code
    before, more often than that it worked.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="candidates")
    round = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=LONGEST_SOURCE)
    provenance = models.CharField(max_length=200)
    answered_on = models.DateField(null=True)
    sealed_code = models.BinaryField()
    code_fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    failed_at = models.DateTimeField(null=True)
    failed_before = models.BooleanField(default=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"

    @property
    def is_typed(self) -> bool:
        """By hand, and not a dated answer of the manufacturer of which a picture is there and can be shown."""
        if self.source not in TYPED_SOURCES:
            return False
        dated = self.source == Source.MANUFACTURER and self.answered_on is not None
        return not (dated and self.is_pictured)

    @cached_property
    def is_pictured(self) -> bool:
        """Whether a picture of the answer is there and can be shown. `with_pictured` tells it beforehand."""
        return any(picture.damaged_at is None for picture in self.pictures.all())


class OpenQuestion(models.Model):
    """A source that is still to be asked for a request: when next, by the database's clock, and how often it was.

    The row is the truth: whoever asks takes a lease, and what dies with it is asked again. It goes with the answer, or
    when nothing waits for one any more.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="open_questions")
    round = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=LONGEST_SOURCE)
    place = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        ordering = ["due_at", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["code_request", "source"], name="a_source_is_asked_once")]
        indexes = [models.Index(fields=["due_at", "place", "id"], name="questions_by_due")]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class AnswerPicture(models.Model):
    """One page of the manufacturer's answer, as a clerk attached it to a typed code: its sealed file. It is the desk's
    own: nothing that customers open reads this table.

    `checked_at` and `damaged_at` are meant as those of a `Page`.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=64, unique=True)
    checked_at = models.DateTimeField(default=timezone.now)
    damaged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["candidate", "number"], name="one_picture_per_page_of_answer")]

    def __str__(self) -> str:
        return f"{self.candidate} / {self.number}"

    @property
    def code_request(self) -> CodeRequest:
        return self.candidate.code_request

    @property
    def key(self) -> str:
        """Names this very picture."""
        return f"answer:{self.pk}:{self.file_name[:16]}"
