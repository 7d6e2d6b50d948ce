"""What staff read and judged: blind readings, checks of the evidence policy, verdicts on documents, items asked for."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from guides_app.squares import Box
from requests_app.models.code_request import CodeRequest
from requests_app.models.sealed import open_text, seal_text
from requests_app.models.upload import Page, Slot, Upload

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class CheckKind(models.TextChoices):
    """The questions a verification answers (policy.py says which apply)."""

    NUMBER = "number", _("The number on the photo is the number that was typed")
    VIN = "vin", _("The last 6 of the VIN were read off the certificate")
    LABEL_REAL = "label_real", _("The photo shows a real radio, not a screen or a print")
    CERTIFICATE = "certificate", _("The certificate can be read and is genuine as far as we can see")
    HOLDER = "holder", _("(C.1) The holder is the person who asks, or gave permission")
    CAR = "car", _("(E) The VIN fits the make and the car")
    PERMISSION = "permission", _("The permission names the car, the owner and the person who asks")
    PURCHASE = "purchase", _("The proof names the car, and the person or firm that asks")
    VIN_PLATE = "vin_plate", _("The VIN on the car is the VIN on the certificate")
    IDENTITY = "identity", _("The name on the identity paper is the name of the person who asks")
    SEEN = "seen", _("The originals were shown at the counter")


class Verdict(models.TextChoices):
    """The answer to a check."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class Reading(models.Model):
    """A clerk read a number off the photo without seeing what the customer typed. Kept per round of verification.

    `agrees` is empty where there was nothing to compare with. `pictures` are the keys of the pictures that were open.
    """

    class Subject(models.TextChoices):
        NUMBER = "number", _("Radio's number")
        VIN6 = "vin6", _("Last 6 of the VIN")
        HOLDER = "holder", _("Holder's name")

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="readings")
    subject = models.CharField(max_length=8, choices=Subject.choices)
    round = models.PositiveSmallIntegerField()
    value_sealed = models.BinaryField()
    agrees = models.BooleanField(null=True)
    not_on_paper = models.BooleanField(default=False)
    override_reason = models.CharField(max_length=300, blank=True)
    pictures = models.JSONField(default=list)
    vin_signs = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} ({self.round})"

    @property
    def overrides(self) -> bool:
        """It stands against what the customer typed, for the reason that a clerk gave."""
        return self.agrees is False and bool(self.override_reason)

    @property
    def stands(self) -> bool:
        """Whether the verification may rest on it. A VIN may have nothing to be compared with; a number needs two."""
        uncompared_vin = self.agrees is None and self.subject == Reading.Subject.VIN6
        return bool(self.agrees or self.override_reason or uncompared_vin)

    @property
    def value(self) -> str:
        """What was read, opened."""
        return open_text(self.value_sealed, context=self._context)

    def set_value(self, value: str) -> None:
        """Seal what was read for this reading: its request, round, subject and reader must be set."""
        self.value_sealed = seal_text(value, context=self._context) or b""

    @property
    def _context(self) -> str:
        return f"reading:{self.code_request_id}:{self.round}:{self.subject}:{self.by_id}"


def add_reading(
    code_request: CodeRequest, subject: Reading.Subject, value: str, *, by: "User", **fields: Any
) -> Reading:
    """Keep what somebody read in this round; the value rests sealed."""
    reading = Reading(
        code_request=code_request, subject=subject, round=code_request.verification_round, by=by, **fields
    )
    reading.set_value(value)
    reading.save(force_insert=True)
    return reading


