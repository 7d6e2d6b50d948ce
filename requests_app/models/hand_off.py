"""A draft that goes on at another device for its photos, and originals that were seen at the counter and not kept."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from requests_app.models.code_request import CodeRequest
from requests_app.models.upload import Slot, Upload
from requests_app.states import Status

HAND_OFF_LIFE = timedelta(minutes=30)


class HandOffQuerySet(models.QuerySet["HandOff"]):
    """Questions asked of hand-offs."""

    def living(self) -> Self:
        """Those by which photos may still come: not over, not closed, of a request that is not sent yet."""
        drafts = self.filter(closed_at=None, code_request__status=Status.DRAFT)
        return drafts.filter(created_at__gt=timezone.now() - HAND_OFF_LIFE)


class HandOff(models.Model):
    """A key with which one other device, the first that takes it, adds photos to a draft: to one slot, or to all.

    Of the key and of the cookie of that device only digests are kept. `created_by` is the member of staff who gave it
    away; of a customer's own draft it is empty. `documents` are those that came by it, and all that it shows.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="hand_offs")
    slot = models.CharField(max_length=12, choices=Slot.choices, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    device_digest = models.CharField(max_length=64, unique=True, null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    documents = models.ManyToManyField(Upload, related_name="+")

    objects = HandOffQuerySet.as_manager()

    def __str__(self) -> str:
        return f"hand-off {self.pk}"


class SeenOriginal(models.Model):
    """A member of staff saw this paper at the counter; no copy of it is kept."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="seen_originals")
    slot = models.CharField(max_length=12, choices=Slot.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code_request", "slot"], name="one_seen_original_per_slot")]

    def __str__(self) -> str:
        return f"{self.slot} seen"
