"""Webhooks: addresses of other software that is told when a request moves, and the outbox of what it is told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models.api_token import ApiToken
from requests_app.models.code_request import STATUS_CHOICES, CodeRequest
from requests_app.models.outgoing import Outgoing
from requests_app.models.sealed import open_text, seal_text
from requests_app.states import Status

TOLD_STATES = tuple(status for status in Status if status is not Status.DRAFT)
"""The states of which other software can be told when a request comes to them."""


class WebhookEndpoint(models.Model):
    """An address that belongs to a token, and the states of which it is told.

    Software of customers is told of the requests that its token filed, software of staff of those of its desk. The
    secrets by which deliveries are signed rest sealed for this endpoint; the former one signs, too, until
    `former_until`. `failures` counts tries in vain since the last one that was taken.
    """

    class Off(models.TextChoices):
        LEAD = "lead", _("switched off by a lead")
        FAILED = "failed", _("switched off, because nothing was taken for three days")
        GONE = "gone", _("switched off, because the receiver said that it is gone")

    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(_("address"), max_length=400)
    states = models.JSONField(_("it is told"), default=list)
    key = models.CharField(max_length=32, unique=True)
    secret_sealed = models.BinaryField()
    former_secret_sealed = models.BinaryField(null=True)
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    off_at = models.DateTimeField(null=True)
    off_because = models.CharField(max_length=6, choices=Off.choices, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    quiet_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(off_at=None, off_because="")
                | models.Q(off_at__isnull=False) & ~models.Q(off_because=""),
                name="a_webhook_that_is_off_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"webhook {self.pk}"

    @property
    def secret(self) -> str:
        """The secret, opened."""
        return open_text(self.secret_sealed, context=secret_context(self.key))

    @property
    def former_secret(self) -> str:
        """The one before, opened; nothing where there is none."""
        return open_text(self.former_secret_sealed, context=secret_context(self.key))


def seal_secret(secret: str, *, key: str) -> bytes | None:
    """A secret as the endpoint with this key keeps it; it opens for no other."""
    return seal_text(secret, context=secret_context(key))


def secret_context(key: str) -> str:
    """What the secrets of the endpoint with this key are sealed for."""
    return f"webhook-secret:{key}"


class WebhookDelivery(Outgoing):
    """One thing that one endpoint is told: that a request came to a state, by which line of its record and when.

    `message_id` stays the same however often it is tried or sent again. `begun_at`, from when the tries count, is told
    by the database's clock.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("given up")
        DROPPED = "dropped", _("not sent: switched off, or the token does not open any more")

    class Problem(models.TextChoices):
        NOT_ALLOWED = "not_allowed", _("the address leads to an inner network")
        NO_HOST = "no_host", _("the name of the host is not known")
        NO_ANSWER = "no_answer", _("no connection, or no answer")
        TIMED_OUT = "timed_out", _("no answer in time")
        NOT_TRUSTED = "not_trusted", _("the certificate is not trusted")
        REDIRECTED = "redirected", _("redirected, which is not followed")
        REFUSED = "refused", _("refused")

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="webhook_deliveries")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=STATUS_CHOICES)
    occurred_at = models.DateTimeField()
    message_id = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.WAITING)
    ended_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=11, choices=Problem.choices, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "code_request", "number"], name="each_line_is_told_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="webhooks_to_send", condition=models.Q(outcome="waiting")),
            models.Index(fields=["ended_at"], name="webhooks_ended", condition=~models.Q(outcome="waiting")),
        ]

    def __str__(self) -> str:
        return self.message_id
