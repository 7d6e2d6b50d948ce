"""Desks that help each other: those that are asked for codes, and how often a token of one that asks us did."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models.api_token import ApiToken
from requests_app.models.desk import Desk
from requests_app.models.sealed import open_text, seal_text


class PartnerReason(models.TextChoices):
    """Why a desk asks another one for a code."""

    REQUEST = "request", _("a request with approved papers")


class PartnerDesk(models.Model):
    """A desk, of this installation or another, that this desk asks for codes.

    The token that it gave us is sealed for its address: where the address is changed, the token must be typed again, so
    nobody sends it elsewhere. After `failures` in a row it is left alone until `rests_until`.
    """

    class Outcome(models.TextChoices):
        CODE = "code", _("it knew a code")
        NONE = "none", _("it knew none")
        FAILED = "failed", _("it did not answer")
        REFUSED = "refused", _("its answer was not believed")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("address"), max_length=200)
    token_sealed = models.BinaryField(editable=False)
    asked = models.BooleanField(_("is asked"), default=True)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    last_asked_at = models.DateTimeField(null=True, editable=False)
    last_outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("partner desk")
        verbose_name_plural = _("partner desks")
        constraints = [models.UniqueConstraint(fields=["desk", "name"], name="a_partner_desk_stands_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        """The token that opens at this address, or Unreadable."""
        return open_text(self.token_sealed, context=self._context)

    def set_token(self, token: str) -> None:
        """Seal the token for this desk and address."""
        self.token_sealed = seal_text(token, context=self._context) or b""

    @property
    def is_resting(self) -> bool:
        """Left alone after failures."""
        return self.rests_until is not None and self.rests_until > timezone.now()

    @property
    def _context(self) -> str:
        return f"partner-token:{self.desk_id}:{self.address}"


class PartnerAccess(models.Model):
    """How often a token of a partner asked on the UTC day `day`, how many questions in a row had no answer, and since
    when it is held because of these. A held token is answered nothing until a lead lets it go on."""

    token = models.OneToOneField(ApiToken, on_delete=models.CASCADE, related_name="partner_access")
    day = models.DateField(null=True)
    asked = models.PositiveIntegerField(default=0)
    misses = models.PositiveIntegerField(default=0)
    held_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"questions of token {self.token_id}"
