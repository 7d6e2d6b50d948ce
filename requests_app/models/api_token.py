"""Tokens by which other software calls the machine interface, and the answers to calls that must not be done twice."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models.desk import Desk
from requests_app.models.sealed import open_text, seal_text

LONGEST_KEY = 64


class ApiScope(models.TextChoices):
    """What a token opens."""

    REQUESTS = "requests", _("file requests and follow them")
    DESK = "desk", _("work on the requests of the desk")
    KNOWN_CODES = "known-codes", _("add known codes")
    PARTNER = "partner", _("ask for the code of one radio")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Questions asked of tokens."""

    def living(self) -> Self:
        """Neither revoked nor over."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ApiToken(models.Model):
    """What one piece of software may do at one desk, and until when. Of its secret only a digest is kept.

    A token of staff acts as one person and does what that person may do now; no other token acts as anybody. `prefix`
    is the part of the token that is no secret. After a change of the secret the former one opens until
    `former_until`.
    """

    class Kind(models.TextChoices):
        CUSTOMERS = "customers", _("software of customers")
        STAFF = "staff", _("software of staff")
        PARTNER = "partner", _("a partner desk")

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("software"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    scopes = models.JSONField(_("what it opens"), default=list)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    prefix = models.CharField(max_length=10, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    former_digest = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="staff", user__isnull=False) | ~models.Q(kind="staff") & models.Q(user=None),
                name="a_token_of_staff_acts_as_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def is_living(self) -> bool:
        """Neither revoked nor over."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    def opens(self, scope: ApiScope) -> bool:
        """Whether it was made for this."""
        return scope in self.scopes

    def digests(self, now: datetime) -> list[str]:
        """Those of the secrets that are good now."""
        former = self.former_digest if self.former_until and now < self.former_until else ""
        return [digest for digest in (self.digest, former) if digest]


class IdempotentCall(models.Model):
    """A call that carried an Idempotency-Key, so that the same call sent again is answered and not done again.

    While `answered_at` is empty the call runs, at most until `lease_until` by the database's clock; after that its
    process is dead, and whoever sends it again takes it over. The answer is written in the transaction of what the call
    changed. It rests sealed.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="calls")
    key = models.CharField(max_length=LONGEST_KEY)
    fingerprint = models.CharField(max_length=64)
    attempt = models.CharField(max_length=16)
    lease_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    answer_sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="a_key_is_one_call")]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def answer(self) -> str:
        """The body of the answer, opened."""
        return open_text(self.answer_sealed, context=self._context)

    def set_answer(self, body: str) -> None:
        """Seal the body for this call."""
        self.answer_sealed = seal_text(body, context=self._context)

    @property
    def _context(self) -> str:
        return f"api-answer:{self.token_id}:{self.key}"
