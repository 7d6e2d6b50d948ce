"""The outbox: letters that must go out, written in the transaction that caused them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from requests_app.models.code_request import CodeRequest


class Letter(models.TextChoices):
    """Every letter the desk sends to a customer."""

    RECEIVED = "received", _("We have your request")
    NEEDS_INFO = "needs_info", _("We need more from you")
    READY = "ready", _("Your code is ready")
    NEW_CODE = "new_code", _("A new code")
    REFUSED = "refused", _("We cannot give the code")
    CLOSED = "closed", _("Finished")
    WITHDRAWN = "withdrawn", _("You withdrew")
    ERASED = "erased", _("Your data were deleted")
    LOST_LINK = "lost_link", _("Your link")
    NOT_WORKED = "not_worked", _("We are looking again")


class Message(models.Model):
    """One letter. `recipient` is emptied when it has gone; `message_id` stays the same however often it is tried."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="messages")
    letter = models.CharField(max_length=12, choices=Letter.choices)
    key = models.CharField(max_length=80, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    recipient = models.EmailField(max_length=254, blank=True)
    recipient_fingerprint = models.CharField(max_length=64, db_index=True)
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                F("due_at"),
                name="letters_to_send",
                condition=Q(sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.pk}"
