"""Photos and papers that the customer sent. The rows name sealed files; nothing readable lies anywhere."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models.access import AccessLink
from requests_app.models.code_request import CodeRequest


class Slot(models.TextChoices):
    """What a document is meant to show (policy.py says which are asked of whom)."""

    LABEL = "label", _("Radio label or display")
    FRONT = "front", _("Front of the radio")
    CERTIFICATE = "certificate", _("Registration certificate")
    VIN_PLATE = "vin_plate", _("VIN on the car")
    IDENTITY = "identity", _("Identity paper, name only")
    PERMISSION = "permission", _("Permission of the owner")
    PURCHASE = "purchase", _("Purchase contract or other proof")
    DISPLAY = "display", _("What the display shows")


class Upload(models.Model):
    """One document in one slot, with all of its pages."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="uploads")
    slot = models.CharField(_("what it shows"), max_length=12, choices=Slot.choices)
    source_fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return f"{self.get_slot_display()} {self.pk}"


class Page(models.Model):
    """One picture of a document: its sealed file and its sealed thumbnail. `hints` are codes of vault.Hint, which its
    sender is told; `signs` are codes of vault.Sign, for staff. `digest` is the SHA-256 of the picture as it was sealed.

    `checked_at` is when the worker last opened both files, `damaged_at` since when one is lost or does not open.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=64, unique=True)
    thumb_name = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    hints = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    signs = models.JSONField(default=list)
    checked_at = models.DateTimeField(default=timezone.now)
    damaged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="one_picture_per_page")]
        indexes = [
            models.Index(fields=["checked_at"], name="pages_longest_unchecked"),
            models.Index(fields=["damaged_at"], condition=models.Q(damaged_at__isnull=False), name="damaged_pages"),
        ]

    def __str__(self) -> str:
        return f"{self.upload} / {self.number}"

    @property
    def code_request(self) -> CodeRequest:
        return self.upload.code_request

    @property
    def key(self) -> str:
        """Names this very picture: once covered or replaced it has another key."""
        return f"{self.pk}:{self.file_name[:16]}"

    @property
    def place(self) -> str:
        """Where it stands among the papers, as the record names it: slot and page."""
        return f"{self.upload.slot}:{self.number}"


class PhotoLikeness(models.Model):
    """What the photo of a document looks like (the vault's `Likeness`), and which of other requests look the same."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="likeness")
    key_1 = models.PositiveIntegerField(db_index=True)
    key_2 = models.PositiveIntegerField(db_index=True)
    key_3 = models.PositiveIntegerField(db_index=True)
    key_4 = models.PositiveIntegerField(db_index=True)
    data = models.BinaryField(max_length=136)
    like = models.ManyToManyField("self")

    def __str__(self) -> str:
        return f"likeness of {self.upload}"


class UncoveredPicture(models.Model):
    """A paper that must be covered, as it came. It waits for the squares of its covering page and is no document yet.

    In an answer, `link` is the key of the device that sent it, in a draft that was handed over `hand_off`: nobody else
    is shown it.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="uncovered")
    slot = models.CharField(max_length=12, choices=Slot.choices)
    link = models.ForeignKey(AccessLink, on_delete=models.SET_NULL, null=True, related_name="+")
    hand_off = models.ForeignKey("requests_app.HandOff", on_delete=models.SET_NULL, null=True, related_name="waiting")
    file_name = models.CharField(max_length=64, unique=True)
    thumb_name = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    hints = models.JSONField(default=list)
    source_fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["code_request", "slot"], name="one_uncovered_picture_per_slot")]

    def __str__(self) -> str:
        return f"{self.slot} {self.pk}"