class Check(models.Model):
    """One answered question of the verification; the newest row of a kind in a round counts.

    `pictures` are the keys of the pictures that it rests on: a yes falls when another picture takes their place.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=12, choices=CheckKind.choices)
    round = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=3, choices=Verdict.choices)
    reason = models.CharField(max_length=300, blank=True)
    pictures = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.verdict}"


class DocumentProblem(models.TextChoices):
    """What is wrong with a document, for staff; `problem_text()` says it to the customer."""

    BLUR = "blur", _("Not sharp")
    GLARE = "glare", _("White spot on it")
    CUT = "cut", _("Part of it is missing")
    DARK = "dark", _("Too dark")
    SMALL = "small", _("Too small")
    WRONG_ITEM = "wrong_item", _("Another label")
    PART_NUMBER = "part_no", _("Only the part number is visible")
    MISMATCH = "mismatch", _("Not the number that was typed")
    FIELD_E = "field_e", _("(E) cannot be read")
    FIELD_C1 = "field_c1", _("(C.1) cannot be read")
    OVER_COVERED = "over_covered", _("Too much is covered")
    NOT_THEIRS = "not_theirs", _("Of another person, or of another car")
    OLD_HOLDER = "old_holder", _("Shows an earlier holder, or has expired")
    SCREEN_PHOTO = "screen_photo", _("Photo of a screen")
    MISSING = "missing", _("Was not sent")


class DocumentVerdict(models.Model):
    """Whether what stands in one slot is accepted: it can be read, and is of whom and of what it should be. The newest
    row of a slot in a round counts, for the pictures of these keys; `problem` says why one is not accepted."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="document_verdicts")
    slot = models.CharField(max_length=12, choices=Slot.choices)
    round = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=3, choices=Verdict.choices)
    problem = models.CharField(max_length=14, choices=DocumentProblem.choices, blank=True)
    pictures = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.slot}: {self.verdict}"


class SecondLook(models.Model):
    """A second person looked at the papers of a round, read number and VIN for themselves, and gave a verdict.

    What they read is compared at once and not kept. `looked_at` names the readings, checks, pictures and typed codes
    as they stood; a yes counts only while nothing else has come. With `waits_until` it is the statement of the one
    person of a desk, which counts in place of a second person when that time has come.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="second_looks")
    round = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=3, choices=Verdict.choices)
    reason = models.CharField(max_length=300)
    number_agrees = models.BooleanField(null=True)
    vin_agrees = models.BooleanField(null=True)
    looked_at = models.JSONField(default=list)
    waits_until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"second look {self.pk}: {self.verdict}"


class AnswerDays(models.IntegerChoices):
    """How long a customer has for an answer."""

    WEEK = 7, _("7 days")
    TWO_WEEKS = 14, _("14 days")
    THREE_WEEKS = 21, _("21 days")
    MONTH = 30, _("30 days")


class AskedItem(models.Model):
    """One thing the desk asked the customer for again: a slot, why, and what came back.

    `marked` is the part of `marked_page` that staff point at: first row, first column, last row and last column of a
    box of squares (guides_app.squares), or empty. The picture itself is never drawn on.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="asked_items")
    round = models.PositiveSmallIntegerField()
    slot = models.CharField(max_length=12, choices=Slot.choices)
    problem = models.CharField(max_length=14, choices=DocumentProblem.choices)
    note = models.CharField(max_length=300, blank=True)
    marked_page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    marked = models.JSONField(default=list, blank=True)
    answer_upload = models.ForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")
    answer_text = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.slot}: {self.problem}"

    @property
    def box(self) -> Box | None:
        """Where staff point on `marked_page`."""
        return Box(*self.marked) if self.marked else None


class Feedback(models.Model):
    """What the customer said of the code: what the display shows, what was entered, how often."""

    class Display(models.TextChoices):
        ERROR = "error", _("ERROR")
        WAIT = "wait", _("WAIT or SAFE")
        CODE = "code", _("Still CODE or 0000")
        NOTHING = "nothing", _("Nothing, or something else")
        STUCK = "stuck", _("The digits cannot be entered")

    class Entered(models.TextChoices):
        YES = "yes", _("Yes")
        OTHER = "other", _("I entered something else")
        NOT_SURE = "not_sure", _("I am not sure")

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="feedback")
    worked = models.BooleanField()
    display = models.CharField(max_length=8, choices=Display.choices, blank=True)
    entered = models.CharField(max_length=8, choices=Entered.choices, blank=True)
    tries = models.PositiveSmallIntegerField(null=True)
    photo = models.ForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")
    comment = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return "worked" if self.worked else "did not work"
